/** Load that remembers what was acknowledged, so that after a kill nothing of it may be missing. */

import { randomBytes, randomInt } from 'node:crypto'
import { ServiceException } from '@smithy/core/client'
import type { Clients } from '../../src/cli/tour/clients.ts'
import type { TestApplication } from './application.ts'

export interface Acknowledged {
  /** Ids of all answered requests, refusals included. */
  readonly requestIds: Set<string>
  readonly keys: Set<string>
  /** Alias name → key id. */
  readonly aliases: Map<string, string>
  readonly deletedAliases: Set<string>
  readonly tags: Map<string, string>
  readonly ciphertexts: { keyId: string; ciphertext: Uint8Array; plaintext: string }[]
  readonly documents: Set<string>
  readonly grants: Map<string, string>
  readonly applications: Set<string>
}

export function nothingAcknowledged(): Acknowledged {
  return {
    requestIds: new Set(),
    keys: new Set(),
    aliases: new Map(),
    deletedAliases: new Set(),
    tags: new Map(),
    ciphertexts: [],
    documents: new Set(),
    grants: new Map(),
    applications: new Set(),
  }
}

interface Answer {
  readonly $metadata: { readonly requestId?: string; readonly httpStatusCode?: number }
}

/** Runs until the server is gone, or `ended` says so. An answer counts once it has arrived whole. */
export async function loadUntilKilled(
  clients: Clients,
  application: TestApplication,
  accountId: string,
  acknowledged: Acknowledged,
  ended: () => boolean,
): Promise<void> {
  const writers = [keyWriter, keyWriter, cryptoWriter, cryptoWriter, documentWriter, applicationWriter]
  await Promise.all(
    writers.map(async (writer) => {
      try {
        while (!ended()) await writer(clients, application, accountId, acknowledged)
      } catch (error) {
        // The kill ends every writer, also in the middle of an answer; one that arrived whole would be a real failure.
        if (error instanceof ServiceException) {
          throw new Error(`refused under load: ${error.name}: ${error.message}`)
        }
      }
    }),
  )
}

async function acknowledge<T extends Answer>(acknowledged: Acknowledged, call: Promise<T>): Promise<T> {
  const answer = await call
  acknowledged.requestIds.add(answer.$metadata.requestId as string)
  return answer
}

async function keyWriter(
  { kms }: Clients,
  _application: TestApplication,
  accountId: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const created = await acknowledge(acknowledged, kms.createKey())
  const keyId = created.KeyMetadata?.KeyId as string
  acknowledged.keys.add(keyId)
  const alias = `alias/crash-${randomBytes(8).toString('hex')}`
  await acknowledge(acknowledged, kms.createAlias({ AliasName: alias, TargetKeyId: keyId }))
  acknowledged.aliases.set(alias, keyId)
  const value = randomBytes(4).toString('hex')
  await acknowledge(
    acknowledged,
    kms.tagResource({ KeyId: keyId, Tags: [{ TagKey: 'crash', TagValue: value }] }),
  )
  acknowledged.tags.set(keyId, value)
  const grant = await acknowledge(
    acknowledged,
    kms.createGrant({
      KeyId: keyId,
      GranteePrincipal: `arn:aws:iam::${accountId}:root`,
      Operations: ['Decrypt'],
    }),
  )
  acknowledged.grants.set(grant.GrantId as string, keyId)
  if (randomInt(2) === 0) {
    acknowledged.aliases.delete(alias)
    await acknowledge(acknowledged, kms.deleteAlias({ AliasName: alias }))
    acknowledged.deletedAliases.add(alias)
  }
}

async function cryptoWriter(
  { kms }: Clients,
  _application: TestApplication,
  _accountId: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const keyId = [...acknowledged.keys].at(-1)
  if (keyId === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    return
  }
  const plaintext = randomBytes(8).toString('hex')
  const sealed = await acknowledge(
    acknowledged,
    kms.encrypt({ KeyId: keyId, Plaintext: Buffer.from(plaintext) }),
  )
  acknowledged.ciphertexts.push({ keyId, ciphertext: sealed.CiphertextBlob as Uint8Array, plaintext })
  await acknowledge(acknowledged, kms.decrypt({ CiphertextBlob: sealed.CiphertextBlob }))
}

async function documentWriter(
  { qbusiness }: Clients,
  application: TestApplication,
  _accountId: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const id = `crash-${randomBytes(8).toString('hex')}`
  await acknowledge(
    acknowledged,
    qbusiness.batchPutDocument({
      ...application,
      documents: [
        {
          id,
          title: id,
          contentType: 'PLAIN_TEXT',
          content: { blob: Buffer.from(`The secret word is ${id}.`) },
        },
      ],
    }),
  )
  acknowledged.documents.add(id)
}

/** Made and, half of the time, deleted again: the grant on the key must follow. */
async function applicationWriter(
  { qbusiness }: Clients,
  application: TestApplication,
  _accountId: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const { applicationId } = await acknowledge(
    acknowledged,
    qbusiness.createApplication({
      displayName: 'crash',
      identityType: 'ANONYMOUS',
      encryptionConfiguration: { kmsKeyId: application.kmsKeyArn },
    }),
  )
  if (randomInt(100) === 0) {
    acknowledged.applications.add(applicationId as string)
    return
  }
  await acknowledge(acknowledged, qbusiness.deleteApplication({ applicationId }))
}
