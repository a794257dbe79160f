// The line between a simulated desk and the origin: every request is answered in one step, and one of a step may meet a fault.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { HttpAnswer, HttpChannel, HttpRequest } from '../../src-main/sync/https-channel'
import type { AnswerWatch } from './answers'
import type { Answer, EndsAt, SimOrigin } from './sim-origin'

export const LINE_FAULTS = [
  'drop-request', // the origin never hears of it
  'drop-answer', // the origin did it, the desk never hears
  'cut-answer', // the answer ends in the middle
  'twice', // the same request arrives twice, the second answer counts
  'again-later', // a copy of the request arrives at some later step; nobody hears the answer
  'busy', // 503, nothing was done
  'origin-ends', // the origin's process ends after the effect of a push, before its result
] as const
export type LineFault = (typeof LINE_FAULTS)[number]
export interface PlannedFault {
  readonly kind: LineFault
  /** Which request of the step meets it, from 0; hello counts. */
  readonly nth: number
  /** Where in the answer, from 0 to 1. */
  readonly at: number
}

export interface SimLine {
  readonly channel: HttpChannel
  /** Faults of the coming step. */
  plan(fault: PlannedFault | undefined): void
  /** Delivers the oldest copy that is still on its way. */
  replay(): Promise<void>
  /** Method, path without values, status: what a trace may hold. */
  readonly log: string[]
}

const UNREACHABLE = err<DeskError>({ kind: 'origin-unreachable' })

export function createLine(origin: SimOrigin, deviceId: string, watch: AnswerWatch): SimLine {
  const log: string[] = []
  const late: HttpRequest[] = []
  let fault: PlannedFault | undefined
  let count = 0
  const ask = async (request: HttpRequest, endsAt?: EndsAt): Promise<Answer | undefined> => {
    const answered = await origin.answer(deviceId, request, endsAt)
    if (answered) await watch.look(request, answered)
    return answered
  }
  const send = async (request: HttpRequest): Promise<Result<HttpAnswer, DeskError>> => {
    const path = request.path.split('?')[0] ?? ''
    const met = fault && fault.nth === count++ ? fault : undefined
    const answered = await meet(request, met)
    log.push(`${request.method} ${path} ${met ? `${met.kind} ` : ''}${answered ? String(answered.status) : '-'}`)
    // One turn of the event loop, as a network would take: nothing may depend on an answer that is there at once.
    await new Promise((resolve) => setImmediate(resolve))
    return answered ? ok({ status: answered.status, chunks: chunksOf(answered.body, met) }) : UNREACHABLE
  }
  const meet = async (request: HttpRequest, met: PlannedFault | undefined): Promise<Answer | undefined> => {
    switch (met?.kind) {
      case 'drop-request':
        return undefined
      case 'drop-answer':
        await ask(request)
        return undefined
      case 'twice':
        await ask(request)
        return ask(request)
      case 'again-later':
        late.push(request)
        return ask(request)
      case 'busy':
        return { status: 503, body: '{"error":"unavailable"}' }
      case 'origin-ends':
        await origin.crash()
        await ask(request, 'after-effect')
        return undefined
      default:
        return ask(request)
    }
  }
  return {
    log,
    channel: { host: origin.identity.host, send, close: () => undefined },
    plan: (next) => {
      fault = next
      count = 0
    },
    replay: async () => {
      const request = late.shift()
      if (request) await ask(request)
    },
  }
}

async function* chunksOf(text: string, fault: PlannedFault | undefined): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8')
  if (fault?.kind === 'cut-answer') {
    yield bytes.subarray(0, Math.floor(fault.at * bytes.length))
    throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
  }
  yield bytes
}
