import { CloudTrail } from '@aws-sdk/client-cloudtrail'
import { IAM } from '@aws-sdk/client-iam'
import { KMS } from '@aws-sdk/client-kms'
import { QBusiness } from '@aws-sdk/client-qbusiness'
import { STS } from '@aws-sdk/client-sts'

export interface Clients {
  readonly kms: KMS
  readonly qbusiness: QBusiness
  readonly iam: IAM
  readonly sts: STS
  readonly cloudTrail: CloudTrail
}

export interface ClientSettings {
  readonly endpoint: string
  readonly region: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

/** The unmodified SDK: endpoint, region and credentials are all it is told. */
export function clientsFor({ endpoint, region, credentials }: ClientSettings): Clients {
  const settings = { endpoint, region, credentials }
  return {
    kms: new KMS(settings),
    qbusiness: new QBusiness(settings),
    iam: new IAM(settings),
    sts: new STS(settings),
    cloudTrail: new CloudTrail(settings),
  }
}
