/**
 * Keys that belong to Keyhold's services: no account sees them, no API reaches them, no trail mentions them. They are KMS
 * keys all the same: their material rests wrapped by the root key.
 */

import { createHash } from 'node:crypto'
import { encodeAad } from '../crypto/aad.ts'
import { openMessage, sealMessage } from '../crypto/message.ts'
import { getCurrentMaterial } from './cryptographic.ts'
import { insertKey, newKeyRow } from './insert-key.ts'
import { findKeyMaterial } from './key-material.ts'
import type { Kms, ServiceOwnedKeys } from './kms.ts'
import { findKey, getKey, type KmsKey, keyArnOf } from './kms-key.ts'

/** No customer's account: ARNs of these keys have an empty account field. */
const noAccount = ''
const format = 'keyhold/service-key/1'
const materialIdBytes = 32
/** No API reaches these keys; were one to, this says no. */
const nobodyThroughApi = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }],
})

export function serviceOwnedKeys(kms: Kms): ServiceOwnedKeys {
  return {
    async current(service, region) {
      const keyArn = keyArnOf(region, noAccount, serviceKeyId(service, region))
      if ((await findKey(kms, keyArn)) === null) await makeServiceKey(kms, service, region, keyArn)
      return keyArn
    },

    // Layout: material id (32) ‖ message.
    async seal(keyArn, aad, plaintext) {
      const { material, materialId } = await getCurrentMaterial(kms, await getServiceKey(kms, keyArn))
      const message = sealMessage(material, sealAad(keyArn, materialId, aad), plaintext)
      return Buffer.concat([Buffer.from(materialId, 'hex'), message])
    },

    async open(keyArn, aad, sealed) {
      const key = await getServiceKey(kms, keyArn)
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
      const materialId = bytes.toString('hex', 0, materialIdBytes)
      const material = await findKeyMaterial(kms, key.arn, materialId)
      if (material === null)
        throw new Error('the sealed bytes name no key material of this service-owned key')
      return openMessage(material, sealAad(keyArn, materialId, aad), bytes.subarray(materialIdBytes))
    },
  }
}

function sealAad(keyArn: string, materialId: string, aad: readonly string[]): Buffer {
  return encodeAad([format, keyArn, materialId, ...aad])
}

async function getServiceKey(kms: Kms, keyArn: string): Promise<KmsKey> {
  const key = await getKey(kms, keyArn)
  if (key.manager !== 'SERVICE') throw new Error('invariant: a service seals under its own key only')
  return key
}

/** The same on every node, so that two nodes that make a service's first key at once make one key. */
function serviceKeyId(service: string, region: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([format, service, region]))
    .digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

async function makeServiceKey(kms: Kms, service: string, region: string, keyArn: string): Promise<void> {
  const row = newKeyRow({
    region,
    accountId: noAccount,
    keyId: serviceKeyId(service, region),
    manager: 'SERVICE',
    ownerService: service,
    description: '',
    keyPolicy: nobodyThroughApi,
    time: kms.now(),
  })
  try {
    await kms.storage.authority.change((tx, change) => insertKey(kms, tx, change, { row, tags: [] }))
  } catch (error) {
    // Another node was first.
    if ((await findKey(kms, keyArn)) === null) throw error
  }
}
