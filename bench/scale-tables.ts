import type { FlatnessMeasure, ScaleMeasure, SizeMeasure } from './scale.ts'
import { type Table, whole } from './table.ts'

export function scaleTables({ small, large, operations, grants }: ScaleMeasure): Table[] {
  return [
    {
      title: 'KMS with many keys: start and memory',
      note:
        'A server on a data folder with as many keys, each with key material, an alias and automatic rotation. Start is ' +
        'from the start of the process until `/readyz` says 200. Memory is resident: when it is ready, and after all ' +
        'calls of the next table.',
      head: ['keys', 'start s', 'memory at the start', 'memory after', 'filling s'],
      rows: [sizeRow(small), sizeRow(large)],
    },
    {
      title: 'KMS with many keys: calls',
      note:
        `The same calls at ${whole(small.keys)} and at ${whole(large.keys)} keys in alternating rounds of one run, two ` +
        'servers. Of all keys each is taken at random and comes again only after more others than a server keeps in ' +
        'memory. Ratio: many to few.',
      head: flatnessHead(small.keys, large.keys),
      rows: operations.map(flatnessRow),
    },
    {
      title: 'KMS with many grants on a key',
      note:
        `A key with ${whole(grants.few)} and one with ${whole(grants.many)} grants, each for one encryption context, in ` +
        'alternating rounds of one run. Grants are made and retired one after the other.',
      head: flatnessHead(grants.few, grants.many),
      rows: grants.operations.map(flatnessRow),
    },
  ]
}

function sizeRow({ keys, startSeconds, memoryBeforeMib, memoryAfterMib, fillSeconds }: SizeMeasure) {
  return [
    whole(keys),
    startSeconds.toFixed(2),
    `${whole(memoryBeforeMib)} MiB`,
    `${whole(memoryAfterMib)} MiB`,
    whole(fillSeconds),
  ]
}

function flatnessHead(few: number, many: number): string[] {
  const at = (what: string) => [`${what} at ${whole(few)}`, `at ${whole(many)}`]
  return ['operation', ...at('calls/s'), 'ratio', ...at('p50 ms'), ...at('p99 ms')]
}

function flatnessRow(measure: FlatnessMeasure): string[] {
  return [
    measure.operation,
    whole(measure.smallRate),
    whole(measure.largeRate),
    measure.ratio.toFixed(2),
    measure.smallP50.toFixed(2),
    measure.largeP50.toFixed(2),
    measure.smallP99.toFixed(2),
    measure.largeP99.toFixed(2),
  ]
}
