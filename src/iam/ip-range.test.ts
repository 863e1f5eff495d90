import assert from 'node:assert/strict'
import { BlockList } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseIpAddress, parseIpRange, rangeHolds } from './ip-range.ts'

const holds = (range: string, address: string) => {
  const [parsedRange, parsedAddress] = [parseIpRange(range), parseIpAddress(address)]
  assert.ok(parsedRange && parsedAddress)
  return rangeHolds(parsedRange, parsedAddress)
}

for (const { family, address, bits } of [
  { family: 'ipv4', address: fc.ipV4(), bits: 32 },
  { family: 'ipv6', address: fc.ipV6(), bits: 128 },
] as const) {
  test(`${family} ranges agree with node:net`, () => {
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: bits }), (network, other, prefix) => {
        // node:net treats IPv4-mapped addresses differently; ours are checked below.
        fc.pre(parseIpAddress(network)?.family === parseIpAddress(other)?.family)
        fc.pre(bits === 32 || parseIpAddress(network)?.family === 6)
        const list = new BlockList()
        list.addSubnet(network, prefix, family)
        assert.equal(holds(`${network}/${prefix}`, other), list.check(other, family))
        assert.ok(holds(`${network}/${prefix}`, network))
      }),
    )
  })
}

test('an IPv4-mapped address counts as its IPv4 address', () => {
  assert.ok(holds('192.0.2.0/24', '::ffff:192.0.2.7'))
  assert.ok(!holds('::/0', '192.0.2.7'))
})

for (const bad of [
  '',
  '192.0.2',
  '192.0.2.0/33',
  '192.0.2.0/',
  '192.0.2.0/-1',
  '2001:db8::/129',
  'fe80::1%eth0',
  '1.2.3.4/1e1',
]) {
  test(`${JSON.stringify(bad)} is no range`, () => assert.equal(parseIpRange(bad), null))
}
