/** A scan of the fake, in this process, from the collectors' first call to the findings. */

import { createAccountApi } from '../../src/posture/engine/account-api.ts'
import { findingsOf } from '../../src/posture/engine/findings.ts'
import { createMemoryJournal } from '../../src/posture/engine/journal/journal.ts'
import { reachOf } from '../../src/posture/engine/reach.ts'
import { createScan } from '../../src/posture/engine/scan.ts'
import { silentRulesOf } from '../../src/posture/engine/silent-rules.ts'
import { createSlots } from '../../src/posture/engine/slots.ts'
import { createTraffic, type Traffic } from '../../src/posture/engine/traffic.ts'
import type { Finding } from '../../src/posture/finding.ts'
import { defaultParameters, type Parameters } from '../../src/posture/parameters.ts'
import type { Rule } from '../../src/posture/rule.ts'
import { type FakeAws, fakeAccount } from './fake-aws.ts'
import { fakeRegion } from './fake-keys.ts'

export interface ScanWithOptions {
  readonly parameters?: Partial<Parameters>
  /** Default `us-east-1`. */
  readonly regions?: readonly string[]
  /** ms since the epoch, for rules that look at ages. Default: now. */
  readonly now?: number
  readonly traffic?: Traffic
  /** Of which those that the chosen ones need see keys without a word. Default: none. */
  readonly knownRules?: readonly Rule[]
}

/** All findings of the rules, NOT_APPLICABLE ones among them. A bug in a rule or collector is thrown. */
export async function scanWith(
  fake: FakeAws,
  rules: readonly Rule[],
  {
    parameters,
    regions = [fakeRegion],
    now: at,
    traffic = createTraffic(),
    knownRules = [],
  }: ScanWithOptions = {},
): Promise<Finding[]> {
  const now = () => at ?? Date.now()
  const bugs: unknown[] = []
  const { signal } = new AbortController()
  const apis = createAccountApi({
    account: fakeAccount,
    partition: 'aws',
    homeRegion: fakeRegion,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    endpoints: { common: fake.url, of: () => fake.url },
    allow: 'reads',
    rates: {},
    traffic,
    slots: createSlots(64),
    signal,
    now,
    reach: reachOf([{ ...defaultParameters, scannedAt: now(), ...parameters }]),
    attemptsMax: 2,
  })
  const account = { id: fakeAccount, name: null, ouPath: null, organizationId: null }
  const scan = createScan({
    rules,
    silentRules: silentRulesOf(rules, knownRules),
    parametersOf: () => ({ ...defaultParameters, scannedAt: now(), ...parameters }),
    accounts: [
      {
        account,
        partition: 'aws',
        homeRegion: fakeRegion,
        open: async () => ({ apis, partition: 'aws', regions, homeRegion: fakeRegion }),
      },
    ],
    unitsMax: 8,
    signal,
    now,
    // The classifier's pause before it asks again for a key that is being made.
    wait: () => Promise.resolve(),
    onBug: (error) => bugs.push(error),
  })
  const journal = createMemoryJournal()
  const stopped = await scan.run(journal)
  if (stopped !== null) throw stopped
  if (bugs.length > 0) throw bugs[0]
  const findings: Finding[] = []
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const source = findingsOf(journal, {
    scanId: 'scan',
    startedAt: new Date(now()).toISOString(),
    endpoint: fake.url,
    rule: (id) => byId.get(id) as Rule,
    severity: () => null,
    account: () => account,
    requirements: () => [],
    mute: () => null,
  })
  for await (const finding of source) findings.push(finding)
  return findings
}
