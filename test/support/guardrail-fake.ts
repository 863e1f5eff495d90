/** An account of the fake with guardrails, for tests of the engine: what is scanned matters less than how. */

import {
  type FakeAws,
  type FakeHandlers,
  type FakeInput,
  fakeAccount,
  notFound,
  startFakeAws,
} from './fake-aws.ts'
import { keyHandlers, keys } from './fake-keys.ts'

export interface GuardrailAccount {
  /** Name to its key; undefined: none. */
  readonly guardrails: Readonly<Record<string, string | undefined>>
  readonly pageSize?: number
}

export const threeGuardrails = {
  none: undefined,
  mine: keys.customer.arn,
  theirs: keys.awsManaged.arn,
} as const

export function guardrailArn(name: string, region = 'us-east-1', account = fakeAccount): string {
  return `arn:aws:bedrock:${region}:${account}:guardrail/${name}`
}

export function guardrailHandlers({ guardrails, pageSize = 1000 }: GuardrailAccount): FakeHandlers {
  const names = Object.keys(guardrails)
  return {
    ...keyHandlers(),
    'bedrock:ListGuardrails': (
      { nextToken }: FakeInput,
      { region, account }: { region: string; account: string },
    ) => {
      const from = Number(nextToken ?? 0)
      const more = from + pageSize < names.length
      return {
        guardrails: names.slice(from, from + pageSize).map((name) => ({
          id: name,
          arn: guardrailArn(name, region, account),
          name,
          status: 'READY',
          version: 'DRAFT',
        })),
        ...(more && { nextToken: String(from + pageSize) }),
      }
    },
    'bedrock:GetGuardrail': (
      { guardrailIdentifier }: FakeInput,
      { region, account }: { region: string; account: string },
    ) => {
      const name = String(guardrailIdentifier)
      if (!names.includes(name)) return notFound
      return {
        guardrailId: name,
        guardrailArn: guardrailArn(name, region, account),
        name,
        status: 'READY',
        kmsKeyArn: guardrails[name],
      }
    },
  }
}

export function startGuardrailFake(
  scope: { after(close: () => unknown): void },
  account: GuardrailAccount = { guardrails: threeGuardrails },
  more: FakeHandlers = {},
): Promise<FakeAws> {
  return startFakeAws(scope, { ...guardrailHandlers(account), ...more })
}
