import type { Application } from './application.ts'
import type { Clients } from './clients.ts'
import { expectDenied } from './expect.ts'
import type { Stage } from './stage.ts'

interface Scene {
  readonly admin: Clients
  readonly role: Clients
  readonly keyArn: string
  readonly application: Application
  readonly question: string
}

export async function loseKey(stage: Stage, scene: Scene): Promise<void> {
  const { admin, keyArn } = scene
  await stage.step(
    'The customer disables the key, and enables it again',
    'everything of the application is unreadable at once, and comes back whole',
    async () => {
      await admin.kms.disableKey({ KeyId: keyArn })
      const since = performance.now()
      await expectEverythingDenied(stage, scene)
      stage.proven(
        `every read and write was refused, ${Math.round(performance.now() - since)} ms after DisableKey answered`,
      )
      await admin.kms.enableKey({ KeyId: keyArn })
      await expectAnswer(scene)
      stage.proven('key enabled: the same question has its answer again')
    },
  )
}

export async function loseGrant(stage: Stage, scene: Scene): Promise<void> {
  const { admin, keyArn } = scene
  await stage.step(
    "The customer revokes Q Business' grant",
    'the key works for everybody else; this application has lost it for good',
    async () => {
      const { Grants = [] } = await admin.kms.listGrants({ KeyId: keyArn })
      const grant = Grants[0]
      stage.say(
        `grant ${grant?.GrantId?.slice(0, 16)}… to ${grant?.GranteePrincipal}: ${grant?.Operations?.join(', ')}`,
      )
      await admin.kms.revokeGrant({ KeyId: keyArn, GrantId: grant?.GrantId })
      await expectEverythingDenied(stage, scene)
      stage.proven('every read and write is refused')
    },
  )
}

async function expectAnswer({
  role: { qbusiness },
  application: { applicationId },
  question,
}: Scene): Promise<void> {
  const answer = await qbusiness.chatSync({ applicationId, userMessage: question })
  if (!answer.sourceAttributions?.length) throw new Error('the answer did not come back')
}

async function expectEverythingDenied(
  stage: Stage,
  { role: { qbusiness }, application, question }: Scene,
): Promise<void> {
  const { applicationId } = application
  const calls: Record<string, () => Promise<unknown>> = {
    ChatSync: () => qbusiness.chatSync({ applicationId, userMessage: question }),
    ListDocuments: () => qbusiness.listDocuments(application),
    GetIndex: () => qbusiness.getIndex(application),
    ListConversations: () => qbusiness.listConversations({ applicationId }),
    BatchPutDocument: () =>
      qbusiness.batchPutDocument({
        ...application,
        documents: [{ id: 'late', content: { blob: Buffer.from('late') } }],
      }),
  }
  let shown = false
  for (const [name, call] of Object.entries(calls)) {
    const text = await expectDenied(call())
    if (!shown) stage.quote(text)
    shown = true
    stage.say(`${name}: denied`)
  }
}
