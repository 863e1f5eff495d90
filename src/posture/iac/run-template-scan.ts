/** A whole scan of templates as the command line asks for it: `keyhold scan --iac`. */

import { randomUUID } from 'node:crypto'
import { requirementsOf } from '../controls/requirements-of.ts'
import { exitCodeOf, isFailure } from '../engine/exit-code.ts'
import type { ScanOutcome, ScanRequest } from '../engine/run-scan.ts'
import { UsageError } from '../engine/usage-error.ts'
import type { Finding } from '../finding.ts'
import { createMutes, readBaseline, readMutelist } from '../mutes/mutes.ts'
import type { Rule } from '../rule.ts'
import { parametersOf } from '../settings/settings.ts'
import { type FoundTemplates, findTemplates } from './find-templates.ts'
import { scanTemplate } from './scan-templates.ts'
import { TemplateError } from './template.ts'

export interface TemplateScanRequest
  extends Pick<
    ScanRequest,
    'settings' | 'mutelistFile' | 'baselineFile' | 'failOn' | 'version' | 'now' | 'rules'
  > {
  /** A file, or a folder that is walked. */
  readonly path: string
  /** Files are named relative to it. */
  readonly from: string
}

/** Templates are small beside accounts: their findings are held. @throws UsageError */
export function runTemplateScan(request: TemplateScanRequest): Omit<ScanOutcome, 'close'> {
  const { settings, now } = request
  const { templates, broken } = find(request)
  const mutes = createMutes({
    entries: request.mutelistFile === null ? [] : readMutelist(request.mutelistFile),
    baseline: request.baselineFile === null ? new Set() : readBaseline(request.baselineFile),
    honorsTags: false,
    now: now(),
  })
  const startedMs = now()
  const startedAt = new Date(startedMs).toISOString()
  const scanId = randomUUID()
  const rules = request.rules.filter(({ iac = [] }) => iac.length > 0)
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const scan = {
    rules,
    parametersOf: (id: string) => parametersOf(settings, id, startedMs),
    now: startedMs,
    context: {
      scanId,
      startedAt,
      rule: (id: string) => byId.get(id) as Rule,
      severity: (id: string) => settings.severities[id] ?? null,
      requirements: requirementsOf,
      mute: mutes.mute,
    },
  }
  const findings = templates.flatMap((template) => [...scanTemplate(scan, template)])
  const hasFailures = findings.some((finding) => isFailure(finding, request.failOn))
  return {
    findings: held(findings),
    stopped: null,
    bugs: [],
    summary: {
      scanId,
      version: request.version,
      provider: 'iac',
      accounts: [],
      regions: [],
      ruleIds: rules.map(({ id }) => id).sort(),
      endpoint: null,
      startedAt,
      endedAt: new Date(now()).toISOString(),
      calls: [],
      resources: new Set(findings.map(({ resource }) => resource.uid)).size,
      completeness: broken.length === 0 ? 'complete' : 'incomplete',
      incompleteReasons: broken,
      notImplemented: [],
      notInRegion: [],
      denied: [],
      unusedMutes: mutes.unused(),
      expiredMutes: mutes.expired(),
      notes: [
        `${templates.length} ${templates.length === 1 ? 'template' : 'templates'} read.`,
        ...templates.flatMap(({ file, macros = [] }) =>
          macros.map((macro) => `${file}: what the macro ${macro} adds or changes is not seen.`),
        ),
      ],
      exitCode: exitCodeOf(hasFailures, broken.length === 0),
    },
  }
}

function find({ path, from }: TemplateScanRequest): FoundTemplates {
  try {
    return findTemplates(path, from)
  } catch (error) {
    if (error instanceof TemplateError) throw new UsageError(error.message)
    throw error
  }
}

function held(findings: readonly Finding[]): ScanOutcome['findings'] {
  return {
    async *[Symbol.asyncIterator]() {
      yield* findings
    },
  }
}
