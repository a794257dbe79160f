// Measures what one person had agreed to as of any day, among everybody's consent events, beside one row read by its key in the same store.
import { createHash } from 'node:crypto'
import { answerOf } from '../../src-main/usecases/consent-as-of'
import { readRegister } from '../../src-main/usecases/read-policies'
import { getRecord, listRecordsOfSubject, putRecords, type IncomingRecord } from '../../src-main/vault/repositories/records'
import type { Vault } from '../../src-main/vault/vault'
import { createRng } from '../../src-origin/seed/random'
import { GENERAL_POLICY_1, GENERAL_POLICY_2, POLICIES, TRADE_SEARCH_POLICY } from '../../src-origin/seed/policies'
import { addDays, dayStart, type Day } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import { stateAsOf } from '../../src-shared/domain/consent'
import type { ConsentKind, Product } from '../../src-shared/domain/vocabulary'
import type { PolicyRecord } from '../../src-shared/protocol/records'
import { type Bench, timed } from './harness/bench'
import { makeStore } from './harness/stores'

const SCOPE = 'desk:bench'
const BATCH = 10_000
/** Questions a round. */
const ASKED = 400
const PRODUCTS: readonly Product[] = ['trade-search', 'company-profile']
/** A person's history, act by act, years apart: five events each. */
const ACTS: readonly { readonly day: Day; readonly kind: ConsentKind; readonly policy: PolicyRecord }[] = [
  { day: '2019-03-01', kind: 'registered', policy: GENERAL_POLICY_1 },
  { day: '2021-11-06', kind: 'explicit-grant', policy: GENERAL_POLICY_1 },
  { day: '2023-10-19', kind: 'separate-consent', policy: TRADE_SEARCH_POLICY },
  { day: '2024-05-13', kind: 'continued-use', policy: GENERAL_POLICY_2 },
  { day: '2025-03-03', kind: 'withdrawal', policy: TRADE_SEARCH_POLICY },
]

/** Random ids as they are in life; the same in every run. */
function idOf(kind: string, n: number): string {
  const hex = createHash('sha256').update(`${kind} ${String(n)}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
const subjectOf = (n: number): SubjectId => idOf('subject', n) as SubjectId
const eventId = (act: number, n: number): string => {
  // By time first, as ids of events are: those of one person lie far apart.
  const at = dayStart(ACTS[act]?.day ?? '2019-03-01') + n
  const time = at.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${idOf(`event ${String(act)}`, n).slice(15)}`
}

function eventOf(act: number, n: number): IncomingRecord {
  const { day, kind, policy } = ACTS[act] ?? { day: '2019-03-01', kind: 'registered' as const, policy: GENERAL_POLICY_1 }
  const isOfOne = kind === 'explicit-grant' || kind === 'separate-consent' || kind === 'withdrawal'
  const id = eventId(act, n)
  const body = {
    id, subjectId: subjectOf(n), kind, policyId: policy.id, policyVersion: policy.version, channel: n % 3 === 0 ? 'applet' : 'website', at: dayStart(day) + n,
    wordingHash: policy.textHash, ...(isOfOne ? { purpose: 'pages-and-search' } : {}),
  }
  return { type: 'consent', id, v: 1, body, scopes: [SCOPE] }
}

async function fill(vault: Vault, people: number, say: (text: string) => void): Promise<void> {
  await vault.transaction((tx) => putRecords(tx, POLICIES.map((policy) => ({ type: 'policy', id: policy.id, v: 1, body: policy, scopes: [SCOPE] })), 0))
  for (const act of ACTS.keys()) {
    for (let first = 0; first < people; first += BATCH) {
      const events = Array.from({ length: Math.min(BATCH, people - first) }, (_, at) => eventOf(act, first + at))
      await vault.transaction((tx) => putRecords(tx, events, 0))
    }
    say(`${String((act + 1) * people)} of ${String(ACTS.length * people)} events`)
  }
}

export const bench: Bench = {
  title: 'one person’s consents as of any day, five events each, encrypted: beside one row read by its key',
  async run(context) {
    const { people } = context
    const store = await makeStore(context.folder)
    context.defer(() => store.remove())
    const { vault } = store
    context.say(`building a store of ${String(people)} people with ${String(people * ACTS.length)} consent events`)
    await fill(vault, people, (text) => context.say(text))
    await vault.checkpoint()
    const { reader } = vault
    const register = await readRegister(reader)
    const rng = createRng('bench', 'consents', people)
    const oneDay = (): Day => addDays('2019-01-01', rng.between(0, 2_700))
    const asOf = async (n: number, day: Day): Promise<number> => {
      const events = (await listRecordsOfSubject(reader, 'consent', subjectOf(n))).map((record) => record.body)
      return stateAsOf({ events, register, products: PRODUCTS }, day).length + events.length
    }
    if ((await asOf(0, '2026-01-01')) !== 4 + ACTS.length) throw new Error('the history of a person is not whole')
    await context.compareSeries({
      unit: 'ms',
      round: async () => {
        const samples: Record<'row' | 'state' | 'answer', number[]> = { row: [], state: [], answer: [] }
        for (let asked = 0; asked < ASKED; asked++) {
          const [row, one, other] = [rng.below(people), rng.below(people), rng.below(people)]
          samples.row.push(await timed(() => getRecord(reader, 'consent', eventId(rng.below(ACTS.length), row))))
          samples.state.push(await timed(() => asOf(one, oneDay())))
          samples.answer.push(await timed(() => answerOf(reader, subjectOf(other), { day: oneDay(), products: PRODUCTS, uses: [], catalogue: [] })))
        }
        return samples
      },
      figures: [
        { name: 'state per purpose as of a day p50', of: ['state', 0.5], beside: ['row', 0.5], against: 'one row by its key p50', over: 'machine', goal: { ratio: { atMost: 4 } } },
        { name: 'state per purpose as of a day p95', of: ['state', 0.95], beside: ['row', 0.95], against: 'one row by its key p95', over: 'machine', goal: { ratio: { atMost: 4 } } },
        // With the register read anew, findings and whom the versions of the day bind: what the screen shows.
        { name: 'the whole answer p50', of: ['answer', 0.5], beside: ['row', 0.5], against: 'one row by its key p50', over: 'machine' },
      ],
    })
  },
}
