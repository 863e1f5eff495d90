/** What Q Business, Connect, DataZone and the services around them are judged by. */

import type { Rule } from '../rule.ts'
import { aossCollectionCmk } from './aoss-collection-cmk.ts'
import { appflowFlowCmk } from './appflow-flow-cmk.ts'
import { appintegrationsDataIntegrationCmk } from './appintegrations-data-integration-cmk.ts'
import { cloudtrailEdsCmk } from './cloudtrail-eds-cmk.ts'
import { cloudtrailTrailCmk } from './cloudtrail-trail-cmk.ts'
import { connectAttachmentsCmk } from './connect-attachments-cmk.ts'
import { connectAwsOwnedOnly } from './connect-aws-owned-only.ts'
import { connectCallRecordingsCmk } from './connect-call-recordings-cmk.ts'
import { connectCampaignsCmk } from './connect-campaigns-cmk.ts'
import { connectChatTranscriptsCmk } from './connect-chat-transcripts-cmk.ts'
import { connectContactEvaluationsCmk } from './connect-contact-evaluations-cmk.ts'
import { connectEmailMessagesCmk } from './connect-email-messages-cmk.ts'
import { connectEventStreamsCmk } from './connect-event-streams-cmk.ts'
import { connectMediaStreamsCmk } from './connect-media-streams-cmk.ts'
import { connectScheduledReportsCmk } from './connect-scheduled-reports-cmk.ts'
import { connectScreenRecordingsCmk } from './connect-screen-recordings-cmk.ts'
import { connectStorageBucketAgreement } from './connect-storage-bucket-agreement.ts'
import { customerProfilesDomainCmk } from './customer-profiles-domain-cmk.ts'
import { customerProfilesObjectTypeCmk } from './customer-profiles-object-type-cmk.ts'
import { datazoneDomainCmk } from './datazone-domain-cmk.ts'
import { dynamodbTableCmk } from './dynamodb-table-cmk.ts'
import { ecrRepositoryCmk } from './ecr-repository-cmk.ts'
import { eventsBusCmk } from './events-bus-cmk.ts'
import { kendraIndexCmk } from './kendra-index-cmk.ts'
import { kinesisStreamCmk } from './kinesis-stream-cmk.ts'
import { kinesisvideoStreamCmk } from './kinesisvideo-stream-cmk.ts'
import { lexAudioLogsCmk } from './lex-audio-logs-cmk.ts'
import { logsGroupCmk } from './logs-group-cmk.ts'
import { opensearchDomainCmk } from './opensearch-domain-cmk.ts'
import { osisPipelineCmk } from './osis-pipeline-cmk.ts'
import { qbusinessApplicationCmk } from './qbusiness-application-cmk.ts'
import { qbusinessStarterIndexConflict } from './qbusiness-starter-index-conflict.ts'
import { qconnectAssistantCmk } from './qconnect-assistant-cmk.ts'
import { qconnectKnowledgeBaseCmk } from './qconnect-knowledge-base-cmk.ts'
import { s3BucketCmk } from './s3-bucket-cmk.ts'
import { s3BucketKeyEnabled } from './s3-bucket-key-enabled.ts'
import { s3ReplicationCmk } from './s3-replication-cmk.ts'
import { s3TablesCmk } from './s3-tables-cmk.ts'
import { s3VectorsCmk } from './s3-vectors-cmk.ts'
import { secretsmanagerSecretCmk } from './secretsmanager-secret-cmk.ts'
import { snsTopicCmk } from './sns-topic-cmk.ts'
import { sqsQueueCmk } from './sqs-queue-cmk.ts'
import { ssmSecurestringCmk } from './ssm-securestring-cmk.ts'
import { statesMachineCmk } from './states-machine-cmk.ts'
import { voiceidDomainCmk } from './voiceid-domain-cmk.ts'
import { voiceidReencryptionComplete } from './voiceid-reencryption-complete.ts'

export const dataRules: readonly Rule[] = [
  qbusinessApplicationCmk,
  qbusinessStarterIndexConflict,
  connectCallRecordingsCmk,
  connectChatTranscriptsCmk,
  connectAttachmentsCmk,
  connectScreenRecordingsCmk,
  connectEmailMessagesCmk,
  connectContactEvaluationsCmk,
  connectScheduledReportsCmk,
  connectMediaStreamsCmk,
  connectEventStreamsCmk,
  connectStorageBucketAgreement,
  voiceidDomainCmk,
  voiceidReencryptionComplete,
  customerProfilesDomainCmk,
  customerProfilesObjectTypeCmk,
  appintegrationsDataIntegrationCmk,
  qconnectAssistantCmk,
  qconnectKnowledgeBaseCmk,
  connectCampaignsCmk,
  connectAwsOwnedOnly,
  datazoneDomainCmk,
  s3BucketCmk,
  s3BucketKeyEnabled,
  s3ReplicationCmk,
  s3TablesCmk,
  s3VectorsCmk,
  secretsmanagerSecretCmk,
  cloudtrailTrailCmk,
  cloudtrailEdsCmk,
  logsGroupCmk,
  opensearchDomainCmk,
  aossCollectionCmk,
  osisPipelineCmk,
  kendraIndexCmk,
  kinesisvideoStreamCmk,
  dynamodbTableCmk,
  snsTopicCmk,
  sqsQueueCmk,
  eventsBusCmk,
  statesMachineCmk,
  ecrRepositoryCmk,
  lexAudioLogsCmk,
  appflowFlowCmk,
  ssmSecurestringCmk,
  kinesisStreamCmk,
]
