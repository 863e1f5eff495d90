/** Operations that manage a key, or read about it: what each refuses. */

import { importRows } from './import-rows.ts'
import { attested } from './other-rows.ts'
import { foreignArn, fullRow, manageRows, type Row, refusal, unknownId } from './shared-rows.ts'
import { type Input, regions, type Stage } from './stage.ts'

export function management(stage: Stage): Record<string, Row[]> {
  const { enabled, disabled, pending } = stage.keysOf('symmetric')
  const related = stage.keysOf('multiRegion')
  const hmac = stage.keysOf('hmac').enabled
  const tags = { Tags: [{ TagKey: 'a', TagValue: 'b' }] }
  const reservedTags = { Tags: [{ TagKey: 'AWS:a', TagValue: 'b' }] }
  const reserved = 'Tags beginning with aws: are reserved'
  const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' }
  const Policy = '{}'
  const primary = { PrimaryRegion: regions[1] }
  const replica = { ReplicaRegion: regions[1] }
  const disabledRow = (key: string, input: Input = {}) =>
    refusal('DisabledException', () => ({ KeyId: key, ...input }), `${key} is disabled.`)
  const unsupportedRow = (key: string, input: Input = {}) =>
    refusal('UnsupportedOperationException', () => ({ KeyId: key, ...input }))
  const markerRow = (input: Input = {}) =>
    refusal('InvalidMarkerException', () => ({ Marker: 'made up', ...input }))
  const rotation = () => [...manageRows(stage, {}, true), disabledRow(disabled), unsupportedRow(hmac)]
  return {
    CancelKeyDeletion: [
      ...manageRows(stage),
      refusal('KMSInvalidStateException', () => ({ KeyId: enabled }), `${enabled} is not pending deletion.`),
    ],
    DeleteImportedKeyMaterial: [
      ...manageRows(stage),
      refusal(
        'UnsupportedOperationException',
        () => ({ KeyId: enabled }),
        `${enabled} origin is AWS_KMS which is not valid for this operation.`,
      ),
    ],
    DescribeKey: [
      refusal('NotFoundException', () => ({ KeyId: 'fake-key-id' }), "Invalid keyId 'fake-key-id'"),
      refusal(
        'NotFoundException',
        () => ({ KeyId: 'alias/nowhere' }),
        `Alias arn:aws:kms:${stage.server.region}:${stage.server.accountId}:alias/nowhere is not found.`,
      ),
      refusal('InvalidArnException', () => ({ KeyId: foreignArn })),
    ],
    DisableKey: manageRows(stage, {}, true),
    DisableKeyRotation: rotation(),
    EnableKey: manageRows(stage, {}, true),
    EnableKeyRotation: rotation(),
    GetKeyLastUsage: manageRows(stage),
    GetKeyPolicy: [
      ...manageRows(stage),
      refusal('NotFoundException', () => ({ KeyId: enabled, PolicyName: 'other' }), 'No such policy exists'),
    ],
    GetKeyRotationStatus: [...manageRows(stage), unsupportedRow(hmac)],
    GetParametersForImport: [...manageRows(stage, wrapping, true), unsupportedRow(enabled, wrapping)],
    ImportKeyMaterial: importRows(stage, wrapping),
    ListAliases: [...manageRows(stage), markerRow()],
    ListGrants: [
      ...manageRows(stage),
      markerRow({ KeyId: enabled }),
      refusal('InvalidGrantIdException', () => ({ KeyId: enabled, GrantId: 'no id' })),
    ],
    ListKeyPolicies: manageRows(stage),
    ListKeyRotations: [...manageRows(stage), markerRow({ KeyId: enabled }), unsupportedRow(hmac)],
    ListKeys: [markerRow()],
    ListResourceTags: [...manageRows(stage), markerRow({ KeyId: enabled })],
    ListRetirableGrants: [
      markerRow({ RetiringPrincipal: `arn:aws:iam::${stage.server.accountId}:root` }),
      refusal('InvalidArnException', () => ({ RetiringPrincipal: 'nobody' })),
    ],
    PutKeyPolicy: [
      ...manageRows(stage, { Policy }),
      refusal('MalformedPolicyDocumentException', () => ({ KeyId: enabled, Policy })),
      refusal('LimitExceededException', () => ({
        KeyId: enabled,
        Policy: stage.policyOf({ Sid: 'x'.repeat(32_768) }),
      })),
      unsupportedRow(enabled, { Policy: stage.policyOf(attested) }),
    ],
    ReplicateKey: [
      ...manageRows(stage, replica),
      disabledRow(related.disabled, replica),
      refusal('KMSInvalidStateException', () => ({ KeyId: related.pending, ...replica })),
      unsupportedRow(enabled, replica),
      refusal('TagException', () => ({ KeyId: related.enabled, ...replica, ...reservedTags }), reserved),
      refusal('MalformedPolicyDocumentException', () => ({ KeyId: related.enabled, ...replica, Policy })),
      fullRow(stage, () => `keys/${stage.server.accountId}/${regions[1]}`, 100_000, {
        KeyId: related.enabled,
        ...replica,
      }),
      refusal('AlreadyExistsException', async () => {
        await stage.kms.replicateKey({ KeyId: related.enabled, ...replica })
        return { KeyId: related.enabled, ...replica }
      }),
    ],
    RotateKeyOnDemand: [
      ...rotation(),
      refusal('LimitExceededException', async () => {
        const KeyId = await stage.newKey()
        for (let count = 0; count < 25; count++) await stage.kms.rotateKeyOnDemand({ KeyId })
        return { KeyId }
      }),
      refusal('ConflictException', async () => {
        const KeyId = await stage.newKey()
        await stage.kms.enableKeyRotation({ KeyId })
        const soon = Date.now() + 10 * 60_000
        stage.change('update kms_key set next_rotation_at = ? where key_arn = ?', soon, KeyId)
        return { KeyId }
      }),
    ],
    ScheduleKeyDeletion: manageRows(stage, {}, true),
    TagResource: [
      ...manageRows(stage, tags, true),
      refusal('TagException', () => ({ KeyId: enabled, ...reservedTags }), reserved),
      refusal(
        'TagException',
        () => ({
          KeyId: enabled,
          Tags: Array.from({ length: 51 }, (_, index) => ({ TagKey: `k${index}`, TagValue: '' })),
        }),
        'Too many tags',
      ),
      refusal(
        'TagException',
        () => ({ KeyId: enabled, Tags: [...tags.Tags, ...tags.Tags] }),
        'Duplicate tag keys',
      ),
    ],
    UntagResource: [
      ...manageRows(stage, { TagKeys: ['a'] }, true),
      refusal('TagException', () => ({ KeyId: enabled, TagKeys: ['aws:a'] }), reserved),
    ],
    UpdateKeyDescription: manageRows(stage, { Description: '' }, true),
    UpdatePrimaryRegion: [
      ...manageRows(stage, primary),
      disabledRow(related.disabled, primary),
      refusal('KMSInvalidStateException', () => ({ KeyId: related.pending, ...primary })),
      refusal(
        'UnsupportedOperationException',
        () => ({ KeyId: enabled, ...primary }),
        `${enabled} is not a multi-region primary key.`,
      ),
    ],
    CreateAlias: [
      refusal('NotFoundException', () => ({ AliasName: 'alias/new', TargetKeyId: unknownId })),
      refusal(
        'AlreadyExistsException',
        () => ({ AliasName: 'alias/errors', TargetKeyId: enabled }),
        `An alias with the name arn:aws:kms:${stage.server.region}:${stage.server.accountId}:alias/errors already exists`,
      ),
      refusal(
        'KMSInvalidStateException',
        () => ({ AliasName: 'alias/new', TargetKeyId: pending }),
        `${pending} is pending deletion.`,
      ),
      refusal('LimitExceededException', async () => ({
        AliasName: 'alias/new',
        TargetKeyId: await crowdedKey(stage, 'create'),
      })),
    ],
    UpdateAlias: [
      refusal('NotFoundException', () => ({ AliasName: 'alias/errors', TargetKeyId: unknownId })),
      refusal('NotFoundException', () => ({ AliasName: 'alias/nowhere', TargetKeyId: enabled })),
      refusal('KMSInvalidStateException', () => ({ AliasName: 'alias/errors', TargetKeyId: pending })),
      refusal('LimitExceededException', async () => ({
        AliasName: 'alias/errors',
        TargetKeyId: await crowdedKey(stage, 'update'),
      })),
    ],
    DeleteAlias: [refusal('NotFoundException', () => ({ AliasName: 'alias/nowhere' }))],
  }
}

async function crowdedKey(stage: Stage, name: string): Promise<string> {
  const TargetKeyId = await stage.newKey()
  for (let count = 0; count < 50; count++)
    await stage.kms.createAlias({ AliasName: `alias/${name}/${count}`, TargetKeyId })
  return TargetKeyId
}
