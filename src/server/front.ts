/** What answers API calls: refusals while the server is sealed, the gateway from then on. */

import { randomUUID } from 'node:crypto'
import { AwsError } from '../call/aws-error.ts'
import { claimedApi } from '../gateway/claimed-api.ts'
import { encodeFailure } from '../gateway/failure.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Inbound } from '../gateway/inbound.ts'
import { type Head, readHead } from '../gateway/incoming.ts'

export interface Front extends Pick<Gateway, 'handle'> {
  /** From now on calls go to the gateway. */
  open(gateway: Pick<Gateway, 'handle'>): void
  isOpen(): boolean
}

export function createFront(): Front {
  let gateway: Pick<Gateway, 'handle'> | null = null
  return {
    handle: (inbound) => (gateway === null ? refuse : gateway.handle)(inbound),
    open: (next) => {
      gateway = next
    },
    isOpen: () => gateway !== null,
  }
}

/** 503: every SDK tries again, with growing pauses. Without the root key nobody's signature can be checked. */
function refuse(inbound: Inbound): void {
  const requestId = randomUUID()
  const error = new AwsError(
    'ServiceUnavailableException',
    'Keyhold is sealed: its operator has to open it (keyhold unseal). Try again later.',
  )
  inbound.send(requestId, encodeFailure(error, claimedApi(headOf(inbound)), null, requestId))
}

/** A head that is not even HTTP is refused like any other. */
function headOf(inbound: Inbound): Head | null {
  try {
    return readHead(inbound)
  } catch {
    return null
  }
}
