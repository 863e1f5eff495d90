/** Amazon Q Business as the unmodified SDK sees it, beyond the first whole path. */

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import type { Document, QBusiness } from '@aws-sdk/client-qbusiness'
import { Packer, Paragraph, Document as WordDocument } from 'docx'
import PdfDocument from 'pdfkit'
import { until } from '../src/cli/tour/expect.ts'
import { createApplication, putDocuments } from './support/application.ts'
import { startTestServer, suiteScope, type TestServer } from './support/servers.ts'

const text = (id: string, content: string, more: Partial<Document> = {}): Document => ({
  id,
  title: id,
  contentType: 'PLAIN_TEXT',
  content: { blob: Buffer.from(content) },
  ...more,
})

describe('Q Business through the SDK', () => {
  const scope = suiteScope()
  let server: TestServer
  let qbusiness: QBusiness
  before(async () => {
    server = await startTestServer(scope)
    qbusiness = server.admin.qbusiness
  })
  const newKey = async () => (await server.admin.kms.createKey()).KeyMetadata?.Arn as string

  test('documents of every format are read, and each answers its question', async () => {
    const application = await createApplication(server.admin, await newKey())
    const settled = await putDocuments(server.admin, application, [
      text('plain', 'The canteen serves soup on Mondays.'),
      text('markdown', '# Parking\n\nThe **garage** has forty spaces.', { contentType: 'MD' }),
      text('html', '<html><body><h1>Library</h1><p>The library closes at six.</p></body></html>', {
        contentType: 'HTML',
      }),
      text('csv', 'city,postcode\nBremen,28195\nHamburg,20095\n', { contentType: 'CSV' }),
      text('json', '{"printer":{"location":"the printer stands in room twelve"}}', { contentType: 'JSON' }),
      {
        id: 'pdf',
        title: 'pdf',
        contentType: 'PDF',
        content: { blob: await pdf('The gym opens on the third floor.') },
      },
      {
        id: 'word',
        title: 'word',
        contentType: 'MS_WORD',
        content: { blob: await word('Badges are issued by the reception.') },
      },
    ])
    assert.deepEqual(
      Object.values(settled).map(({ status, reason }) => status + reason),
      Array(7).fill('INDEXED'),
    )
    const questions: [string, string, RegExp][] = [
      ['plain', 'When does the canteen serve soup?', /Mondays/],
      ['markdown', 'How many spaces does the garage have?', /forty/],
      ['html', 'When does the library close?', /six/],
      ['csv', 'What is the postcode of Bremen?', /28195/],
      ['json', 'Where does the printer stand?', /room twelve/],
      ['pdf', 'On which floor is the gym?', /third floor/],
      ['word', 'Who issues badges?', /reception/],
    ]
    for (const [title, userMessage, expected] of questions) {
      const answer = await qbusiness.chatSync({ applicationId: application.applicationId, userMessage })
      assert.match(answer.systemMessage ?? '', expected)
      assert.equal(answer.sourceAttributions?.[0]?.title, title)
    }
  })

  test('a question that no document answers gets no answer, and no source', async () => {
    const application = await createApplication(server.admin, await newKey())
    await putDocuments(server.admin, application, [text('tea', 'Tea is served at four.')])
    const answer = await qbusiness.chatSync({
      applicationId: application.applicationId,
      userMessage: 'Who won the regatta of 1987?',
    })
    assert.match(answer.systemMessage ?? '', /^Sorry/)
    assert.deepEqual(answer.sourceAttributions ?? [], [])
  })

  test('a document is answered from only for users and groups that its access list admits', async () => {
    const application = await createApplication(server.admin, await newKey(), { identityType: 'AWS_IAM_IDC' })
    const { applicationId } = application
    await putDocuments(server.admin, application, [
      text('open', 'The lobby colour is green.'),
      text('board', 'The merger colour is crimson.', {
        accessConfiguration: {
          accessControls: [
            {
              principals: [
                { user: { id: 'ann@example.com', access: 'ALLOW' } },
                { group: { name: 'board', access: 'ALLOW' } },
              ],
              memberRelation: 'OR',
            },
          ],
        },
      }),
    ])
    const ask = async (user: { userId: string; userGroups?: string[] }) =>
      (await qbusiness.chatSync({ applicationId, userMessage: 'What is the merger colour?', ...user }))
        .systemMessage ?? ''
    assert.match(await ask({ userId: 'ann@example.com' }), /crimson/)
    assert.match(await ask({ userId: 'bob@example.com', userGroups: ['board'] }), /crimson/)
    assert.doesNotMatch(await ask({ userId: 'bob@example.com' }), /crimson/)
    const { conversations } = await qbusiness.listConversations({ applicationId, userId: 'bob@example.com' })
    assert.equal(conversations?.length, 2, 'bob sees his own conversations only')
  })

  test('the key is named by id, ARN, alias or alias ARN', async () => {
    const keyArn = await newKey()
    await server.admin.kms.createAlias({ AliasName: 'alias/q', TargetKeyId: keyArn })
    const aliasArn = `arn:aws:kms:${server.region}:${server.accountId}:alias/q`
    for (const kmsKeyId of [keyArn, keyArn.split('/')[1] as string, 'alias/q', aliasArn]) {
      const { applicationId } = await qbusiness.createApplication({
        displayName: 'named',
        identityType: 'ANONYMOUS',
        encryptionConfiguration: { kmsKeyId },
      })
      assert.ok(applicationId, kmsKeyId)
    }
    assert.equal((await server.admin.kms.listGrants({ KeyId: keyArn })).Grants?.length, 4)
  })

  test('a key that cannot be used is refused before anything is made', async () => {
    const disabled = await newKey()
    await server.admin.kms.disableKey({ KeyId: disabled })
    const unknown = `arn:aws:kms:${server.region}:${server.accountId}:key/00000000-0000-4000-8000-000000000000`
    const before = (await qbusiness.listApplications()).applications?.length
    for (const kmsKeyId of [disabled, unknown, 'alias/none', 'nonsense']) {
      await assert.rejects(
        qbusiness.createApplication({
          displayName: 'refused',
          identityType: 'ANONYMOUS',
          encryptionConfiguration: { kmsKeyId },
        }),
        (error: Error & { fields?: { name: string }[] }) => {
          assert.match(error.name, /ValidationException|AccessDeniedException/, kmsKeyId)
          return true
        },
      )
    }
    assert.equal((await qbusiness.listApplications()).applications?.length, before)
    assert.equal((await server.admin.kms.listGrants({ KeyId: disabled })).Grants?.length, 0)
  })

  test('a STARTER index is refused under a customer key and allowed without', async () => {
    const { applicationId } = await createApplication(server.admin, await newKey())
    await assert.rejects(qbusiness.createIndex({ applicationId, displayName: 'starter', type: 'STARTER' }), {
      name: 'ValidationException',
    })
    const plain = await createApplication(server.admin, undefined)
    await qbusiness.createIndex({
      applicationId: plain.applicationId,
      displayName: 'starter',
      type: 'STARTER',
    })
    assert.equal(
      (await qbusiness.getApplication({ applicationId: plain.applicationId })).encryptionConfiguration,
      undefined,
      'no key is reported',
    )
  })

  test('what is deleted is gone from disk', async (t) => {
    const own = await startTestServer(t)
    const application = await createApplication(own.admin, (await own.admin.kms.createKey()).KeyMetadata?.Arn)
    const blobs = () =>
      readdirSync(join(own.dataFolder, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      ).length
    await putDocuments(own.admin, application, [text('a', 'First words.'), text('b', 'Second words.')])
    assert.ok(blobs() > 0)
    await own.admin.qbusiness.deleteApplication({ applicationId: application.applicationId })
    await until('an empty blob folder', async () => (blobs() === 0 ? true : undefined))
  })

  test('answers are written by the endpoint that is configured, from the passages, with sources', async (t) => {
    const asked: string[] = []
    const endpoint = http.createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        asked.push(`${request.url} ${request.headers.authorization} ${body}`)
        response.setHeader('content-type', 'application/json')
        response.end(
          JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'It rings at noon [1].' } }] }),
        )
      })
    })
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
    t.after(() => endpoint.close())
    const own = await startTestServer(t, {
      KEYHOLD_ANSWERS_URL: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`,
      KEYHOLD_ANSWERS_MODEL: 'small',
      KEYHOLD_ANSWERS_KEY: 'sesame',
    })
    const application = await createApplication(own.admin, (await own.admin.kms.createKey()).KeyMetadata?.Arn)
    await putDocuments(own.admin, application, [text('bell', 'The bell rings at noon.')])
    const answer = await own.admin.qbusiness.chatSync({
      applicationId: application.applicationId,
      userMessage: 'When does the bell ring?',
    })
    assert.equal(answer.systemMessage, 'It rings at noon [1].')
    assert.equal(answer.sourceAttributions?.[0]?.title, 'bell')
    assert.match(asked[0] ?? '', /^\/v1\/chat\/completions Bearer sesame .*The bell rings at noon/s)
  })
})

function pdf(sentence: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const document = new PdfDocument()
    const chunks: Buffer[] = []
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(Buffer.concat(chunks)))
    document.text(sentence)
    document.end()
  })
}

async function word(sentence: string): Promise<Buffer> {
  return await Packer.toBuffer(new WordDocument({ sections: [{ children: [new Paragraph(sentence)] }] }))
}
