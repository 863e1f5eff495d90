/** Policy documents come back URL-encoded (RFC 3986), and white space does not count towards their size. */

export function urlEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

export function documentChars(text: string): number {
  return text.replace(/\s/g, '').length
}
