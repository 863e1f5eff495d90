import { DescribeKeyCommand, type KeyMetadata, type KMSClient } from '@aws-sdk/client-kms'
import { isAnswer, WorkspaceFailure } from './failure.ts'

/**
 * The ARN of the key that the new workspace is to have: CreateDomain takes nothing else.
 * @param identifier Key id, key ARN, alias or alias ARN. @throws WorkspaceFailure when no workspace can be under it.
 */
export async function resolveKey(kms: KMSClient, identifier: string, region: string): Promise<string> {
  // Asking for a key of that kind that is not there yet would create it.
  if (/(^|:)alias\/aws\//.test(identifier)) {
    throw new WorkspaceFailure(`${identifier} is managed by AWS; give a key of your own`)
  }
  const key = await describe(kms, identifier)
  const arn = key.Arn ?? ''
  const wrong = whatIsWrong(key, region)
  if (wrong !== null) throw new WorkspaceFailure(`${arn} ${wrong}`)
  return arn
}

async function describe(kms: KMSClient, identifier: string): Promise<KeyMetadata> {
  try {
    const { KeyMetadata: metadata } = await kms.send(new DescribeKeyCommand({ KeyId: identifier }))
    if (metadata?.Arn === undefined) throw new WorkspaceFailure('KMS answered without the key’s ARN')
    return metadata
  } catch (error) {
    if (isAnswer(error, 'NotFoundException')) {
      throw new WorkspaceFailure(`there is no key ${identifier} in ${await kms.config.region()}`)
    }
    throw error
  }
}

function whatIsWrong(key: KeyMetadata, region: string): string | null {
  if (key.KeyManager !== 'CUSTOMER') return 'is managed by AWS; give a key of your own'
  if (key.KeySpec !== 'SYMMETRIC_DEFAULT' || key.KeyUsage !== 'ENCRYPT_DECRYPT') {
    return 'is not a symmetric encryption key'
  }
  if (key.KeyState !== 'Enabled') return `cannot be used: its state is ${key.KeyState}`
  if (key.Arn?.split(':')[3] !== region) return `is not in ${region}, where the workspace is`
  return null
}
