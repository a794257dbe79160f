// The line between a simulated desk and the model: every request is answered in one step, and one of a step may meet a fault.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { HttpAnswer, HttpChannel, HttpRequest } from '../../src-main/sync/https-channel'
import { answer, type Answer } from './model/http'
import { HOST } from './model/identity'
import type { ModelOrigin } from './model/origin'

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
  replay(): void
  /** Method, path without values, status: what a trace may hold. */
  readonly log: string[]
}

const UNREACHABLE = err<DeskError>({ kind: 'origin-unreachable' })

export function createLine(origin: () => ModelOrigin, deviceId: string): SimLine {
  const log: string[] = []
  const late: HttpRequest[] = []
  let fault: PlannedFault | undefined
  let count = 0
  const ask = (request: HttpRequest): Answer | undefined => answer(origin(), deviceId, request)
  const send = async (request: HttpRequest): Promise<Result<HttpAnswer, DeskError>> => {
    const path = request.path.split('?')[0] ?? ''
    const met = fault && fault.nth === count++ ? fault : undefined
    const answered = meet(request, met)
    log.push(`${request.method} ${path} ${met ? `${met.kind} ` : ''}${answered ? String(answered.status) : '-'}`)
    // One turn of the event loop, as a network would take: nothing may depend on an answer that is there at once.
    await new Promise((resolve) => setImmediate(resolve))
    return answered ? ok({ status: answered.status, chunks: chunksOf(answered.body, met) }) : UNREACHABLE
  }
  const meet = (request: HttpRequest, met: PlannedFault | undefined): Answer | undefined => {
    switch (met?.kind) {
      case 'drop-request':
        return undefined
      case 'drop-answer':
        ask(request)
        return undefined
      case 'twice':
        ask(request)
        return ask(request)
      case 'again-later':
        late.push(request)
        return ask(request)
      case 'busy':
        return { status: 503, body: '{"error":"unavailable"}' }
      case 'origin-ends':
        origin().crash()
        return answer(origin(), deviceId, request, 'after-effect') && undefined
      default:
        return ask(request)
    }
  }
  return {
    log,
    channel: { host: HOST, send, close: () => undefined },
    plan: (next) => {
      fault = next
      count = 0
    },
    replay: () => {
      const request = late.shift()
      if (request) ask(request)
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
