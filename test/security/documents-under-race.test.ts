/** Documents that several clients put and delete at once: what was acknowledged last is what is found, whole. */

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { QBusiness } from '@aws-sdk/client-qbusiness'
import { until } from '../../src/cli/tour/expect.ts'
import { createApplication, putDocuments, type TestApplication } from '../support/application.ts'
import { startTestServer, suiteScope } from '../support/servers.ts'

const rounds = 8
const writers = 4

describe('documents under race', () => {
  const scope = suiteScope()
  let qbusiness: QBusiness
  let application: TestApplication
  let retrieverId: string
  before(async () => {
    const server = await startTestServer(scope)
    qbusiness = server.admin.qbusiness
    application = await createApplication(server.admin, undefined, { identityType: 'AWS_IAM_IDC' })
    const { retrievers = [] } = await qbusiness.listRetrievers(application)
    retrieverId = retrievers[0]?.retrieverId as string
    await putDocuments(server.admin, application, [
      documentOf('small', 'first'),
      documentOf('large', 'first'),
    ])
  })

  // Small and large contents rest in different places.
  function documentOf(id: 'small' | 'large', version: string) {
    const filler = id === 'large' ? 'Nothing more is to be said of it here. '.repeat(3_000) : ''
    const blob = Buffer.from(`The brick of the wall is ${version}.\n\n${filler}`)
    return { id, title: version, contentType: 'PLAIN_TEXT' as const, content: { blob } }
  }

  const settled = () =>
    until(
      'the end of indexing',
      async () => {
        const { documentDetailList = [] } = await qbusiness.listDocuments(application)
        const statuses = documentDetailList.map(({ status }) => status ?? '')
        return statuses.every((status) => /INDEXED|FAILED/.test(status)) ? statuses : undefined
      },
      15_000,
    )

  for (const id of ['small', 'large'] as const) {
    test(`of several puts of a ${id} document at once one is the document: title and content are of the same put`, async () => {
      for (let round = 0; round < rounds; round++) {
        const versions = Array.from({ length: writers }, (_, writer) => `r${round}w${writer}`)
        const outcomes = await Promise.allSettled(
          versions.map((version) =>
            qbusiness.batchPutDocument({ ...application, documents: [documentOf(id, version)] }),
          ),
        )
        const accepted = versions.filter((_, i) => outcomes[i]?.status === 'fulfilled')
        assert.ok(accepted.length > 0)
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') assert.equal(outcome.reason.name, 'ConflictException')
        }
        assert.deepEqual(await settled(), ['INDEXED', 'INDEXED'], 'no accepted content is lost')
        const { relevantContent = [] } = await qbusiness.searchRelevantContent({
          applicationId: application.applicationId,
          queryText: 'brick of the wall',
          contentSource: { retriever: { retrieverId } },
          attributeFilter: { equalsTo: { name: '_document_id', value: { stringValue: id } } },
        })
        const best = relevantContent[0]
        assert.ok(accepted.includes(best?.documentTitle ?? ''), `${best?.documentTitle} was accepted`)
        assert.match(best?.content ?? '', new RegExp(`is ${best?.documentTitle}\\.`))
      }
    })
  }
})
