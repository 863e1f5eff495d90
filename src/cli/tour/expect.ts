/** Resolves to the error's text when the call is denied. @throws when it succeeds or fails in another way. */
export async function expectDenied(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'AccessDeniedException') return `${name}: ${message}`
    throw error
  }
  throw new Error('a call that had to be denied was answered')
}

/** Polls until `probe` gives something. @throws after `timeoutMs`. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  timeoutMs = 45_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const found = await probe()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
