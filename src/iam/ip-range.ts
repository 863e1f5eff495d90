/** IP addresses and CIDR ranges as numbers (RFC 4632, RFC 4291). An IPv4-mapped IPv6 address counts as its IPv4 address. */

import { isIPv4, isIPv6 } from 'node:net'

export interface IpAddress {
  readonly family: 4 | 6
  readonly bits: bigint
}

export interface IpRange extends IpAddress {
  readonly prefixBits: number
}

const mappedPrefix = 0xffffn

/** Null when the text is no address. */
export function parseIpAddress(text: string): IpAddress | null {
  if (isIPv4(text)) return { family: 4, bits: ipv4Bits(text) }
  if (!isIPv6(text) || text.includes('%')) return null
  const bits = ipv6Bits(text)
  return bits >> 32n === mappedPrefix ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits }
}

/** `192.0.2.0/24`, `2001:db8::/32` or a single address. Null when it is neither. */
export function parseIpRange(text: string): IpRange | null {
  const slash = text.indexOf('/')
  const address = parseIpAddress(slash === -1 ? text : text.slice(0, slash))
  if (address === null) return null
  const widest = address.family === 4 ? 32 : 128
  if (slash === -1) return { ...address, prefixBits: widest }
  const prefix = text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > widest) return null
  return { ...address, prefixBits: Number(prefix) }
}

export function rangeHolds(range: IpRange, address: IpAddress): boolean {
  if (range.family !== address.family) return false
  const hostBits = BigInt((range.family === 4 ? 32 : 128) - range.prefixBits)
  return range.bits >> hostBits === address.bits >> hostBits
}

function ipv4Bits(text: string): bigint {
  return text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

function ipv6Bits(text: string): bigint {
  const lastColon = text.lastIndexOf(':')
  const tail = text.slice(lastColon + 1)
  if (tail.includes('.')) {
    const low = ipv4Bits(tail)
    return ipv6Bits(
      `${text.slice(0, lastColon + 1)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`,
    )
  }
  const [head = '', rest] = text.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = rest === undefined || rest === '' ? [] : rest.split(':')
  const zeros = rest === undefined ? 0 : 8 - front.length - back.length
  return [...front, ...Array<string>(zeros).fill('0'), ...back].reduce(
    (bits, group) => (bits << 16n) | BigInt(`0x${group}`),
    0n,
  )
}
