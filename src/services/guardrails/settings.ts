/** Limits and times of guardrails. Defaults are AWS's where it publishes one ("Amazon Bedrock endpoints and quotas"). */
export interface GuardrailSettings {
  /** Guardrails an account may have in a region. */
  readonly guardrailsMax: number
  /** Numbered versions a guardrail may have at a time. */
  readonly versionsPerGuardrailMax: number
  readonly tagsPerResourceMax: number
  /** A definition as JSON, in UTF-8 bytes: it is one sealed record. */
  readonly definitionBytesMax: number
  /** How long a client token is remembered. */
  readonly idempotencyHours: number
  /** Pause before work that found the key out of reach is tried again. */
  readonly keyRetryMs: number
  /** Pause between two rounds in which old client tokens are forgotten. */
  readonly sweepIntervalMs: number
}

export const defaultSettings: GuardrailSettings = {
  guardrailsMax: 100,
  versionsPerGuardrailMax: 20,
  tagsPerResourceMax: 50,
  definitionBytesMax: 3_500_000,
  idempotencyHours: 24,
  keyRetryMs: 5_000,
  sweepIntervalMs: 3_600_000,
}
