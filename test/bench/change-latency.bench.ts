// Measures how soon staff see what changed: from the write of one record at the origin to the event that the data process sends its screen.
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { VaultHost } from '../../src-main/app/compose-vault-host'
import { putRecords } from '../../src-main/vault/repositories/records'
import type { RequestRecord } from '../../src-shared/protocol/records'
import { saveRequest } from '../../src-origin/cases/locked-request'
import type { OriginContext } from '../../src-origin/context'
import { timed, type Bench } from './harness/bench'
import { openIdleDesk } from './harness/bench-desk'
import { startBenchOrigin, type BenchOrigin } from './harness/bench-origin'
import { makeStore, type BenchStore } from './harness/stores'

const CASES = 100
const CHANGES_A_ROUND = 20
/** A store of a million people takes a one-row change as this one does. */
const MOST_PEOPLE = 2_000
/** What follows a bootstrap (row sets, sweeps) ends before. */
const SETTLE_MS = 5_000
/** Beyond it the change was lost, which is no matter of speed. */
const LOST_MS = 60_000
/** From 60 to 300 ms, never in step with the sequencer's own beat. */
const pauseMs = (turn: number): number => 60 + ((turn * 97) % 241)

/** What a screen attached to this data process hears: resolves when the request is named in an event. */
function listenAs(host: VaultHost): (requestId: string) => Promise<void> {
  let wanted: { readonly id: string; readonly heard: () => void } | undefined
  host.attach({
    post: (reply) => {
      if (reply.t === 'event' && reply.event.topic === 'request' && reply.event.ids.includes(wanted?.id ?? '')) wanted?.heard()
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  })
  return (id) =>
    new Promise((resolve, reject) => {
      const lost = setTimeout(() => reject(new Error('a change never reached the screen')), LOST_MS)
      wanted = {
        id,
        heard: () => {
          clearTimeout(lost)
          resolve()
        },
      }
    })
}

/** One request on a line that stays open, answered by the origin from memory. */
function plainLine({ enrolmentFile, port }: BenchOrigin): { readonly ask: () => Promise<void>; readonly close: () => void } {
  const { caPem } = (JSON.parse(readFileSync(enrolmentFile, 'utf8')) as { body: { caPem: string[] } }).body
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: caPem })
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      https.get({ agent, host: '127.0.0.1', servername: 'localhost', port, path: '/sync/v1/hello' }, (response) => response.resume().once('end', resolve).once('error', reject)).once('error', reject)
    })
  return { ask, close: () => agent.destroy() }
}

async function readCases({ db }: OriginContext): Promise<readonly RequestRecord[]> {
  const rows = await db.selectFrom('requests').select('body').where('in_scope', '=', true).orderBy('id').limit(CASES).execute()
  if (rows.length === 0) throw new Error('there are no cases')
  return rows.map(({ body }) => body)
}

const put = (store: BenchStore, body: RequestRecord, v: number): Promise<void> =>
  store.vault.transaction((tx) => putRecords(tx, [{ type: 'request', id: body.id, v, body, scopes: ['desk:dalian'] }], 0))

export const bench: Bench = {
  title: 'one record changed at an origin in a process of its own, until the data process tells its screen: TLS, long poll, encrypted commit',
  async run(context) {
    const { folder, defer, say, compareSeries } = context
    const people = Math.min(context.people, MOST_PEOPLE)
    const origin = await startBenchOrigin({ ...context, people }, CASES)
    const { context: beside, close } = await origin.openBeside()
    defer(close)
    const desk = await openIdleDesk(folder, origin, people)
    defer(() => desk.dispose())
    const store = await makeStore(folder)
    defer(() => store.remove())
    const line = plainLine(origin)
    defer(line.close)
    const heard = listenAs(desk)
    const cases = await readCases(beside)
    await wait(SETTLE_MS)
    say('the desk waits; changing')
    let turn = 0
    const change = async (): Promise<{ readonly ours: number; readonly plain: number }> => {
      turn += 1
      const one = cases[turn % cases.length]
      if (!one) throw new Error('invariant: a case for every turn')
      const body = { ...one, text: `第 ${String(turn)} 次改动` }
      await wait(pauseMs(turn))
      const startedAt = performance.now()
      const told = heard(one.id)
      await beside.db.transaction().execute((tx) => saveRequest(tx, body))
      await told
      const ours = performance.now() - startedAt
      return { ours, plain: await timed(async () => {
        await line.ask()
        await put(store, body, turn)
      }) }
    }
    await compareSeries({
      unit: 'ms',
      round: async () => {
        const samples = []
        for (let one = 0; one < CHANGES_A_ROUND; one++) samples.push(await change())
        return { ours: samples.map(({ ours }) => ours), plain: samples.map(({ plain }) => plain) }
      },
      figures: [
        { name: 'change-latency, p50', of: ['ours', 0.5], beside: ['plain', 0.5], against: 'TLS request + commit', over: 'machine' },
        { name: 'change-latency, p95', of: ['ours', 0.95], beside: ['plain', 0.95], against: 'TLS request + commit', over: 'machine', goal: { value: { atMost: 500 } } },
      ],
    })
  },
}
