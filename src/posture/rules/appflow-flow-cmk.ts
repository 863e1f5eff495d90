import { appFlows } from '../collectors/app-flows.ts'
import { appFlowPlaybook } from '../fix/playbooks/stores.ts'
import { deleting } from './deleting.ts'
import { keyRule } from './key-rule.ts'

export const appflowFlowCmk = keyRule({
  id: 'appflow-flow-cmk',
  version: 1,
  title: 'Flows of AppFlow use a customer-managed key',
  why: 'A flow keeps credentials of other systems and what it carries between them.',
  service: 'appflow',
  severity: 'MEDIUM',
  mode: 'RE-CREATE',
  bundles: ['C-REST'],
  counterparts: ['Checkov CKV_AWS_263'],
  resourceType: 'AWS::AppFlow::Flow',
  remediation: {
    summary:
      'CreateFlow with kmsArn and the same connectors, tasks and trigger, then DeleteFlow of the old one; UpdateFlow has no key.',
    url: 'https://docs.aws.amazon.com/appflow/latest/userguide/data-protection.html',
  },
  collector: appFlows,
  key: ({ kmsArn }) => ({
    ref: kmsArn,
    absent: 'AWS_MANAGED',
    absentAlias: 'alias/aws/appflow',
    api: 'appflow:DescribeFlow',
    path: 'kmsArn',
  }),
  before: ({ status }) => deleting(status),
  fix: appFlowPlaybook,
  iac: [
    {
      format: 'cloudformation',
      type: 'AWS::AppFlow::Flow',
      path: 'KMSArn',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/appflow',
      replaces: true,
    },
    {
      format: 'terraform',
      type: 'aws_appflow_flow',
      path: 'kms_arn',
      absent: 'AWS_MANAGED',
      absentAlias: 'alias/aws/appflow',
      replaces: true,
    },
  ],
})
