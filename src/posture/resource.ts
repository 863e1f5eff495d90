/** What was collected of one resource: identity, and the fields that rules decide by. Nothing else is kept. */
export interface Resource<Facts = unknown> {
  /** The ARN where there is one. */
  readonly uid: string
  /** CloudFormation's name for it. */
  readonly type: string
  readonly name: string
  readonly account: string
  readonly partition: string
  readonly region: string
  readonly tags?: Readonly<Record<string, string>>
  readonly facts: Facts
  /** When it was read, ms since the epoch. */
  readonly at: number
}
