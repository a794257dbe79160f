// Delivers the outbox: in the order made, with results that are stored before the origin is told that it may forget them.
//
//   to-send ──mark──▶ sending ──result──▶ applied | refused          no connection: sending ──▶ to-send; a crash or a lost answer: stays, resent under the same mid
//
// Each item's effect happens once whatever is resent: the origin keeps the result under (device, mid) and answers `duplicate`.
import { must } from '../../src-shared/base/assert'
import type { Clock } from '../../src-shared/base/clock'
import type { DeviceId, MutationId, RequestId, StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { DEFAULT_LIMITS, type Limits } from '../../src-shared/protocol/version'
import type { PushItem, PushResult, Rejection } from '../../src-shared/protocol/push'
import type { Vault } from '../vault/open-vault'
import { getMeta } from '../vault/repositories/meta'
import { heldMs, listOutbox, markOutbox, setApplied, setRefused, type OutboxItem } from '../vault/repositories/outbox'
import type { Tx } from '../vault/transaction'
import type { OriginClient } from './origin-client'
import { mayHaveArrived } from './https-channel'
import { requestChain, requestOfChain } from './overlay'
import { reindexRequests } from './read-requests'

export interface PushDeps {
  readonly vault: Vault
  readonly client: OriginClient
  readonly clock: Clock
  readonly deviceId: DeviceId
  /** A push carries the acts of the person whose token it bears; those of others wait until they are here. */
  readonly me: StaffId
  /** Of this run of the process: an undo window belongs to it. */
  readonly bootId: string
  readonly rules: () => RulesPackBody
  readonly token: () => Promise<Result<string, DeskError>>
  /** Writes the ruling down in the audit, in the transaction that stores it. */
  readonly onRuled: (tx: Tx, item: OutboxItem, rejection: Rejection | undefined) => Promise<void>
}
export interface Pushed {
  readonly items: number
  /** Ids of what the rulings changed on screen. */
  readonly requests: readonly RequestId[]
}

/** One batch. `items: 0` means that there is nothing to send. */
export async function pushOnce(deps: PushDeps): Promise<Result<Pushed, DeskError>> {
  const batch = await takeBatch(deps)
  if (batch.length === 0) return ok({ items: 0, requests: [] })
  const token = await deps.token()
  if (!token.ok) return giveBack(deps, batch, token.error)
  const answer = await deps.client.push({ deviceId: deps.deviceId, items: batch.map(pushItem) }, token.value)
  if (!answer.ok) return mayHaveArrived(answer.error) ? answer : giveBack(deps, batch, answer.error)
  const requests = await storeResults(deps, batch, answer.value.results)
  return requests ? ok({ items: batch.length, requests }) : err({ kind: 'origin-answer-invalid' })
}

/** How long until the next undo window of an item of this person ends, in ms; undefined: there is none. */
export async function nextReleaseMs({ vault, clock, bootId, me }: Pick<PushDeps, 'vault' | 'clock' | 'bootId' | 'me'>): Promise<number | undefined> {
  const now = { bootId, mono: clock.mono() }
  const held = (await listOutbox(vault.reader, ['to-send'])).filter((item) => item.staffId === me).map((item) => heldMs(item, now)).filter((ms) => ms > 0)
  return held.length > 0 ? Math.ceil(Math.min(...held)) : undefined
}

/** They have not been sent now. What may have arrived stays `sending` instead, over a restart too, and is sent again as it was: until the origin has said
 * what became of it, a record that moved on under it may have done so by this very act. */
async function giveBack(deps: PushDeps, batch: readonly OutboxItem[], error: DeskError): Promise<Result<Pushed, DeskError>> {
  await deps.vault.transaction((tx) => markOutbox(tx, batch.filter(({ state }) => state === 'to-send').map((item) => item.mid), 'to-send'))
  return err(error)
}

async function takeBatch(deps: PushDeps): Promise<readonly OutboxItem[]> {
  const limits = ((await getMeta(deps.vault.reader, 'limits')) as Limits | undefined) ?? DEFAULT_LIMITS
  const now = { bootId: deps.bootId, mono: deps.clock.mono() }
  return deps.vault.transaction(async (tx) => {
    const batch: OutboxItem[] = []
    let bytes = 0
    const waiting = new Set<string>()
    /** Cases that the origin cannot know yet. */
    const unborn = new Set<string>()
    for (const item of await listOutbox(tx, ['to-send', 'sending'])) {
      // What follows somebody else's item in its chain was made on top of it, and would be refused without it. So would what follows an
      // item that can still be undone. One that was applied before (an origin was put back) is most likely there still: nobody's work waits
      // for its maker to come by.
      const isNoteOnUnborn = unborn.has(`request:${String(item.args?.['requestId'])}`) && !item.chain.startsWith('request:')
      if (item.staffId !== deps.me || waiting.has(item.chain) || waiting.has(caseChainOf(item)) || isNoteOnUnborn || heldMs(item, now) > 0) {
        if (item.appliedV === undefined) waiting.add(item.chain)
        if (item.op === 'request.create@1') unborn.add(item.chain)
        continue
      }
      bytes += JSON.stringify(item.args).length * 2 + 512
      if (batch.length >= limits.pushItems || (bytes > limits.pushBytes && batch.length > 0)) break
      batch.push(item)
    }
    await markOutbox(tx, batch.map((item) => item.mid), 'sending')
    return batch
  })
}

/** What is written about a case waits for what was done to it before: the origin would not know the case, or not yet its decision. */
function caseChainOf({ chain }: OutboxItem): string {
  const requestId = requestOfChain(chain)
  return requestId === undefined ? chain : requestChain(requestId)
}

export function pushItem(item: OutboxItem): PushItem {
  return {
    mid: item.mid,
    chain: item.chain,
    n: item.n,
    op: item.op,
    base: item.base,
    args: { ...must(item.args, 'arguments of an item that is to be sent') },
    seenAt: item.seenAt,
    madeAt: item.madeAt,
  }
}

/** Undefined: the answer does not fit the question and nothing of it was stored. */
async function storeResults(deps: PushDeps, batch: readonly OutboxItem[], results: readonly PushResult[]): Promise<readonly RequestId[] | undefined> {
  if (results.length > batch.length || results.some((result, at) => result.mid !== batch[at]?.mid)) return undefined
  return deps.vault.transaction(async (tx) => {
    const requests = new Set<RequestId>()
    const open: MutationId[] = []
    for (const [at, item] of batch.entries()) {
      const ruling = rulingOf(results[at])
      if (ruling === undefined) open.push(item.mid)
      else {
        await storeRuling(tx, deps, item, ruling)
        const requestId = requestOfChain(item.chain)
        if (requestId !== undefined) requests.add(requestId)
      }
    }
    await markOutbox(tx, open, 'to-send')
    await reindexRequests(tx, [...requests], deps.rules())
    return [...requests]
  })
}

type Ruling = { readonly v: number } | { readonly rejection: Rejection }

function rulingOf(result: PushResult | undefined): Ruling | undefined {
  switch (result?.t) {
    case undefined:
    case 'not_processed':
      return undefined
    case 'applied':
      return { v: result.v }
    case 'rejected':
      return { rejection: result.rejection }
    case 'duplicate':
      return result.stored.t === 'applied' ? { v: result.stored.v } : { rejection: result.stored.rejection }
  }
}

async function storeRuling(tx: Tx, deps: PushDeps, item: OutboxItem, ruling: Ruling): Promise<void> {
  if ('v' in ruling) {
    await setApplied(tx, item.mid, ruling.v)
    await deps.onRuled(tx, item, undefined)
    return
  }
  // The record as the origin has it comes by the feed; kept here too it would be a copy that an erasure has to remember.
  const { code, retry, fields } = ruling.rejection
  const rejection: Rejection = { code, retry, ...(fields ? { fields } : {}) }
  await setRefused(tx, item.mid, rejection)
  await deps.onRuled(tx, item, rejection)
}
