/**
 * Which calls change what a collector reads: by CloudTrail's eventSource and eventName. What is not here and comes from a
 * service that is scanned has all of that service read again: too much rather than too little.
 */

export interface ChangeRow {
  /** Of whole names. */
  readonly events: RegExp
  /** Collectors of which only what the event names is read again. */
  readonly items: readonly string[]
  /** Collectors that are read again whole: their items are not named, or depend on others. */
  readonly whole?: readonly string[]
}

const nothing = (...names: readonly string[]): ChangeRow => ({ events: anyOf(names), items: [] })
const items = (names: readonly string[], ...collectors: readonly string[]): ChangeRow => ({
  events: anyOf(names),
  items: collectors,
})
const whole = (names: readonly string[], ...collectors: readonly string[]): ChangeRow => ({
  events: anyOf(names),
  items: [],
  whole: collectors,
})

function anyOf(names: readonly string[]): RegExp {
  return new RegExp(`^(?:${names.join('|')})$`)
}

/** Names are regular expressions. The first row that fits counts. */
export const changeTable: Readonly<Record<string, readonly ChangeRow[]>> = {
  'kms.amazonaws.com': [
    nothing('GenerateDataKey.*', 'ReEncrypt', 'UpdateKeyDescription', 'CreateCustomKeyStore'),
    items(['(Create|Revoke|Retire)Grant'], 'kms.grants', 'kms.usage', 'kms.access'),
    items(['PutKeyPolicy'], 'kms.policies', 'kms.access'),
    items(['(Enable|Disable)KeyRotation', 'RotateKey', 'RotateKeyOnDemand'], 'kms.rotation'),
    items(['(Create|Update|Delete)Alias'], 'kms.aliases', 'kms.keys', 'kms.usage'),
  ],
  'bedrock.amazonaws.com': [
    items(['(Create|Update)Guardrail'], 'bedrock.guardrails'),
    items(['DeleteGuardrail'], 'bedrock.guardrails', 'bedrock.guardrail-versions'),
    items(['CreateGuardrailVersion'], 'bedrock.guardrail-versions'),
    {
      events: anyOf(['(Create|Update|Delete|Prepare)Agent', '(Create|Update|Delete)Agent(Alias|Version)']),
      items: ['bedrock.agents', 'bedrock.agent-versions'],
      // Which versions are in use is what agents say.
      whole: ['bedrock.guardrail-versions'],
    },
    nothing(
      '.*Agent(ActionGroup|Collaborator|KnowledgeBase)',
      'InvokeAgent',
      'InvokeInlineAgent',
      'InvokeFlow',
    ),
    items(
      ['(Create|Update|Delete|Prepare)Flow', '(Create|Update|Delete)Flow(Alias|Version)'],
      'bedrock.flows',
    ),
    items(['(Create|Update|Delete)Prompt', 'CreatePromptVersion'], 'bedrock.prompts'),
    {
      events: anyOf(['(Create|Update|Delete)KnowledgeBase', '(Create|Update|Delete)DataSource']),
      items: ['bedrock.knowledge-bases', 'bedrock.data-sources', 'bedrock.knowledge-base-chains'],
    },
    nothing('.*IngestionJob', '.*KnowledgeBaseDocuments', 'Retrieve.*'),
    items(['(Create|Delete)CustomModel', 'DeleteCustomModel'], 'bedrock.custom-models'),
    items(['DeleteImportedModel'], 'bedrock.imported-models'),
    whole(
      ['(Create|Stop)Model(Customization|Copy|Import)Job'],
      'bedrock.model-jobs',
      'bedrock.custom-models',
      'bedrock.imported-models',
    ),
    items(['(Create|Stop)ModelInvocationJob'], 'bedrock.batch-jobs'),
    items(['(Create|Stop)EvaluationJob', 'BatchDeleteEvaluationJob'], 'bedrock.evaluation-jobs'),
    items(['.*AutomatedReasoningPolicy'], 'bedrock.automated-reasoning-policies'),
    whole(
      ['(Put|Delete)ModelInvocationLoggingConfiguration'],
      'bedrock.invocation-logging',
      'bedrock.invocation-log-destinations',
    ),
    items(
      ['(Create|Update|Delete)(DataAutomation(Project|Library)|Blueprint)', 'CreateBlueprintVersion'],
      'bedrock.data-automation',
    ),
    items(['.*MarketplaceModelEndpoint'], 'bedrock.marketplace-endpoints'),
    items(['(Create|Update|Delete|End)Session'], 'bedrock.sessions'),
    nothing(
      '(Create|Put)Invocation(Step)?',
      'ApplyGuardrail',
      'InvokeModel.*',
      'Converse.*',
      '(Unt|T)agResource',
    ),
  ],
  'bedrock-agentcore.amazonaws.com': [
    items(['(Create|Update|Delete)Memory'], 'agentcore.memories'),
    items(['(Create|Update|Delete)Gateway'], 'agentcore.gateways'),
    items(
      ['(Create|Update|Delete)(Evaluator|PolicyEngine|Dataset|ConfigurationBundle)'],
      'agentcore.artifacts',
    ),
    whole(['SetTokenVaultCMK'], 'agentcore.token-vault'),
    nothing(
      '.*GatewayTarget',
      '(Create|Delete)Event',
      'Invoke.*',
      '(Start|Stop).*Session',
      '(Unt|T)agResource',
    ),
  ],
  'qbusiness.amazonaws.com': [
    items(['(Create|Update|Delete)Application'], 'qbusiness.applications', 'qbusiness.indices'),
    items(['(Create|Update|Delete)Index'], 'qbusiness.indices'),
    nothing(
      'Batch(Put|Delete)Document',
      'Chat(Sync)?',
      '.*(Attachment|Conversation|DataSource(SyncJob)?|Group|Plugin|Retriever|User|WebExperience|Subscription)',
      'PutFeedback',
      '(Unt|T)agResource',
    ),
  ],
  'datazone.amazonaws.com': [
    items(['(Create|Update|Delete)Domain'], 'datazone.domains'),
    nothing('.*(Asset|Project|Glossary|GlossaryTerm|Environment|Subscription|Listing|Profile|Form|Rule).*'),
  ],
  'connect.amazonaws.com': [
    items(['(Associate|Update|Disassociate)InstanceStorageConfig'], 'connect.storage', 'connect.streams'),
    items(['(Create|Delete)Instance'], 'connect.instances', 'connect.storage', 'connect.streams'),
    nothing(
      '(Start|Stop|Suspend|Resume|Transfer|Update)Contact.*',
      '.*(User|Queue|RoutingProfile|ContactFlow|Prompt).*',
    ),
  ],
  'connect-campaigns.amazonaws.com': [
    whole(['(Start|Delete)(InstanceOnboardingJob|ConnectInstance.*)'], 'connect.campaigns'),
  ],
  'profile.amazonaws.com': [
    items(['(Create|Update|Delete)Domain'], 'customer-profiles.domains', 'customer-profiles.object-types'),
    items(['(Put|Delete)ProfileObjectType'], 'customer-profiles.object-types'),
    nothing('.*Profile(Key|Object)?', 'MergeProfiles', '.*(Segment|Event|Integration|CalculatedAttribute).*'),
  ],
  'wisdom.amazonaws.com': [
    items(['(Create|Delete)Assistant'], 'qconnect.assistants'),
    items(['(Create|Delete)KnowledgeBase'], 'qconnect.knowledge-bases'),
    nothing('.*(Content|QuickResponse|Session|Message|Association|Template).*'),
  ],
  'voiceid.amazonaws.com': [
    items(['(Create|Update|Delete)Domain'], 'voiceid.domains'),
    nothing('.*(Fraudster|Speaker|Watchlist).*'),
  ],
  'app-integrations.amazonaws.com': [
    items(['(Create|Update|Delete)DataIntegration'], 'appintegrations.data-integrations'),
    nothing('.*(EventIntegration|Application|DataIntegrationAssociation)'),
  ],
  'kendra.amazonaws.com': [
    items(['(Create|Update|Delete)Index'], 'kendra.indices'),
    nothing('Batch.*', '.*(DataSource|SyncJob|Faq|Thesaurus|Experience|FeaturedResults|Feedback).*'),
  ],
  'lex.amazonaws.com': [
    items(['(Create|Update|Delete)BotAlias', 'DeleteBot'], 'lex.audio-logs'),
    nothing('.*(Intent|Slot|SlotType|BotLocale|BotVersion|Utterance).*', 'CreateBot', 'UpdateBot'),
  ],
  's3.amazonaws.com': [
    items(['CreateBucket', 'DeleteBucket', '(Put|Delete)BucketEncryption'], 's3.buckets'),
    items(['(Put|Delete)BucketReplication'], 's3.replications'),
    nothing('(Put|Delete)Bucket.*', 'PutObject.*', 'PutAccelerateConfiguration', '.*AccessPoint.*'),
  ],
  's3tables.amazonaws.com': [
    items(['(Create|Delete)TableBucket', '(Put|Delete)TableBucketEncryption'], 's3tables.table-buckets'),
    nothing(
      '(Create|Delete|Rename|Update)(Table|Namespace).*',
      'Put.*Policy',
      'Put.*MaintenanceConfiguration',
    ),
  ],
  's3vectors.amazonaws.com': [
    items(['(Create|Delete)(VectorBucket|Index)'], 's3vectors.vector-buckets'),
    nothing('(Put|Delete)Vectors'),
  ],
  'secretsmanager.amazonaws.com': [
    items(
      ['(Create|Update|Delete|Restore)Secret', '.*(Replication|Regions).*', '(Unt|T)agResource'],
      'secretsmanager.secrets',
    ),
    nothing('(Put|Rotate|CancelRotate|Update).*'),
  ],
  'ssm.amazonaws.com': [
    items(['(Put|Delete)Parameters?'], 'ssm.secure-strings'),
    // Agents and automation write all day.
    nothing('.*'),
  ],
  'logs.amazonaws.com': [
    items(['(Create|Delete)LogGroup', '(Associate|Disassociate)KmsKey'], 'logs.groups'),
    nothing(
      '.*(LogStream|RetentionPolicy|SubscriptionFilter|Query|QueryDefinition|Destination|Policy|Export).*',
      'PutLogEvents',
    ),
  ],
  'cloudtrail.amazonaws.com': [
    items(['(Create|Update|Delete)Trail'], 'cloudtrail.trails'),
    items(['(Create|Update|Delete|Restore)EventDataStore'], 'cloudtrail.event-data-stores'),
    nothing('StartQuery', 'CancelQuery', '(Add|Remove)Tags'),
  ],
  'es.amazonaws.com': [
    items(['(Create|Update|Delete)(Elasticsearch)?Domain(Config)?'], 'opensearch.domains'),
    nothing('.*(Package|VpcEndpoint|Connection|Upgrade|Tags).*'),
  ],
  'aoss.amazonaws.com': [
    items(['(Create|Update|Delete)Collection'], 'aoss.collections'),
    nothing('.*(AccessPolicy|SecurityConfig|VpcEndpoint|LifecyclePolicy|AccountSettings|Index)'),
  ],
  'osis.amazonaws.com': [
    items(['(Create|Update|Delete)Pipeline'], 'osis.pipelines'),
    nothing('(Start|Stop)Pipeline'),
  ],
  'dynamodb.amazonaws.com': [
    items(['(Create|Update|Delete)Table', 'RestoreTable.*', 'ImportTable'], 'dynamodb.tables'),
    nothing(
      '.*(Backup|TimeToLive|Continuous|KinesisStreaming|ContributorInsights|ResourcePolicy|Export).*',
      '.*Item',
    ),
  ],
  'sqs.amazonaws.com': [
    items(['CreateQueue', 'SetQueueAttributes', 'DeleteQueue'], 'sqs.queues'),
    nothing('PurgeQueue', '(Add|Remove)Permission', '.*Message.*'),
  ],
  'sns.amazonaws.com': [
    items(['CreateTopic', 'SetTopicAttributes', 'DeleteTopic'], 'sns.topics'),
    nothing('.*(Subscri|Permission|Platform|Endpoint|SMS).*', 'Publish.*'),
  ],
  'kinesis.amazonaws.com': [
    items(['(Create|Delete)Stream', '(Start|Stop)StreamEncryption'], 'kinesis.streams'),
    nothing('.*(Shard|Consumer|Retention|Monitoring|StreamMode|Record).*'),
  ],
  'kinesisvideo.amazonaws.com': [
    items(['(Create|Update|Delete)Stream'], 'kinesisvideo.streams'),
    nothing('.*(Signaling|DataRetention|Notification|ImageGeneration|Media).*'),
  ],
  'ecr.amazonaws.com': [
    items(['(Create|Delete)Repository'], 'ecr.repositories'),
    nothing('.*(Image|Layer|LifecyclePolicy|RepositoryPolicy|Scan|PullThrough).*'),
  ],
  'events.amazonaws.com': [
    items(['(Create|Update|Delete)EventBus'], 'events.buses'),
    whole(['(Put|Delete|Enable|Disable)Rule', '(Put|Remove)Targets'], 'kms.change-watches'),
    nothing('PutEvents', '.*(Archive|Connection|ApiDestination|Replay|Permission).*'),
  ],
  'states.amazonaws.com': [
    items(['(Create|Update|Delete)StateMachine'], 'states.machines'),
    nothing('.*(Execution|Task|Activity|MapRun|StateMachineAlias|StateMachineVersion).*'),
  ],
  'appflow.amazonaws.com': [
    items(['(Create|Update|Delete)Flow'], 'appflow.flows'),
    nothing('(Start|Stop)Flow', '.*Connector.*'),
  ],
  'iam.amazonaws.com': [
    whole(
      ['(Create|Put|Attach|Detach|Delete|SetDefault).*Polic.*', '(Create|Delete)(Role|User|Group)'],
      'iam.policies',
    ),
    nothing('.*'),
  ],
}

/** Undefined: it is not known what the call does. */
export function changeOf(source: string, name: string): ChangeRow | undefined {
  if (!Object.hasOwn(changeTable, source)) return undefined
  return changeTable[source]?.find(({ events }) => events.test(name))
}

/** What cannot change a resource: a tag of it, except where tags are read. */
export function isTagging(name: string): boolean {
  return /^(?:Tag|Untag|AddTags|RemoveTags|ListTags)/.test(name)
}
