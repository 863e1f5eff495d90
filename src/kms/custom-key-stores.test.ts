import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alice, newFixture, putPrincipal, refused } from './kms.fixture.ts'

const CustomKeyStoreId = 'cks-1234567890abcdef0'
const stored = [
  'ConnectCustomKeyStore',
  'DeleteCustomKeyStore',
  'DisconnectCustomKeyStore',
  'UpdateCustomKeyStore',
] as const
const cloudHsm = {
  CustomKeyStoreName: 'store',
  CloudHsmClusterId: 'cluster-abcdefghijk',
  TrustAnchorCertificate: 'certificate',
  KeyStorePassword: 'password',
}
const external = {
  CustomKeyStoreName: 'store',
  CustomKeyStoreType: 'EXTERNAL_KEY_STORE',
  XksProxyConnectivity: 'PUBLIC_ENDPOINT',
  XksProxyUriEndpoint: 'https://proxy.example',
  XksProxyUriPath: '/kms/xks/v1',
  XksProxyAuthenticationCredential: {
    AccessKeyId: 'ABCDEFGHIJKLMNOPQRST',
    RawSecretAccessKey: 'x'.repeat(43),
  },
}

for (const operation of stored) {
  test(`${operation}: no store of any id exists, for those who may ask`, async (t) => {
    const f = await newFixture(t)
    await putPrincipal(f.storage, alice)
    await refused(f.run(operation, { CustomKeyStoreId }), 'CustomKeyStoreNotFoundException')
    await refused(f.run(operation, { CustomKeyStoreId }, { principal: alice }), 'AccessDeniedException')
    await refused(f.run(operation, {}), 'ValidationException')
  })
}

test('DescribeCustomKeyStores: none, and none of any id or name', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  assert.deepEqual(await f.run('DescribeCustomKeyStores', {}), { CustomKeyStores: [], Truncated: false })
  await refused(f.run('DescribeCustomKeyStores', { CustomKeyStoreId }), 'CustomKeyStoreNotFoundException')
  await refused(
    f.run('DescribeCustomKeyStores', { CustomKeyStoreName: 'store' }),
    'CustomKeyStoreNotFoundException',
  )
  await refused(
    f.run('DescribeCustomKeyStores', { CustomKeyStoreId, CustomKeyStoreName: 'store' }),
    'ValidationException',
  )
  await refused(f.run('DescribeCustomKeyStores', { Marker: 'x' }), 'InvalidMarkerException')
  await refused(f.run('DescribeCustomKeyStores', {}, { principal: alice }), 'AccessDeniedException')
})

test('CreateCustomKeyStore: members that the type needs, permission, then that there is nothing to connect to', async (t) => {
  const f = await newFixture(t)
  await putPrincipal(f.storage, alice)
  const create = (input: Record<string, unknown>, as = {}) => f.run('CreateCustomKeyStore', input, as)
  for (const whole of [cloudHsm, external]) {
    for (const member of Object.keys(whole).filter((name) => name !== 'CustomKeyStoreType'))
      await refused(create({ ...whole, [member]: undefined }), 'ValidationException')
    await refused(create(whole, { principal: alice }), 'AccessDeniedException')
  }
  await refused(create({ ...cloudHsm, XksProxyConnectivity: 'PUBLIC_ENDPOINT' }), 'ValidationException')
  await refused(create(cloudHsm), 'CloudHsmClusterNotFoundException')
  await refused(create(external), 'UnsupportedOperationException')
})
