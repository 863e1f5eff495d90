import { ExtractionError } from '../search.ts'
import { archiveEntriesMax, contentBytesMax, pagesMax, textLengthMax } from './limits.ts'

const mebibytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MB`

export const unsupported = (contentType: string): ExtractionError =>
  new ExtractionError('UNSUPPORTED', `Documents of type ${contentType} are not supported.`)

/** `kind` is a word for the format, never something out of the document. */
export const unreadable = (kind: string): ExtractionError =>
  new ExtractionError(
    'UNREADABLE',
    `The document could not be read as ${kind}. It may be damaged or of another type.`,
  )

export const encrypted = (): ExtractionError =>
  new ExtractionError('ENCRYPTED', 'The document is protected with a password.')

export const empty = (): ExtractionError =>
  new ExtractionError('EMPTY', 'The document contains no text. Scanned pages are not read.')

export const contentTooLarge = (): ExtractionError =>
  new ExtractionError('TOO_LARGE', `The document is larger than ${mebibytes(contentBytesMax)}.`)

export const textTooLarge = (): ExtractionError =>
  new ExtractionError('TOO_LARGE', `The text of the document is larger than ${mebibytes(textLengthMax)}.`)

export const tooManyPages = (): ExtractionError =>
  new ExtractionError('TOO_LARGE', `The document has more than ${pagesMax} pages.`)

export const unpackedTooLarge = (): ExtractionError =>
  new ExtractionError('TOO_LARGE', 'The document unpacks to more data than is allowed.')

export const tooManyParts = (): ExtractionError =>
  new ExtractionError('TOO_LARGE', `The document has more than ${archiveEntriesMax} parts.`)

export const tooMuchMemory = (): ExtractionError =>
  new ExtractionError('TOO_LARGE', 'Reading the document took more memory than is allowed.')

export const timedOut = (): ExtractionError =>
  new ExtractionError('TIMEOUT', 'Reading the document took longer than is allowed.')

export const closed = (): ExtractionError =>
  new ExtractionError('CLOSED', 'The server is stopping; the document was not read.')
