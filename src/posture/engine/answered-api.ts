import type { Api } from '../api.ts'

/** An Api that knows whether anything was answered through it. */
export interface AnsweredApi {
  readonly api: Api
  hasAnswered(): boolean
}

export function answeredApi(api: Api): AnsweredApi {
  let answered = false
  return {
    api: {
      ...api,
      async call(service, operation, send) {
        const output = await api.call(service, operation, send)
        answered = true
        return output
      },
    },
    hasAnswered: () => answered,
  }
}
