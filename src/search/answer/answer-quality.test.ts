import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSearch } from '../create-search.ts'
import { extractMarkdown } from '../extract/markdown.ts'
import { createFakeAuthority, createFakeScope } from '../fixtures/fake-scope.ts'
import { extractiveAnswer } from './extractive-answer.ts'

const documents: Readonly<Record<string, string>> = {
  pricing: `Pricing
=======
Our plans are **simple**: you pay per *active* user. This means that idle accounts cost
nothing at all. See [the FAQ](https://example.com/faq) for details.

| Plan | Price per month | Support |
|------|:---------------:|---------|
| **Starter** | 10 EUR | e-mail |
| Business | 25 EUR | phone, 8–18 h |

## Refunds
* Refunds are paid **within 14 days** of the request
* they go back to the card that was charged
  even when it has expired
* gift cards are *never* refunded
`,
  backup: `# Backups
The database is backed up **every night at 02:00 UTC**. Backups are kept for \`35 days\`.

## Restore
1. Stop the service with \`systemctl stop ledger\`.
2. Run \`ledger restore --from <snapshot>\`.
3. Start the service again.

> A restore of the full database takes about *forty minutes*. It must be announced in the status channel.
`,
  keys: `# Encryption keys
Customer data is encrypted under a **KMS key** that the customer owns. When the key is disabled, every read
fails with \`AccessDeniedException\`.

## Rotation
Key material is rotated **once a year**. It can also be rotated on demand: older ciphertexts stay readable.

## Grants
* **CreateGrant**: the service receives a grant when an application is created.
* **RevokeGrant**: revoking a grant empties the caches of every node *within one second*.
`,
  onboarding: `# Onboarding
New colleagues get a laptop and a badge on their **first day**. The badge opens the ~~main~~ side entrance.

## Accounts
| System | Who creates the account |
| --- | --- |
| E-mail | IT help desk |
| Payroll | Human resources |
| Repository | Your team lead |
`,
  incident: `# Incidents
Report an incident in the channel **#incidents** or call extension __4711__. This starts the on-call rotation.

The incident commander is the *first engineer* who answers. They write an update every thirty minutes.

## Afterwards
A review is held within [five working days](./reviews.md). Nobody is blamed in it.
`,
  api: `# Ledger API
Requests are signed with HMAC. The limit is **100 requests per second** for each account; beyond it the API
answers with status \`429\`.

## Pagination
Lists return at most 50 entries. Pass \`next_token\` to get the following page.

\`\`\`bash
curl https://api.example.com/v1/entries?next_token=abc
\`\`\`
`,
  travel: `# Travel
- Trains are booked in **second class**.
- Flights need the approval of a *director* when they cost more than 800 EUR.
- Hotels are paid up to 150 EUR a night.

Receipts are handed in **within thirty days**. Later ones are not reimbursed.
`,
  office: `# Office
The office opens at **seven** and closes at *nine in the evening*. It is closed on public holidays.

## Parking
Parking spaces are booked in the app. Electric cars charge on level two.

## Visitors
Visitors register at the reception. They are accompanied at all times.
`,
}

/** Question, document, words of the answer. */
const questions: readonly (readonly [string, string, RegExp])[] = [
  ['How much is the Business plan?', 'pricing', /25 EUR/],
  ['Do idle accounts cost anything?', 'pricing', /nothing at all/],
  ['How long do refunds take?', 'pricing', /14 days/],
  ['Are gift cards refunded?', 'pricing', /never/],
  ['When is the database backed up?', 'backup', /02:00 UTC/],
  ['How long are backups kept?', 'backup', /35 days/],
  ['How do I restore a snapshot?', 'backup', /ledger restore/],
  ['How long does a restore of the database take?', 'backup', /forty minutes/],
  ['What happens when the customer disables the key?', 'keys', /every read fails/],
  ['How often is key material rotated?', 'keys', /once a year/],
  ['What happens when I revoke a grant?', 'keys', /within one second/],
  ['When do new colleagues get a badge?', 'onboarding', /first day/],
  ['Who creates my payroll account?', 'onboarding', /Human resources/],
  ['Which number do I call to report an incident?', 'incident', /4711/],
  ['Who is the incident commander?', 'incident', /first engineer/],
  ['When is the incident review held?', 'incident', /five working days/],
  ['What is the request limit of the API?', 'api', /100 requests per second/],
  ['How do I get the next page of a list?', 'api', /next_token/],
  ['Who approves expensive flights?', 'travel', /director/],
  ['What is the maximum price of a hotel?', 'travel', /150 EUR/],
  ['When do receipts have to be handed in?', 'travel', /thirty days/],
  ['When does the office close?', 'office', /nine in the evening/],
  ['Where can I charge an electric car?', 'office', /level two/],
  ['Do visitors have to be accompanied?', 'office', /at all times/],
]

test('questions over Markdown: nine of ten find their document first, eight of ten get the words that answer', async () => {
  const scope = createFakeScope()
  const search = createSearch({ authority: createFakeAuthority(), now: () => 0 })
  const read = Object.entries(documents).map(([id, markdown]) => {
    const { text, title } = extractMarkdown(Buffer.from(markdown))
    return { id, title: title ?? '', text }
  })
  await search.add(scope, 'index-1', read)
  const misplaced: string[] = []
  const unanswered: string[] = []
  for (const [question, id, words] of questions) {
    const passages = await search.query(scope, 'index-1', { text: question, limit: 5 })
    const { text } = await extractiveAnswer(question, passages)
    if (passages[0]?.documentId !== id) misplaced.push(`${question} → ${passages[0]?.documentId}`)
    if (!words.test(text)) unanswered.push(`${question} → ${text}`)
    assert.doesNotMatch(text, /\*|`|\]\(|~~|^#|^[-•] /m, question)
  }
  assert.ok(misplaced.length <= questions.length * 0.1, misplaced.join('\n'))
  assert.ok(unanswered.length <= questions.length * 0.2, unanswered.join('\n'))
})
