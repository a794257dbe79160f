// What must hold of every single answer of an origin, whether or not it reaches the desk.
import type { HttpRequest } from '../../src-main/sync/https-channel'
import type { PushItem, PushResult } from '../../src-shared/protocol/push'
import { keyOf, type Answer, type SimOrigin } from './sim-origin'
import { Violation } from './violation'

const DAY_MS = 86_400_000
/** docs/sync.md: what is kept for a desk is kept longer than any lease lives, and a margin. */
const OFFLINE_MS = 14 * DAY_MS
const GRACE_MS = 7 * DAY_MS

interface Line {
  readonly t: string
  readonly type?: string
  readonly id?: string
  readonly scopes?: readonly string[]
  readonly cursor?: string
  readonly after?: string
  readonly more?: boolean
}

export class AnswerWatch {
  /** Of the leases given until now, whether or not the desk heard of them. */
  leaseNotAfter = 0
  /** Cursor or token → when everything before its position had been served. */
  readonly #servedAt = new Map<string, number>()

  constructor(readonly origin: SimOrigin, readonly deviceId: string, readonly now: () => number) {}

  async look(request: HttpRequest, answer: Answer): Promise<void> {
    const url = new URL(request.path, 'https://origin')
    const endpoint = url.pathname.replace('/sync/v1/', '')
    if (endpoint === 'changes' && answer.status === 410) this.#expired(url, answer)
    if (answer.status !== 200) return
    if (endpoint === 'session') this.leaseNotAfter = Math.max(this.leaseNotAfter, (JSON.parse(answer.body) as { lease: { notAfter: number } }).lease.notAfter)
    if (endpoint === 'changes' || endpoint === 'snapshot') await this.#page(url, answer)
    if (endpoint === 'push') await this.#push(request, answer)
  }

  /** A desk that was told everything within its lease is never sent back to the beginning (20). */
  #expired(url: URL, answer: Answer): void {
    if ((JSON.parse(answer.body) as { error: string }).error !== 'cursor_expired') return
    const served = (url.searchParams.get('cursor') ?? '').split(',').map((cursor) => this.#servedAt.get(cursor) ?? 0)
    const ago = this.now() - Math.min(...served)
    if (ago <= OFFLINE_MS + GRACE_MS) throw new Violation(20, `a cursor served ${String(Math.floor(ago / DAY_MS))} days ago is not known any more`)
  }

  async #page(url: URL, { body }: Answer): Promise<void> {
    const lines = body.trimEnd().split('\n').map((text) => JSON.parse(text) as Line)
    const end = lines.at(-1)
    const from = (url.searchParams.get('cursor') ?? url.searchParams.get('after'))?.split(',').map((text) => this.#servedAt.get(text) ?? this.now()) ?? []
    const isCaughtUp = url.searchParams.has('cursor') && end?.more === false
    const servedAt = isCaughtUp ? this.now() : Math.min(this.now(), ...from)
    for (const text of [end?.cursor, end?.after]) if (text !== undefined) this.#servedAt.set(text, servedAt)
    await this.#disclosure(lines)
  }

  /** No line shows what the device's grants of this moment do not hold (15). */
  async #disclosure(lines: readonly Line[]): Promise<void> {
    const shown = lines.filter((line) => line.t === 'put')
    if (shown.length > 0) {
      const [granted, held] = [await this.origin.grantsOf(this.deviceId), await this.origin.heldBy(this.deviceId)]
      for (const { type = '', id = '', scopes = [] } of shown) {
        if (scopes.length === 0 || scopes.some((scope) => !granted.includes(scope))) throw new Violation(15, `${type} was sent for ${scopes.join()}, granted ${granted.join()}`)
        if (!held.has(keyOf(type, id))) throw new Violation(15, `${keyOf(type, id)} was sent, which no granted scope holds`)
      }
    }
    const orders = lines.filter((line) => line.t === 'erase')
    if (orders.length === 0) return
    const owed = (await this.origin.erasures()).filter(({ holders }) => holders.includes(this.deviceId)).length
    if (owed === 0) throw new Violation(15, 'an erasure was told to a device that never held the person')
  }

  /** A failure stops what follows in its own chain alone (12), and shows nothing that the device may not read (15). */
  async #push(request: HttpRequest, answer: Answer): Promise<void> {
    const { items } = JSON.parse(Buffer.from(request.body ?? []).toString('utf8')) as { readonly items: readonly PushItem[] }
    const { results } = JSON.parse(answer.body) as { readonly results: readonly PushResult[] }
    const failed = new Set<string>()
    for (const [place, item] of items.entries()) {
      const result = results[place]
      if (result?.mid !== item.mid) throw new Violation(12, `item ${String(place)} has no result in its place`)
      const rejection = result.t === 'rejected' ? result.rejection : result.t === 'duplicate' && result.stored.t === 'rejected' ? result.stored.rejection : undefined
      if (result.t === 'rejected' && rejection?.code === 'dependency_failed' && !failed.has(item.chain)) throw new Violation(12, `act ${item.mid} is held back by another chain`)
      if (rejection) failed.add(item.chain)
      if (rejection?.current === undefined) continue
      const id = String(rejection.current.body['id'])
      const held = await this.origin.heldBy(this.deviceId)
      if (!held.has(keyOf('request', id)) && !held.has(keyOf('erasure', id))) throw new Violation(15, `a refusal shows ${id}, which the device may not read`)
    }
  }
}
