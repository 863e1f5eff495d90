/** A self-signed certificate for 127.0.0.1, made by OpenSSL's command line (on every Linux and macOS). */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export function selfSigned(folder: string): { certFile: string; keyFile: string } {
  const certFile = join(folder, 'cert.pem')
  const keyFile = join(folder, 'key.pem')
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=127.0.0.1',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      keyFile,
      '-out',
      certFile,
    ],
    { stdio: 'ignore' },
  )
  return { certFile, keyFile }
}
