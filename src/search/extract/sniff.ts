import { encrypted } from './errors.ts'
import { readZip } from './zip.ts'

/** Compound files: Word, Excel and PowerPoint before 2007, and any Office file with a password. */
const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le')

/** Tells a document's content type by its first bytes; what looks like nothing else is `PLAIN_TEXT`. */
export function sniff(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'PDF'
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return sniffOffice(content)
  if (bytes.subarray(0, 5).equals(Buffer.from('{\\rtf'))) return 'RTF'
  if (isCompoundFile(bytes)) return 'MS_OFFICE_97'
  return sniffText(bytes.subarray(0, 4096).toString('latin1').replace(/^ï»¿/, '').trimStart(), bytes)
}

function sniffText(head: string, bytes: Buffer): string {
  if (/^<!doctype html|^<html|^<head|^<body/i.test(head)) return 'HTML'
  if (head.startsWith('<?xml')) return /<html[\s>]/i.test(head) ? 'HTML' : 'XML'
  return /^[{[]/.test(head) && isJson(bytes) ? 'JSON' : 'PLAIN_TEXT'
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'))
    return true
  } catch {
    return false
  }
}

function sniffOffice(content: Uint8Array): string {
  const names = [...readZip(content).keys()]
  if (names.includes('word/document.xml')) return 'MS_WORD'
  if (names.some((name) => name.startsWith('xl/'))) return 'MS_EXCEL'
  return names.some((name) => name.startsWith('ppt/')) ? 'PPT' : 'ZIP'
}

function isCompoundFile(bytes: Buffer): boolean {
  if (!bytes.subarray(0, compoundFile.length).equals(compoundFile)) return false
  if (bytes.includes(encryptedPackage)) throw encrypted()
  return true
}
