import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { ConfigError, readConfig } from './config.ts'

test('no settings give a loopback server on SQLite with the development seal', () => {
  const config = readConfig({ PATH: '/bin' })
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.port, 4599)
  assert.equal(config.databaseUrl, undefined)
  assert.equal(config.developmentSeal, true)
  assert.deepEqual(config.regions, ['us-east-1'])
})

test('an IPv6 address is given in brackets', () => {
  assert.deepEqual((({ host, port }) => ({ host, port }))(readConfig({ KEYHOLD_LISTEN: '[::1]:0' })), {
    host: '::1',
    port: 0,
  })
})

test('a seal of its own is not the development seal', () => {
  assert.equal(readConfig({ KEYHOLD_SEAL: 'file:/etc/keyhold/root.key' }).developmentSeal, false)
})

test('a passphrase is held so that it is printed nowhere', () => {
  const { seal } = readConfig({ KEYHOLD_SEAL: 'passphrase:', KEYHOLD_PASSPHRASE: 'correct horse battery' })
  assert.ok(seal.kind === 'passphrase')
  assert.equal(seal.passphrase?.export().toString(), 'correct horse battery')
  assert.doesNotMatch(inspect(seal, { depth: 9, showHidden: true }) + JSON.stringify(seal), /horse/)
})

const refused: readonly [string, Record<string, string>, RegExp][] = [
  ['an unknown name', { KEYHOLD_LISTN: 'x' }, /KEYHOLD_LISTN is not a setting/],
  ['a listen address without port', { KEYHOLD_LISTEN: 'localhost' }, /KEYHOLD_LISTEN/],
  ['a port above 65535', { KEYHOLD_LISTEN: '127.0.0.1:70000' }, /KEYHOLD_LISTEN/],
  ['a database that is not PostgreSQL', { KEYHOLD_DATABASE_URL: 'mysql://x' }, /postgres/],
  ['an account id of 11 digits', { KEYHOLD_ACCOUNTS: '11112222333' }, /12 digits/],
  ['a region in the wrong form', { KEYHOLD_REGIONS: 'Europe' }, /KEYHOLD_REGIONS/],
  ['a TLS certificate without key', { KEYHOLD_TLS_CERT: '/x' }, /go together/],
  ['an unknown log level', { KEYHOLD_LOG: 'loud' }, /KEYHOLD_LOG/],
  ['an answers model without URL', { KEYHOLD_ANSWERS_MODEL: 'm' }, /KEYHOLD_ANSWERS_URL/],
  ['a guardrail key without URL', { KEYHOLD_GUARDRAIL_KEY: 'secret' }, /^(?!.*secret)KEYHOLD_GUARDRAIL_URL/],
  [
    'a guardrail endpoint without model',
    { KEYHOLD_GUARDRAIL_URL: 'http://h/v1' },
    /^KEYHOLD_GUARDRAIL_MODEL/,
  ],
  ['retention above what the user guide allows', { KEYHOLD_CONVERSATION_DAYS: '31' }, /1 to 30/],
  ['an unknown seal', { KEYHOLD_SEAL: 'hope:' }, /KEYHOLD_SEAL/],
  [
    'a passphrase in the name of the seal',
    { KEYHOLD_SEAL: 'passphrase:secret' },
    /^(?!.*secret)KEYHOLD_SEAL/,
  ],
  ['a passphrase for a file', { KEYHOLD_PASSPHRASE: 'secret' }, /^(?!.*secret).*go with/],
  [
    'a passphrase twice',
    { KEYHOLD_SEAL: 'passphrase:', KEYHOLD_PASSPHRASE: 'secret', KEYHOLD_PASSPHRASE_FILE: '/x' },
    /^(?!.*secret).*one of the two/,
  ],
  ['object storage', { KEYHOLD_BLOBS: 's3://bucket' }, /not supported yet/],
]
for (const [what, environment, message] of refused) {
  test(`a setting is refused with a line that names it: ${what}`, () => {
    assert.throws(
      () => readConfig(environment),
      (error) => error instanceof ConfigError && message.test(error.message),
    )
  })
}
