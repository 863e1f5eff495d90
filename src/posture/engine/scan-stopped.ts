/** Ends a scan early, in a state that can be resumed. */
export class ScanStopped extends Error {
  readonly reason: 'deadline' | 'credentials' | 'interrupted'

  constructor(reason: ScanStopped['reason'], message: string) {
    super(message)
    this.name = 'ScanStopped'
    this.reason = reason
  }
}
