import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSearch } from '../create-search.ts'
import { createFakeAuthority, createFakeScope } from '../fixtures/fake-scope.ts'

/** Id (used as nothing but id), title, text. */
const documents: readonly (readonly [string, string, string])[] = [
  [
    'leave',
    'Annual leave',
    'Every employee gets 27 days of paid vacation a year. Ask your manager in the HR portal two weeks ahead. Unused days carry over until the end of March.',
  ],
  [
    'sick',
    'Sick leave',
    'Call in sick before nine in the morning. A medical certificate is needed from the fourth day of absence on.',
  ],
  [
    'parental',
    'Parental leave',
    'New parents take up to sixteen weeks off with full pay. Tell HR three months before the expected birth.',
  ],
  [
    'remote',
    'Working from home',
    'Staff may work remotely three days a week. Work from abroad needs written approval because of taxes.',
  ],
  [
    'expenses',
    'Travel expenses',
    'Hand in receipts within thirty days. Hotels are reimbursed up to 180 euros a night, trains in second class, flights in economy.',
  ],
  [
    'card',
    'Company credit card',
    'Lost cards are reported to the bank at once and blocked. The monthly limit is 2000 euros.',
  ],
  [
    'vpn',
    'VPN access',
    'Install the WireGuard client and import the profile from the self-service page. Connections drop after twelve hours.',
  ],
  [
    'password',
    'Passwords',
    'Passwords have at least fourteen characters and go into the password manager. Reset a forgotten password at the help desk with your badge.',
  ],
  [
    'mfa',
    'Second factor',
    'All accounts need a hardware security key. Order a replacement token when yours is lost; recovery codes are in the safe.',
  ],
  [
    'laptop',
    'New laptops',
    'Laptops are replaced every four years. Choose between a ThinkPad and a MacBook in the catalogue.',
  ],
  [
    'printer',
    'Printers',
    'Hold your badge against the printer to release the job. Paper jams: open the left door and pull the green lever.',
  ],
  [
    'visitors',
    'Visitors',
    'Register guests at the reception a day before. Visitors wear a badge and are accompanied at all times.',
  ],
  [
    'fire',
    'Fire alarm',
    'Leave the building by the nearest staircase and meet at the car park. Do not use the lifts.',
  ],
  [
    'firstaid',
    'First aid',
    'First aid kits hang in every kitchen. Trained helpers wear a green cross; call 112 for an ambulance.',
  ],
  [
    'canteen',
    'Canteen',
    'Lunch is served from half past eleven until two. A vegetarian dish is offered every day and costs 4.80.',
  ],
  [
    'parking',
    'Car park',
    'Parking spaces are booked in the app. Electric cars charge free of charge on level two.',
  ],
  ['bike', 'Bicycles', 'The company leases bicycles to its people; showers are in the basement.'],
  ['training', 'Training budget', 'Each person has 1500 euros a year for courses, books and conferences.'],
  [
    'review',
    'Performance reviews',
    'Feedback talks take place in May and November. Salary is discussed in November only.',
  ],
  [
    'referral',
    'Referral bonus',
    'Whoever recommends a colleague that stays six months receives a bonus of 2500 euros.',
  ],
  [
    'incident',
    'Security incidents',
    'Report phishing mail with the button in Outlook. Call the security hotline when data was disclosed.',
  ],
  [
    'backup',
    'Backups',
    'Databases are backed up nightly and kept for 35 days. Restores are tested every quarter.',
  ],
  [
    'deploy',
    'Deployments',
    'The main branch is deployed to production on every merge. Roll back with the command ship undo.',
  ],
  [
    'oncall',
    'On-call duty',
    'One engineer is on call each week and is paid 400 euros for it. Answer a page within fifteen minutes.',
  ],
  [
    'keys',
    'Encryption keys',
    'Customer data is encrypted under a KMS key of the customer. Keys rotate every year; a disabled key makes the data unreadable.',
  ],
  [
    'retention',
    'Data retention',
    'Chat transcripts are deleted after thirty days, invoices after ten years, applications of candidates after six months.',
  ],
  [
    'gdpr',
    'Privacy requests',
    'A person may demand a copy of all personal data that we hold. Answer within one month.',
  ],
  [
    'license',
    'Open source licences',
    'Apache, MIT and BSD libraries may be used freely. Ask legal before using GPL code.',
  ],
  [
    'office',
    'Office hours',
    'The Berlin office opens at seven and closes at eight in the evening. Keys are at the reception.',
  ],
  ['pension', 'Company pension', 'The employer adds twenty percent to what you pay into the pension fund.'],
]

const questions: readonly (readonly [string, string])[] = [
  ['How many vacation days do I get per year?', 'leave'],
  ['When do I need a doctor’s certificate for sickness?', 'sick'],
  ['How long is parental leave?', 'parental'],
  ['Can I work remotely from another country?', 'remote'],
  ['What is the maximum hotel price that is reimbursed?', 'expenses'],
  ['I lost my credit card, what should I do?', 'card'],
  ['How do I install the VPN client?', 'vpn'],
  ['I forgot my password', 'password'],
  ['Where do I order a replacement for a lost security key?', 'mfa'],
  ['How often are laptops replaced?', 'laptop'],
  ['The printer has a paper jam', 'printer'],
  ['Do guests have to be registered?', 'visitors'],
  ['What do I do when the fire alarm goes off?', 'fire'],
  ['Is there a vegetarian lunch?', 'canteen'],
  ['Where can I charge an electric car?', 'parking'],
  ['How much money can I spend on courses and conferences?', 'training'],
  ['When is salary discussed?', 'review'],
  ['How do I report a phishing email?', 'incident'],
  ['How can I roll back a deployment?', 'deploy'],
  ['What happens to data when the encryption key is disabled?', 'keys'],
  ['how long do we keep chat transcripts', 'retention'],
  ['May I use GPL libraries?', 'license'],
  ['When does the Berlin office open?', 'office'],
  ['how are databses backed up', 'backup'],
]

test('query: questions in natural language find their document first, nine times out of ten', async () => {
  const scope = createFakeScope()
  const search = createSearch({ authority: createFakeAuthority(), now: () => 0 })
  await search.add(
    scope,
    'index-1',
    documents.map(([id, title, text]) => ({ id, title, text })),
  )
  const missed: string[] = []
  for (const [text, id] of questions) {
    const passages = await search.query(scope, 'index-1', { text, limit: 3 })
    if (passages[0]?.documentId !== id)
      missed.push(`${text} → ${passages.map((passage) => passage.documentId)}`)
  }
  assert.ok(missed.length <= questions.length * 0.1, missed.join('\n'))
})
