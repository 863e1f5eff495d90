/** The rooms, each given what it stands on. */

import type { Service } from '../call/operation.ts'
import { createEnvelope } from '../envelope/create-envelope.ts'
import { ensureAccount, hasAccessKey, newAccessKey } from '../iam/bootstrap.ts'
import { createIam } from '../iam/create-iam.ts'
import type { Iam } from '../iam/iam.ts'
import { iamService } from '../iam/operations/iam-operations.ts'
import { stsService } from '../iam/sts/sts-operations.ts'
import { createKms } from '../kms/create-kms.ts'
import { keyService } from '../kms/key-service.ts'
import { kmsService } from '../kms/operations.ts'
import { serviceOwnedKeys } from '../kms/service-owned-keys.ts'
import type { RootKey } from '../rootkey/rootkey.ts'
import { endpointAnswer } from '../search/answer/endpoint-answer.ts'
import { extractiveAnswer } from '../search/answer/extractive-answer.ts'
import { createSearch } from '../search/create-search.ts'
import { createTextExtractor } from '../search/extract/create-text-extractor.ts'
import type { AnswerWriter } from '../search/search.ts'
import { datazoneService } from '../services/datazone/datazone.ts'
import { type Classifier, guardrailsServices } from '../services/guardrails/guardrails.ts'
import { qbusinessService } from '../services/qbusiness/qbusiness.ts'
import type { Storage } from '../storage/storage.ts'
import { cloudTrailService } from '../trail/cloud-trail-service.ts'
import type { Trail } from '../trail/trail.ts'
import type { AccountBook } from './accounts.ts'
import type { Config } from './config.ts'

export interface Rooms {
  readonly services: readonly Service[]
  readonly iam: Iam
  readonly accountBook: AccountBook
  /** Starts the leased jobs, which the rooms have declared by now. */
  start(): void
  close(): Promise<void>
}

interface Foundation {
  readonly storage: Storage
  readonly rootKey: RootKey
  readonly trail: Trail
  readonly config: Config
  readonly now: () => number
}

const adminUserName = 'admin'

export function openRooms({ storage, rootKey, trail, config, now }: Foundation): Rooms {
  const iam = createIam({ storage, rootKey, now, regions: config.regions })
  const kms = createKms({ storage, rootKey, iam, trail, now, regions: config.regions })
  const envelope = createEnvelope({
    storage,
    keys: keyService(kms),
    serviceKeys: serviceOwnedKeys(kms),
    now,
  })
  const search = createSearch({ authority: storage.authority, now })
  const extractor = createTextExtractor()
  const qbusiness = qbusinessService({
    storage,
    envelope,
    iam,
    search,
    extractText: extractor.extractText,
    answer: answerWriter(config),
    now,
    settings: { conversationRetentionDays: config.conversationRetentionDays },
  })
  const datazone = datazoneService({ storage, envelope, iam, now })
  const bedrock = guardrailsServices({
    storage,
    envelope,
    iam,
    classifier: guardrailClassifier(config),
    now,
  })
  const cloudTrail = cloudTrailService({ reader: storage.eventLog.reader, iam })
  return {
    services: [
      kmsService(kms),
      qbusiness,
      ...bedrock,
      datazone,
      iamService(iam),
      stsService(iam),
      cloudTrail,
    ],
    iam,
    start: () => storage.jobs.start(),
    async close() {
      await storage.jobs.stop()
      await kms.usage.close()
      await extractor.close()
    },
    accountBook: {
      accounts: () => iam.accounts(),
      newCredentials: (accountId) => ({ accountId, ...newAccessKey(accountId) }),
      async make({ accountId, ...adminAccessKey }) {
        const made = await ensureAccount(iam, accountId, { adminUserName, adminAccessKey })
        return made !== null || hasAccessKey(iam, accountId, adminAccessKey.accessKeyId)
      },
    },
  }
}

/** Quotes from the passages, unless an endpoint is configured that writes answers. */
function answerWriter({ answers }: Config): AnswerWriter {
  return answers === undefined ? extractiveAnswer : endpointAnswer(answers)
}

/** Judges by words on this machine, unless an endpoint is configured that judges. Loaded with the first text. */
function guardrailClassifier({ guardrailClassifier: endpoint }: Config): () => Promise<Classifier> {
  let classifier: Promise<Classifier> | undefined
  return () => {
    classifier ??= loadClassifier(endpoint)
    return classifier
  }
}

async function loadClassifier(endpoint: Config['guardrailClassifier']): Promise<Classifier> {
  if (endpoint === undefined) {
    const local = await import('../services/guardrails/assess/classify/local/local-classifier.ts')
    return local.createLocalClassifier()
  }
  const remote = await import('../services/guardrails/assess/classify/endpoint/endpoint-classifier.ts')
  return remote.createEndpointClassifier(endpoint)
}
