/** What a part of the report is drawn from. */
export interface Table {
  readonly title: string
  readonly note: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
