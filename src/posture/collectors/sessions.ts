import type { SessionSummary } from '@aws-sdk/client-bedrock-agent-runtime'
import type { Api } from '../api.ts'
import type { Collector } from '../collector.ts'
import { defaultParameters } from '../parameters.ts'
import { bedrockAgentRuntime } from '../services.ts'
import { accountResource } from './account-resource.ts'
import { here } from './here.ts'
import { pages } from './pages.ts'

export interface SessionFacts {
  readonly encryptionKeyArn: string | undefined
  readonly status: string | undefined
  /** Set on the account alone, when there are more active sessions than are read. */
  readonly sessionsMax: number | null
}

/** `AND_MORE`: the cap is reached. */
type ListedSession = SessionSummary | 'AND_MORE'

/** Active sessions, up to a cap in each region: applications may open thousands. */
export const sessions: Collector<SessionFacts, ListedSession> = {
  id: 'bedrock.sessions',
  service: bedrockAgentRuntime,
  iam: ['bedrock:ListSessions', 'bedrock:GetSession'],
  scope: 'regional',
  resourceType: 'AWS::Bedrock::Session',
  list: activeSessions,
  identify: (session, api) =>
    session === 'AND_MORE'
      ? accountResource(api, undefined)
      : { uid: session.sessionArn ?? '', name: session.sessionId ?? '' },
  async read(api, session) {
    if (session === 'AND_MORE')
      return [
        accountResource(api, {
          encryptionKeyArn: undefined,
          status: undefined,
          sessionsMax: sessionsMax(api),
        }),
      ]
    const { sessionId, sessionArn } = session
    const answer = await api.call(bedrockAgentRuntime, 'GetSession', (client) =>
      client.getSession({ sessionIdentifier: sessionId }),
    )
    if (answer.sessionStatus !== 'ACTIVE') return []
    return [
      here(api, {
        uid: sessionArn ?? '',
        type: 'AWS::Bedrock::Session',
        name: sessionId ?? '',
        facts: { encryptionKeyArn: answer.encryptionKeyArn, status: answer.sessionStatus, sessionsMax: null },
      }),
    ]
  },
}

async function* activeSessions(api: Api): AsyncGenerator<readonly ListedSession[]> {
  let left = sessionsMax(api)
  const listed = pages(async (nextToken) => {
    const answer = await api.call(bedrockAgentRuntime, 'ListSessions', (client) =>
      client.listSessions({ maxResults: 1000, nextToken }),
    )
    return { items: answer.sessionSummaries ?? [], next: answer.nextToken }
  })
  for await (const page of listed) {
    const active = page.filter(({ sessionStatus }) => sessionStatus === 'ACTIVE')
    if (active.length > left) {
      yield [...active.slice(0, left), 'AND_MORE']
      return
    }
    yield active
    left -= active.length
  }
}

function sessionsMax(api: Api): number {
  return api.reach?.sessionsMax ?? defaultParameters.sessionsMax
}
