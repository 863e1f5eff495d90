/** The documents the tour asks about: what a folder holds that Q Business can read. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, relative } from 'node:path'
import type { ContentType, Document } from '@aws-sdk/client-qbusiness'

const contentTypes: Readonly<Record<string, ContentType>> = {
  '.md': 'MD',
  '.txt': 'PLAIN_TEXT',
  '.html': 'HTML',
  '.csv': 'CSV',
  '.json': 'JSON',
  '.pdf': 'PDF',
  '.docx': 'MS_WORD',
}
const documentsMax = 200
const documentBytesMax = 10_000_000

/** Up to 200 documents of at most 10 MB, by path. */
export function readDocuments(folder: string): Document[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => contentTypes[extname(name).toLowerCase()] !== undefined)
    .map((name) => join(folder, name))
    .filter(
      (path) => statSync(path).isFile() && statSync(path).size > 0 && statSync(path).size <= documentBytesMax,
    )
    .sort()
    .slice(0, documentsMax)
  return files.map((path) => ({
    id: relative(folder, path),
    title: basename(path),
    contentType: contentTypes[extname(path).toLowerCase()],
    content: { blob: readFileSync(path) },
  }))
}
