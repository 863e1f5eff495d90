/** Bytes of a document: Q Business takes files of up to 50 MB. */
export const contentBytesMax = 50 * 1024 * 1024
/** Text of a document in UTF-16 units: Q Business takes up to 30 MB of extracted text. */
export const textLengthMax = 30 * 1024 * 1024
/** What the parts of a Word file may unpack to, together. */
export const unpackedBytesMax = 200 * 1024 * 1024
export const archiveEntriesMax = 10_000
export const pagesMax = 5_000
/** Nesting of HTML, JSON and RTF. */
export const depthMax = 200
/** Titles found in documents, in UTF-16 units. */
export const titleLengthMax = 500
