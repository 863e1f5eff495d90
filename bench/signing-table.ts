import type { SigningMeasure } from './signing.ts'
import { type Table, whole } from './table.ts'

export function signingTable(measures: readonly SigningMeasure[]): Table {
  return {
    title: 'Signatures',
    note:
      'Sign and Verify (GenerateMac and VerifyMac) of 1 KiB, a second, one after the other: whole operations of the KMS ' +
      'room in one process, policies included, without HTTP and trail, beside node:crypto with the same key.',
    head: ['key spec', 'algorithm', 'sign', 'raw', 'ratio', 'verify', 'raw', 'ratio'],
    rows: measures.map((measure) => [
      measure.keySpec,
      measure.algorithm,
      whole(measure.sign),
      whole(measure.rawSign),
      measure.signRatio.toFixed(2),
      whole(measure.verify),
      whole(measure.rawVerify),
      measure.verifyRatio.toFixed(2),
    ]),
  }
}
