/**
 * Policies that name a user or role mean that one, not a later one of the same name (IAM User Guide, "AWS JSON policy
 * elements: Principal"). So a stored policy holds unique ids (`AIDA…`, `AROA…`) in place of their ARNs; who reads it is
 * shown ARNs again, and the bare id where the principal is gone.
 */

import type { Database } from '../storage/storage.ts'
import { findRole } from './owners.ts'
import { isObject } from './policy-json.ts'

type Rename = (name: string) => Promise<string | null>

/** @param text a policy document that parses. Names that are not there stay as they are. */
export function bindPrincipals(database: Database, text: string): Promise<string> {
  return renamePrincipals(text, (name) => findUniqueId(database, name))
}

/** The unique id behind the ARN of a user or role; for a role's session `AROA…:session`, as in `aws:userid`. Or null. */
export async function findUniqueId(database: Database, arn: string): Promise<string | null> {
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn)
  if (session) {
    const [, accountId = '', roleName = '', sessionName] = session
    const role = await findRole(database, accountId, roleName)
    return role === null ? null : `${role.role_id}:${sessionName}`
  }
  if (!/^arn:aws:iam::\d{12}:(?:user|role)\//.test(arn)) return null
  const user = await database
    .selectFrom('iam_user')
    .select('user_id')
    .where('arn', '=', arn)
    .executeTakeFirst()
  if (user !== undefined) return user.user_id
  const role = await database
    .selectFrom('iam_role')
    .select('role_id')
    .where('arn', '=', arn)
    .executeTakeFirst()
  return role?.role_id ?? null
}

/** The inverse, for those who read the policy. */
export function showPrincipals(database: Database, text: string): Promise<string> {
  return renamePrincipals(text, (name) => findArn(database, name))
}

/** The inverse of `findUniqueId`. Null when there is no such user or role, or the name is no unique id. */
export async function findArn(database: Database, uniqueId: string): Promise<string | null> {
  if (uniqueId.startsWith('AIDA')) {
    const user = await database
      .selectFrom('iam_user')
      .select('arn')
      .where('user_id', '=', uniqueId)
      .executeTakeFirst()
    return user?.arn ?? null
  }
  if (!uniqueId.startsWith('AROA')) return null
  const [roleId = '', sessionName] = uniqueId.split(':')
  const role = await database
    .selectFrom('iam_role')
    .select(['arn', 'account_id', 'role_name'])
    .where('role_id', '=', roleId)
    .executeTakeFirst()
  if (role === undefined) return null
  if (sessionName === undefined) return role.arn
  return `arn:aws:sts::${role.account_id}:assumed-role/${role.role_name}/${sessionName}`
}

async function renamePrincipals(text: string, rename: Rename): Promise<string> {
  const document: unknown = JSON.parse(text)
  if (!isObject(document)) return text
  const given = document.Statement
  const statements = Array.isArray(given) ? given : [given]
  const renamed = await Promise.all(statements.map((statement) => renameInStatement(statement, rename)))
  if (renamed.every((statement, index) => statement === statements[index])) return text
  return JSON.stringify({ ...document, Statement: Array.isArray(given) ? renamed : renamed[0] })
}

async function renameInStatement(statement: unknown, rename: Rename): Promise<unknown> {
  if (!isObject(statement)) return statement
  let result = statement
  for (const element of ['Principal', 'NotPrincipal']) {
    const pattern = statement[element]
    if (!isObject(pattern) || pattern.AWS === undefined) continue
    const AWS = await renameNames(pattern.AWS, rename)
    if (AWS !== pattern.AWS) result = { ...result, [element]: { ...pattern, AWS } }
  }
  return result
}

async function renameNames(names: unknown, rename: Rename): Promise<unknown> {
  if (typeof names === 'string') return (await rename(names)) ?? names
  if (!Array.isArray(names)) return names
  const renamed = await Promise.all(names.map((name) => renameNames(name, rename)))
  return renamed.every((name, index) => name === names[index]) ? names : renamed
}
