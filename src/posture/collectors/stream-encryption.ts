/** Keys of Kinesis streams and Firehose streams, read once in a scan however many resources write to them. */

import type { StreamDescriptionSummary } from '@aws-sdk/client-kinesis'
import type { Api } from '../api.ts'
import type { KeyReference } from '../keys/key-facts.ts'
import { firehose, kinesis } from '../services.ts'
import { arnRegion } from './here.ts'
import { tolerated } from './tolerated.ts'

/** @throws {ApiError} */
export async function describeStream(
  api: Api,
  StreamARN: string,
): Promise<StreamDescriptionSummary | undefined> {
  const there = inItsRegion(api, StreamARN)
  const answer = await there.once(`kinesis:stream:${StreamARN}`, () =>
    there.call(kinesis, 'DescribeStreamSummary', (client) => client.describeStreamSummary({ StreamARN })),
  )
  return answer.StreamDescriptionSummary
}

export function streamKey(stream: StreamDescriptionSummary | undefined): KeyReference {
  const at = { api: 'kinesis:DescribeStreamSummary', path: 'StreamDescriptionSummary.KeyId' }
  return stream?.EncryptionType === 'KMS'
    ? { ...at, ref: stream.KeyId, absent: 'AWS_MANAGED', absentAlias: 'alias/aws/kinesis' }
    : { ...at, ref: null, absent: 'NONE' }
}

/** An error becomes a reference that nothing is known of. */
export async function readStreamKey(api: Api, arn: string): Promise<KeyReference> {
  try {
    return { ...streamKey(await describeStream(api, arn)), region: regionOf(api, arn) }
  } catch (error) {
    return unread(error, 'kinesis:DescribeStreamSummary', 'StreamDescriptionSummary.KeyId')
  }
}

/** As `readStreamKey`, of a Firehose stream. */
export async function readDeliveryStreamKey(api: Api, arn: string): Promise<KeyReference> {
  const at = {
    api: 'firehose:DescribeDeliveryStream',
    path: 'DeliveryStreamDescription.DeliveryStreamEncryptionConfiguration.KeyARN',
  }
  const there = inItsRegion(api, arn)
  try {
    const answer = await there.once(`firehose:stream:${arn}`, () =>
      there.call(firehose, 'DescribeDeliveryStream', (client) =>
        client.describeDeliveryStream({ DeliveryStreamName: arn.split('/').at(-1) }),
      ),
    )
    const { KeyARN, KeyType, Status } =
      answer.DeliveryStreamDescription?.DeliveryStreamEncryptionConfiguration ?? {}
    const region = there.region
    if (Status === undefined || Status === 'DISABLED') return { ...at, ref: null, absent: 'NONE', region }
    if (Status !== 'ENABLED')
      return { ...at, ref: null, absent: 'UNKNOWN', absentReason: `ENCRYPTION_${Status}` }
    if (KeyType === 'AWS_OWNED_CMK') return { ...at, ref: null, absent: 'AWS_OWNED', region }
    return { ...at, ref: KeyARN, absent: 'UNKNOWN', region }
  } catch (error) {
    return unread(error, at.api, at.path)
  }
}

function unread(error: unknown, api: string, path: string): KeyReference {
  return { api, path, ref: null, absent: 'UNKNOWN', absentReason: `API_ERROR:${tolerated(error)}` }
}

function inItsRegion(api: Api, arn: string): Api {
  const region = regionOf(api, arn)
  return region === api.region ? api : api.in(region)
}

function regionOf(api: Api, arn: string): string {
  return arnRegion(arn) ?? api.region
}
