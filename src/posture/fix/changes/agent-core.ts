import type { EvaluatorStatus, GatewayStatus } from '@aws-sdk/client-bedrock-agentcore-control'
import { agentCore } from '../../services.ts'
import { type Change, type FixContext, NotPlanned } from '../fix.ts'
import { agentCoreKey } from '../key-needs.ts'
import { readWhole, resend } from '../resend.ts'
import { type Current, updateFix } from '../update.ts'

const service = 'bedrock-agentcore-control'

/** UpdateGateway is a full put: every optional block is sent again. */
export const gatewayFix: Change = updateFix({
  service,
  operation: 'UpdateGateway',
  reads: [`${service}:GetGateway`],
  alsoNeeds: ['iam:PassRole'],
  key: agentCoreKey,
  read: readGateway,
  withKey: (input, keyArn) => ({ ...input, kmsKeyArn: keyArn }),
  dataEffect: 'none',
})

const gatewaySent = [
  ...['name', 'description', 'roleArn', 'protocolType', 'protocolConfiguration', 'authorizerType'],
  ...['authorizerConfiguration', 'kmsKeyArn', 'customTransformConfiguration', 'interceptorConfigurations'],
  ...['policyEngineConfiguration', 'exceptionLevel', 'wafConfiguration'],
]
const gatewayIgnored = [
  ...['gatewayArn', 'gatewayId', 'gatewayUrl', 'createdAt', 'updatedAt', 'status', 'statusReasons'],
  ...['workloadIdentityDetails', 'webAclArn'],
]

async function readGateway({ api, resource }: FixContext): Promise<Current> {
  const { GetGatewayCommand } = await import('@aws-sdk/client-bedrock-agentcore-control')
  const gatewayIdentifier = idOf(resource.uid)
  const command = new GetGatewayCommand({ gatewayIdentifier })
  const gateway = await readWhole(api, {
    service: agentCore,
    operation: 'GetGateway',
    command,
    send: (client) => client.send(command),
  })
  return {
    input: { gatewayIdentifier, ...resend(gateway, gatewaySent, gatewayIgnored) },
    state: gatewayState(gateway.status),
  }
}

function gatewayState(status: GatewayStatus | undefined): Current['state'] {
  if (status === 'FAILED' || status === 'UPDATE_UNSUCCESSFUL') return 'failed'
  return status === 'READY' ? 'settled' : 'pending'
}

/** All credentials of the account and region are in one vault. */
export const tokenVaultFix: Change = updateFix({
  service,
  operation: 'SetTokenVaultCMK',
  reads: [`${service}:GetTokenVault`],
  key: agentCoreKey,
  async read({ api, resource }) {
    const tokenVaultId = resource.uid.startsWith('arn:') ? idOf(resource.uid) : 'default'
    const { kmsConfiguration } = await api.call(agentCore, 'GetTokenVault', (client) =>
      client.getTokenVault({ tokenVaultId }),
    )
    return { input: { tokenVaultId, kmsConfiguration } }
  },
  withKey: ({ tokenVaultId }, kmsKeyArn) => ({
    tokenVaultId,
    kmsConfiguration: { keyType: 'CustomerManagedKey', kmsKeyArn },
  }),
  dataEffect: 're-encrypt',
})

const evaluators = updateFix({
  service,
  operation: 'UpdateEvaluator',
  reads: [`${service}:GetEvaluator`],
  key: agentCoreKey,
  read: readEvaluator,
  withKey: (input, keyArn) => ({ ...input, kmsKeyArn: keyArn }),
  dataEffect: 'none',
})

async function readEvaluator({ api, resource }: FixContext): Promise<Current> {
  const { GetEvaluatorCommand } = await import('@aws-sdk/client-bedrock-agentcore-control')
  const evaluatorId = idOf(resource.uid)
  const command = new GetEvaluatorCommand({ evaluatorId })
  const evaluator = await readWhole(api, {
    service: agentCore,
    operation: 'GetEvaluator',
    command,
    send: (client) => client.send(command),
  })
  if (evaluator.lockedForModification === true) {
    throw new NotPlanned('LOCKED', 'The evaluator is in use and locked for modification.')
  }
  const sent = ['evaluatorId', 'description', 'evaluatorConfig', 'level', 'kmsKeyArn']
  const ignored = [
    ...['evaluatorArn', 'evaluatorName', 'evaluatorType', 'provider', 'status', 'createdAt', 'updatedAt'],
    ...['lockedForModification'],
  ]
  return { input: resend(evaluator, sent, ignored), state: evaluatorState(evaluator.status) }
}

function evaluatorState(status: EvaluatorStatus | undefined): Current['state'] {
  if (status === 'CREATE_FAILED' || status === 'UPDATE_FAILED') return 'failed'
  return status === 'ACTIVE' ? 'settled' : 'pending'
}

/** Evaluators change in place; a bundle's update makes a new version of it, and the others have no update at all. */
export const agentCoreArtifactFix: Change = {
  ...evaluators,
  async plan(context) {
    if (context.resource.uid.includes(':evaluator/')) return await evaluators.plan(context)
    throw new NotPlanned(
      'NO_UPDATE',
      'Only evaluators change their key in place: make a new policy engine or dataset, or a new version of the bundle.',
    )
  },
}

function idOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn
}
