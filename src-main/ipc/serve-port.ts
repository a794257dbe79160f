// Serves one screen's MessagePort: asks in, answers and events out; a message that is no ask is refused without reading it further.
import { z } from 'zod'
import type { PortReply } from '../../src-shared/contract/port'
import type { Gate } from './gate'
import type { Publisher } from './publish'

/** A message port of Electron or of Node, as far as this room needs to know. */
export interface DeskPort {
  readonly post: (reply: PortReply) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  readonly onClose: (listener: () => void) => void
  readonly close: () => void
}

const askSchema = z.object({ t: z.literal('ask'), id: z.number().int().nonnegative(), channel: z.unknown(), request: z.unknown() })
/** A screen never has this many open questions; a port that does is not our screen. */
const MAX_IN_FLIGHT = 256

export function servePort(port: DeskPort, gate: Gate, publisher: Publisher): void {
  let inFlight = 0
  let open = true
  const stop = publisher.listen((event) => {
    if (open) port.post({ t: 'event', event })
  })
  port.onClose(() => {
    open = false
    stop()
  })
  port.onMessage((message) => {
    const ask = askSchema.safeParse(message)
    if (!ask.success) return
    const { id, channel, request } = ask.data
    if (inFlight >= MAX_IN_FLIGHT) {
      port.post({ t: 'answer', id, result: { ok: false, error: { kind: 'bad-message' } } })
      return
    }
    inFlight++
    void gate(channel, request).then((result) => {
      inFlight--
      if (open) port.post({ t: 'answer', id, result })
    })
  })
}
