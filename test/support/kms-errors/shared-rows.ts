/** Requests that must fail, and what many operations have in common of them. */

import { type Input, type Kind, kinds, type Stage } from './stage.ts'

export interface Row {
  readonly error: string
  /** Called when the row's turn comes. */
  readonly input: () => Input | Promise<Input>
  /** AWS's words, where they are known. */
  readonly message?: string
  /** What `input` did that would stand in the way of the rows after it. */
  readonly undo?: () => void
}
export const unknownId = '00000000-0000-4000-8000-000000000000'
export const foreignArn = 'arn:aws:s3:::bucket'
export const dryRunText = 'The request would have succeeded, but the DryRun option is set.'
export const aliasText = 'Key Aliases are not supported for this operation.'

export const refusal = (error: string, input: Row['input'], message?: string): Row => ({
  error,
  input,
  ...(message === undefined ? {} : { message }),
})

/** The rows that all operations on key material share. `other` is a kind of key of another usage. */
export function useRows(
  stage: Stage,
  operation: string,
  kind: Kind,
  input: Input,
  other: Kind | null,
  takesDryRun = true,
): Row[] {
  const { enabled, disabled, pending, made } = stage.keysOf(kind)
  const member = operation === 'ReEncrypt' ? 'DestinationKeyId' : 'KeyId'
  const given = (key: string) => ({ ...made.get(key), ...input, [member]: key })
  const found: Row[] = [
    {
      error: 'NotFoundException',
      input: () => ({ ...given(enabled), [member]: unknownId }),
      message: `Key '${stage.arnOf(unknownId)}' does not exist`,
    },
    {
      error: 'DisabledException',
      input: () => given(disabled),
      message: `${disabled} is disabled.`,
    },
    {
      error: 'KMSInvalidStateException',
      input: () => given(pending),
      message: `${pending} is pending deletion.`,
    },
    {
      error: 'InvalidGrantTokenException',
      input: () => ({ ...given(enabled), GrantTokens: ['AAAA'] }),
    },
  ]
  if (takesDryRun)
    found.push({
      error: 'DryRunOperationException',
      input: () => ({ ...given(enabled), DryRun: true }),
      message: dryRunText,
    })
  if (other !== null) {
    const stranger = stage.keysOf(other).enabled
    found.push({
      error: 'InvalidKeyUsageException',
      input: () => ({ ...given(enabled), [member]: stranger }),
      ...(operation === 'ReEncrypt'
        ? {}
        : {
            message: `${stranger} key usage is ${usageOf(other)} which is not valid for ${operation}.`,
          }),
    })
  }
  return found
}

const usageOf = (kind: Kind) =>
  'KeyUsage' in kinds[kind] ? (kinds[kind] as { KeyUsage: string }).KeyUsage : 'ENCRYPT_DECRYPT'

/** The rows that operations which manage a key share. */
export function manageRows(stage: Stage, input: Input = {}, isRefusedWhilePending = false): Row[] {
  const { enabled, pending } = stage.keysOf('symmetric')
  const found: Row[] = [
    {
      error: 'NotFoundException',
      input: () => ({ ...input, KeyId: unknownId }),
      message: `Key '${stage.arnOf(unknownId)}' does not exist`,
    },
    {
      error: 'InvalidArnException',
      input: () => ({ ...input, KeyId: 'alias/errors' }),
      message: aliasText,
    },
    { error: 'InvalidArnException', input: () => ({ ...input, KeyId: foreignArn }) },
    {
      error: 'NotFoundException',
      input: () => ({ ...input, KeyId: enabled.replace(stage.server.region, 'eu-west-1') }),
      message: 'Invalid arn eu-west-1',
    },
  ]
  if (isRefusedWhilePending)
    found.push({
      error: 'KMSInvalidStateException',
      input: () => ({ ...input, KeyId: pending }),
      message: `${pending} is pending deletion.`,
    })
  return found
}

/** As if there were so many already. What has no count is counted anew. */
export const fullRow = (stage: Stage, counted: () => string, used: number, input: Input = {}): Row => {
  let scope = ''
  return {
    error: 'LimitExceededException',
    input: () => {
      scope = counted()
      stage.change(
        'insert into kms_count (scope, used) values (?, ?) on conflict (scope) do update set used = excluded.used',
        scope,
        used,
      )
      return input
    },
    undo: () => stage.change('delete from kms_count where scope = ?', scope),
  }
}
