import type { PrincipalPattern } from './policy-document.ts'
import { isObject, PolicySyntaxError, rejectOthers, shown, stringList } from './policy-json.ts'

const principalTypes = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])
const principalCharsMax = 2048

/**
 * `"*"`, or an object of AWS accounts and principals, services, identity providers and canonical users (IAM User Guide,
 * "AWS JSON policy elements: Principal").
 *
 * @throws PolicySyntaxError
 */
export function parsePrincipal(value: unknown, element: string): PrincipalPattern {
  if (value === '*') return { any: true, aws: [], services: [], federated: [], canonicalUsers: [] }
  if (!isObject(value))
    throw new PolicySyntaxError(`Invalid principal in policy: ${element} must be "*" or an object.`)
  rejectOthers(value, principalTypes, element)
  const names = (type: string) =>
    value[type] === undefined ? [] : stringList(value[type], `${element} ${type}`)
  const aws = names('AWS')
  const pattern = {
    any: aws.includes('*'),
    aws: aws.filter((name) => name !== '*').map(parseAwsPrincipal),
    services: names('Service').map(parseServicePrincipal),
    federated: names('Federated').map((name) => requireShort('Federated', name)),
    canonicalUsers: names('CanonicalUser').map((name) => requireShort('CanonicalUser', name)),
  }
  if (Object.keys(value).length === 0)
    throw new PolicySyntaxError(`Invalid principal in policy: ${element} is empty.`)
  return pattern
}

function parseAwsPrincipal(name: string): string {
  if (/^\d{12}$/.test(name)) return `arn:aws:iam::${name}:root`
  const isArn =
    /^arn:aws:iam::\d{12}:(?:root|(?:user|role)\/[\x21-\x7e]+)$/.test(name) ||
    /^arn:aws:sts::\d{12}:(?:assumed-role|federated-user)\/[\x21-\x7e]+$/.test(name)
  const isUniqueId = /^(?:AIDA|AROA)[A-Z0-9]{12,28}$|^AROA[A-Z0-9]{12,28}:[\w+=,.@-]{2,64}$/.test(name)
  if ((!isArn && !isUniqueId) || name.includes('*') || name.length > principalCharsMax)
    throw invalid('AWS', name)
  return name
}

function parseServicePrincipal(name: string): string {
  if (name.length > 255 || !/^[a-z0-9-][a-z0-9.-]*\.amazonaws\.com$/.test(name))
    throw invalid('SERVICE', name)
  return name
}

function requireShort(type: string, name: string): string {
  if (name.length === 0 || name.length > principalCharsMax) throw invalid(type, name)
  return name
}

/** AWS's wording, e.g. `Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/gone"`. */
function invalid(type: string, name: string): PolicySyntaxError {
  return new PolicySyntaxError(`Invalid principal in policy: "${type}":${shown(name)}`, name)
}
