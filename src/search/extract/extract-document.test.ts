import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow } from 'docx'
import fc from 'fast-check'
import PdfDocument from 'pdfkit'
import { ExtractionError, type ExtractionFailure } from '../search.ts'
import { extractDocument } from './extract-document.ts'

async function pdf(pages: readonly string[], options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const document = new PdfDocument({ autoFirstPage: false, ...options })
  for (const page of pages) document.addPage().text(page)
  document.end()
  return Buffer.concat(await Array.fromAsync(document as AsyncIterable<Buffer>))
}

async function word(): Promise<Buffer> {
  const cells = ['Owner', 'Keyhold'].map((text) => new TableCell({ children: [new Paragraph(text)] }))
  const children = [
    new Paragraph({ text: 'Key policy', heading: HeadingLevel.HEADING_1 }),
    new Paragraph('Grants end with the resource.'),
    new Table({ rows: [new TableRow({ children: cells })] }),
  ]
  return await Packer.toBuffer(new Document({ title: 'Rules & more', sections: [{ children }] }))
}

/** An archive with one entry whose directory tells `declared` bytes. */
function zip(name: string, data: Buffer, declared = data.length): Buffer {
  const packed = deflateRawSync(data)
  const local = Buffer.alloc(30 + name.length)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(declared, 22)
  local.writeUInt16LE(name.length, 26)
  local.write(name, 30)
  const central = Buffer.alloc(46 + name.length)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(declared, 24)
  central.writeUInt16LE(name.length, 28)
  central.write(name, 46)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + packed.length, 16)
  return Buffer.concat([local, packed, central, end])
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const html =
  '<html><head><title>A &amp; B</title><style>p{}</style></head><body><h2>Keys</h2><p>A <a href="http://x.test">key</a>.</p><script>evil()</script><table><tr><th>Id</th><td>7</td></tr></table></body></html>'

