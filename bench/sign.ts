/** SigV4 for requests that are signed before they are measured (IAM User Guide, "Create a signed AWS API request"). */

import { createHmac, hash } from 'node:crypto'

export interface SigningKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly region: string
  readonly service: string
}

/** A whole HTTP/1.1 request, ready for the socket. */
export function signedRequest(
  key: SigningKey,
  endpoint: URL,
  target: string,
  body: string,
  time: Date,
): Buffer {
  const timestamp = time.toISOString().replace(/[-:]|\.\d{3}/gu, '')
  const headers = new Map([
    ['content-type', 'application/x-amz-json-1.1'],
    ['host', endpoint.host],
    ['x-amz-date', timestamp],
    ...(key.sessionToken === undefined ? [] : [['x-amz-security-token', key.sessionToken] as const]),
    ['x-amz-target', target],
  ])
  const names = Array.from(headers.keys()).join(';')
  const lines = Array.from(headers, ([name, value]) => `${name}:${value}\n`).join('')
  const canonical = `POST\n/\n\n${lines}\n${names}\n${hash('sha256', body, 'hex')}`
  const date = timestamp.slice(0, 8)
  const scope = `${date}/${key.region}/${key.service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash('sha256', canonical, 'hex')}`
  const signature = hmac(signingKey(key, date), toSign).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  const sent = Array.from(headers, ([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.from(
    `POST / HTTP/1.1\r\n${sent}authorization: ${authorization}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function signingKey({ secretAccessKey, region, service }: SigningKey, date: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service), 'aws4_request')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
