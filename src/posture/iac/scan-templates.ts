/** The same rules over templates: what will not be under a customer managed key, before it is deployed. */

import { type FindingContext, findingOf } from '../engine/finding-of.ts'
import type { Finding, Mute } from '../finding.ts'
import { matchesGlob } from '../mutes/glob.ts'
import type { Parameters } from '../parameters.ts'
import type { Resource } from '../resource.ts'
import type { Rule } from '../rule.ts'
import { judgeResource } from './judge-resource.ts'
import type { IacResource, Template } from './template.ts'

export interface TemplateScan {
  readonly rules: readonly Rule[]
  parametersOf(ruleId: string): Parameters
  readonly context: Omit<FindingContext, 'endpoint' | 'account'>
  readonly now: number
}

const noAccount = { id: '', name: null, ouPath: null, organizationId: null }

/** A finding for each resource and rule that have to do with each other; in the order of the template. */
export function* scanTemplate(scan: TemplateScan, template: Template): Generator<Finding> {
  const context: FindingContext = { ...scan.context, endpoint: null, account: () => noAccount }
  for (const [key, resource] of template.resources) {
    // Instances are there under the name of all as well.
    if (key !== resource.address) continue
    const seen = resourceOf(template, resource, scan.now)
    for (const rule of scan.rules) {
      for (const { verdict, at } of judgeResource(
        rule,
        template,
        resource,
        seen,
        scan.parametersOf(rule.id),
      )) {
        const finding = findingOf({ ruleId: rule.id, resource: seen, verdict }, context)
        const muted = finding.muted ?? inlineMute(resource, rule.id)
        yield { ...finding, provider: 'iac', source: at, muted: counts(finding) ? muted : null }
      }
    }
  }
}

function counts({ status }: Finding): boolean {
  return status === 'FAIL' || status === 'MANUAL'
}

/** The ARN is not known yet: the file and the name within it stay. */
function resourceOf(template: Template, resource: IacResource, now: number): Resource {
  return {
    uid: `${template.file}#${resource.address}`,
    type: resource.type,
    name: resource.address,
    account: '',
    partition: 'aws',
    region: '',
    facts: null,
    at: now,
  }
}

function inlineMute({ skips }: IacResource, ruleId: string): Mute | null {
  const skip = skips.find(({ rule }) => matchesGlob(rule, ruleId))
  return skip === undefined ? null : { by: 'inline', reason: skip.reason, expires: null }
}