const readable: readonly {
  name: string
  contentType?: string
  content: Buffer | Promise<Buffer>
  text: string | RegExp
  title?: string | null
}[] = [
  { name: 'UTF-8', content: Buffer.from('Grüße 🔑'), text: 'Grüße 🔑' },
  { name: 'UTF-8 with a mark', content: Buffer.from('\ufeffkey'), text: 'key' },
  { name: 'UTF-16LE with a mark', content: Buffer.from('\ufeffGrüße', 'utf16le'), text: 'Grüße' },
  { name: 'UTF-16BE with a mark', content: utf16be('\ufeffGrüße'), text: 'Grüße' },
  { name: 'UTF-16BE without a mark', content: utf16be('keys and grants'), text: 'keys and grants' },
  { name: 'Latin-1', content: Buffer.from('Grüße', 'latin1'), text: 'Grüße' },
  { name: 'line ends', content: Buffer.from('a\r\nb\rc'), text: 'a\nb\nc' },
  {
    name: 'Markdown',
    contentType: 'MD',
    content: Buffer.from('---\nx: 1\n---\n# Keys ##\n\nText'),
    text: '# Keys\n\nText',
    title: 'Keys',
  },
  {
    name: 'HTML',
    contentType: 'HTML',
    content: Buffer.from(html),
    text: '## Keys\n\nA key.\n\nId | 7',
    title: 'A & B',
  },
  { name: 'HTML, sniffed', content: Buffer.from(`<!DOCTYPE html>${html}`), text: /^## Keys/, title: 'A & B' },
  {
    name: 'HTML in a declared encoding',
    contentType: 'HTML',
    content: Buffer.from('<meta charset="iso-8859-2"><p>\xb1</p>', 'latin1'),
    text: 'ą',
  },
  {
    name: 'CSV',
    contentType: 'CSV',
    content: Buffer.from('id;name\n1;"Ann ""A"" B"\n2;Bob\n'),
    text: 'id: 1; name: Ann "A" B\nid: 2; name: Bob',
  },
  {
    name: 'CSV without a header',
    contentType: 'CSV',
    content: Buffer.from('1,2\n3,4,5'),
    text: '1; 2\n3; 4; 5',
  },
  {
    name: 'JSON',
    contentType: 'JSON',
    content: Buffer.from('{"title":"T","a":{"b":[1,true,null]}}'),
    text: 'title: T\na.b: 1\na.b: true',
    title: 'T',
  },
  { name: 'JSON, sniffed', content: Buffer.from(' [{"a":1},{"a":2}]'), text: 'a: 1\n\na: 2' },
  {
    name: 'JSON lines',
    contentType: 'JSON',
    content: Buffer.from('{"a":1}\n{"a":2}\n'),
    text: 'a: 1\n\na: 2',
  },
  {
    name: 'XML',
    content: Buffer.from(
      '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "boom">]><r><title>T&#228;</title><!-- no --><a k="v">x &amp; &x;</a><![CDATA[<c>]]></r>',
    ),
    text: 'Tä\nx & &x;\n<c>',
    title: 'Tä',
  },
  {
    name: 'RTF',
    content: Buffer.from(
      "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}Gr\\'fc\\u223?e\\par {\\b key} \\{1\\}}",
    ),
    text: 'Grüße\nkey {1}',
  },
  {
    name: 'PDF',
    content: pdf(['Keys rotate.', 'Grants end.'], { info: { Title: 'Life of a key' } }),
    text: /^Keys rotate\.\s+Grants end\.$/,
    title: 'Life of a key',
  },
  {
    name: 'Word',
    content: word(),
    text: '# Key policy\n\nGrants end with the resource.\n\nOwner | Keyhold',
    title: 'Rules & more',
  },
]

for (const { name, contentType, content, text, title } of readable) {
  test(`extractDocument: ${name}`, async () => {
    const extracted = await extractDocument({ content: await content, contentType })
    if (typeof text === 'string') assert.equal(extracted.text, text)
    else assert.match(extracted.text, text)
    if (title !== undefined) assert.equal(extracted.title, title)
  })
}

test('extractDocument: the title given wins', async () => {
  const content = Buffer.from('# Keys')
  assert.equal(
    (await extractDocument({ content, contentType: 'MD', title: ' My\ntitle ' })).title,
    'My title',
  )
})

const bad: readonly {
  name: string
  contentType?: string
  content: Buffer | Promise<Buffer>
  failure: ExtractionFailure
}[] = [
  { name: 'nothing', content: Buffer.alloc(0), failure: 'EMPTY' },
  { name: 'white space', content: Buffer.from(' \n\t'), failure: 'EMPTY' },
  { name: 'a PDF without text', content: pdf(['']), failure: 'EMPTY' },
  { name: 'a PDF with a password', content: pdf(['secret'], { userPassword: 'p' }), failure: 'ENCRYPTED' },
  {
    name: 'a PDF cut short',
    content: pdf(['secret']).then((whole) => whole.subarray(0, 60)),
    failure: 'UNREADABLE',
  },
  { name: 'text said to be PDF', contentType: 'PDF', content: Buffer.from('secret'), failure: 'UNREADABLE' },
  {
    name: 'a PDF said to be text',
    contentType: 'PLAIN_TEXT',
    content: zip('x', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * i * 7) % 251))),
    failure: 'UNREADABLE',
  },
  {
    name: 'text said to be Word',
    contentType: 'MS_WORD',
    content: Buffer.from('secret'),
    failure: 'UNREADABLE',
  },
  {
    name: 'a Word file cut short',
    contentType: 'MS_WORD',
    content: word().then((whole) => whole.subarray(0, -40)),
    failure: 'UNREADABLE',
  },
  {
    name: 'a Word file with broken XML',
    content: zip('word/document.xml', Buffer.from('<w:document><w:body')),
    failure: 'UNREADABLE',
  },
  {
    name: 'a bomb',
    contentType: 'MS_WORD',
    content: zip('word/document.xml', Buffer.from('x'), 3_000_000_000),
    failure: 'TOO_LARGE',
  },
  {
    name: 'a bomb with a false label',
    contentType: 'MS_WORD',
    content: zip('word/document.xml', Buffer.alloc(20_000_000), 1000),
    failure: 'UNREADABLE',
  },
  {
    name: 'a protected Office file',
    contentType: 'MS_WORD',
    content: Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]),
    failure: 'ENCRYPTED',
  },
  {
    name: 'Word before 2007',
    contentType: 'MS_WORD',
    content: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    failure: 'UNSUPPORTED',
  },
  { name: 'PowerPoint', contentType: 'PPT', content: Buffer.from('x'), failure: 'UNSUPPORTED' },
  { name: 'an archive', content: zip('a.txt', Buffer.from('secret')), failure: 'UNSUPPORTED' },
  { name: 'broken JSON', contentType: 'JSON', content: Buffer.from('{"secret":'), failure: 'UNREADABLE' },
  {
    name: 'deep JSON',
    contentType: 'JSON',
    content: Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)),
    failure: 'UNREADABLE',
  },
  { name: 'deep RTF', content: Buffer.from(`{\\rtf1${'{'.repeat(1000)}`), failure: 'UNREADABLE' },
  { name: 'too large', content: Buffer.alloc(50 * 1024 * 1024 + 1), failure: 'TOO_LARGE' },
]

for (const { name, contentType, content, failure } of bad) {
  test(`extractDocument: ${name} → ${failure}, without a word of it`, async () => {
    await assert.rejects(extractDocument({ content: await content, contentType }), (error) => {
      assert.ok(error instanceof ExtractionError, String(error))
      assert.equal(error.failure, failure)
      assert.ok(!error.reason.includes('secret'))
      return true
    })
  })
}

test('extractDocument: any bytes under any type give text or ExtractionError', async () => {
  const types = [undefined, 'PLAIN_TEXT', 'MD', 'HTML', 'CSV', 'JSON', 'XML', 'RTF', 'MS_WORD']
  const heads = ['', '<', '{\\rtf1', '{"a', 'PK\x03\x04', '<!DOCTYPE', '<?xml', 'a;b\n"'].map((head) =>
    Buffer.from(head, 'latin1'),
  )
  const input = fc.tuple(
    fc.constantFrom(...types),
    fc.constantFrom(...heads),
    fc.uint8Array({ maxLength: 300 }),
  )
  await fc.assert(
    fc.asyncProperty(input, async ([contentType, head, tail]) => {
      const outcome = await extractDocument({ content: Buffer.concat([head, tail]), contentType }).catch(
        (error) => error,
      )
      assert.ok(outcome instanceof ExtractionError || typeof outcome.text === 'string', String(outcome))
    }),
    { numRuns: 300 },
  )
})

test('extractDocument: deeply nested HTML is read or refused', async () => {
  const content = Buffer.from(`${'<div>'.repeat(20_000)}x`)
  const outcome = await extractDocument({ content, contentType: 'HTML' }).catch((error) => error)
  assert.ok(outcome instanceof ExtractionError || typeof outcome.text === 'string')
})
