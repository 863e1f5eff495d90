import type { ChildServer } from '../child-server.ts'
import { type Clients, clientsFor } from './clients.ts'
import { expectDenied } from './expect.ts'
import { qbusinessKeyPolicy } from './key-policy.ts'
import type { Stage } from './stage.ts'

const roleName = 'QBusinessBuilder'

/** Everything the role may do by identity: Q Business, and nothing in KMS. What KMS allows comes from the key policy. */
const rolePolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'qbusiness:*', Resource: '*' }],
}

export async function makeKey(
  stage: Stage,
  server: ChildServer,
): Promise<{ admin: Clients; role: Clients; keyArn: string }> {
  const { endpoint, region, credentials } = server
  const admin = clientsFor({ endpoint, region, credentials })

  const { role, roleArn, accountId } = await stage.step(
    'A customer account with an administrator and a builder role',
    'identities are real: signatures are checked, roles are assumed',
    async () => {
      const identity = await admin.sts.getCallerIdentity()
      const accountId = identity.Account as string
      stage.say(`signed in as ${identity.Arn}`)
      const created = await admin.iam.createRole({
        RoleName: roleName,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${accountId}:root` },
              Action: 'sts:AssumeRole',
            },
          ],
        }),
      })
      const roleArn = created.Role?.Arn as string
      await admin.iam.putRolePolicy({
        RoleName: roleName,
        PolicyName: 'qbusiness-only',
        PolicyDocument: JSON.stringify(rolePolicy),
      })
      const session = await admin.sts.assumeRole({ RoleArn: roleArn, RoleSessionName: 'tour' })
      const temporary = session.Credentials
      const role = clientsFor({
        endpoint,
        region,
        credentials: {
          accessKeyId: temporary?.AccessKeyId as string,
          secretAccessKey: temporary?.SecretAccessKey as string,
          sessionToken: temporary?.SessionToken as string,
        },
      })
      stage.proven(`builder: ${(await role.sts.getCallerIdentity()).Arn}`)
      return { role, roleArn, accountId }
    },
  )

  const keyArn = await stage.step(
    "The customer's KMS key, under the key policy of the Q Business user guide",
    'the role may use the key through Q Business only; calling KMS itself is denied',
    async () => {
      const key = await admin.kms.createKey({
        Description: 'Customer key of the tour',
        Policy: qbusinessKeyPolicy({ accountId, region, roleArn }),
      })
      const keyArn = key.KeyMetadata?.Arn as string
      stage.say(keyArn)
      await admin.kms.createAlias({ AliasName: 'alias/tour', TargetKeyId: keyArn })
      stage.quote(await expectDenied(role.kms.describeKey({ KeyId: keyArn })))
      stage.proven('the role itself cannot touch the key')
      return keyArn
    },
  )
  return { admin, role, keyArn }
}
