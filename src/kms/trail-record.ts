/** How KMS requests and answers look in the trail (KMS Developer Guide, "Logging AWS KMS API calls with CloudTrail"). */

import type { Call } from '../call/call.ts'

type Elements = Readonly<Record<string, unknown>>

/** Drops members that the request did not have. Null when there is nothing left to tell, as CloudTrail writes it. */
export function present(members: Record<string, unknown>): Elements | null {
  const present: Record<string, unknown> = {}
  let isEmpty = true
  for (const name in members) {
    const value = members[name]
    if (value === undefined || value === null) continue
    present[name] = value
    isEmpty = false
  }
  return isEmpty ? null : present
}

/**
 * An encryption context is logged as given; an empty one is none. The copy is an ordinary object: JSON.stringify has no
 * fast path for one without a prototype, and would take the slow one for the whole record.
 */
export function recordedContext(context: Readonly<Record<string, string>> | undefined): Elements | undefined {
  return context === undefined || Object.keys(context).length === 0 ? undefined : { ...context }
}

/** `dryRun` appears when it was asked for. */
export function recordedDryRun(dryRun: boolean | undefined): true | undefined {
  return dryRun === true ? true : undefined
}

/** Dates stand in KMS's events as `Nov 2, 2021, 11:25:25 PM`, in UTC. */
export function recordedDate(date: Date | undefined): string | undefined {
  return date === undefined ? undefined : dateFormat.format(date)
}

const dateFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  month: 'short',
  day: 'numeric',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  hour12: true,
})

/** AWS names members in lowerCamelCase, whatever the depth: `AWSAccountId` becomes `aWSAccountId`. */
export function lowerCamelMembers(value: unknown): unknown {
  if (value instanceof Date) return recordedDate(value)
  if (Array.isArray(value)) return value.map(lowerCamelMembers)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [lowerFirst(name), lowerCamelMembers(member)]),
  )
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** GenerateDataKey and its twin without plaintext. */
export function recordedDataKeyRequest(input: {
  KeyId: string | undefined
  KeySpec?: string | undefined
  NumberOfBytes?: number | undefined
  EncryptionContext?: Readonly<Record<string, string>> | undefined
  DryRun?: boolean | undefined
}): Elements | null {
  return present({
    keyId: input.KeyId,
    keySpec: input.KeySpec,
    numberOfBytes: input.NumberOfBytes,
    encryptionContext: recordedContext(input.EncryptionContext),
    dryRun: recordedDryRun(input.DryRun),
  })
}

/** Since December 2022 the events of some operations without an answer name the key in `responseElements`. */
export function noteKeyIdResponse(call: Call, keyArn: string): void {
  call.notes.responseElements = { keyId: keyArn }
}
