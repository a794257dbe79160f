// The limits of packages, erasures and reveals through whole desks: the one too many is refused, over a restart too, and a second person at the same
// workstation lets it through: another one, who may, with their own passphrase.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { RequestOf } from '../../src-shared/contract/channels'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_MINOR, DEMO_MINOR_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF, type DemoStaff } from '../../src-origin/seed/staff'
import { approvalOf, kindOf, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startOfficerAndReviewer, startOneDesk } from '../fixtures/desks-and-origin'
import { issue, packWith } from '../fixtures/rules-issue'
import { trainUntil } from '../fixtures/staff-training'
import { catchUp, goAway, openDesk, reopen, until, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zhou, wu, zheng, qian } = DEMO_STAFF
const HOUR_MS = 3_600_000
let origin: TestOrigin, desk: TestDesk, requestId: RequestId
let worker: Awaited<ReturnType<typeof packageWorker>>
afterAll(removeDesksAndOrigin)

const as = ({ login, passphrase }: Pick<DemoStaff, 'login' | 'passphrase'>, more: object = { kind: 'export' }) => ({ login, passphrase, ...more }) as RequestOf<'limits.letThrough'>
const letThrough = async (at: TestDesk, asked: RequestOf<'limits.letThrough'>): Promise<string> => kindOf(await at.ask('limits.letThrough', asked))
const idOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId
const start = () => desk.ask('package.start', { requestId })

/** To its end; what became of it, or why it was not begun. */
async function make(): Promise<string> {
  const started = await start()
  if (!started.ok) return started.error.kind
  return until('the end of the job', async () => {
    const { state } = await desk.get('package.job', { jobId: started.value.jobId })
    return state !== 'running' && state
  })
}
async function makeMany(times: number): Promise<ReadonlySet<string>> {
  const ends = new Set<string>()
  for (let at = 0; at < times; at++) ends.add(await make())
  return ends
}
/** Of a closed desk, with what stands beside the chain. */
const lines = (at: TestDesk, ...types: readonly string[]) =>
  withStore(origin, at, async ({ reader }) => {
    const rows = await reader.selectFrom('audit').leftJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['entry', 'detail']).orderBy('audit.seq').execute()
    return rows.map(({ entry, detail }) => ({ ...(JSON.parse(entry) as { readonly type: string; readonly actor: string }), detail })).filter(({ type }) => types.includes(type))
  })

describe('packages', () => {
  beforeAll(async () => {
    worker = await packageWorker()
    ;({ origin, desk } = await startOneDesk({ workerFile: worker.workerFile }))
    requestId = await idOf(DEMO_ACCESS_CASE)
    await take(desk, requestId)
    await verify(desk, requestId)
    await catchUp(origin, desk)
    await until('all rows of the person', async () => (await desk.get('package.preview', { requestId })).categories.every(({ source }) => source === 'desk'))
  })

  it('are five within an hour; one that was stopped is none, and the sixth is told from when on', async () => {
    const stopped = await desk.get('package.start', { requestId })
    await desk.get('package.cancel', stopped)
    await until('the stop', async () => (await desk.get('package.job', stopped)).state === 'cancelled')
    const from = origin.now()
    expect(await makeMany(4)).toEqual(new Set(['done']))
    // Two at once are one and a refusal, before the fifth is made and so before it counts.
    const both = await Promise.all([start(), start()])
    expect(both.map(kindOf).toSorted()).toEqual(['ok', 'package-failed'])
    await until('the fifth', async () => (await desk.get('package.list', {})).length === 5 && kindOf(await start()) !== 'package-failed')
    const sixth = await start()
    expect(sixth).toMatchObject({ ok: false, error: { kind: 'export-limit', params: { most: 5 } } })
    const wait = (sixth.ok ? 0 : Number(sixth.error.params?.['until'])) - from
    expect([wait > HOUR_MS - 1_000, wait < HOUR_MS + 120_000]).toEqual([true, true])
    expect((await desk.get('package.list', {})).length).toBe(5)
  })

  it('are so over a new start', async () => {
    await desk.close()
    desk = await reopen(origin, desk, { workerFile: worker.workerFile })
    expect(await make()).toBe('export-limit')
  })

  it('are let through by nobody but another one who may, who is here and whom the origin knows', async () => {
    expect(await letThrough(desk, as(zhou))).toBe('second-person-same')
    expect(await letThrough(desk, as(qian))).toBe('second-person-lacks')
    expect(await letThrough(desk, as(DEMO_STAFF.sun))).toBe('second-person-lacks')
    expect(await letThrough(desk, as({ login: wu.login, passphrase: zhou.passphrase }))).toBe('origin-refused-credentials')
    expect(await letThrough(desk, as({ login: 'nobody', passphrase: wu.passphrase }))).toBe('origin-refused-credentials')
    await trainUntil(origin, wu.id, -1)
    expect(await letThrough(desk, as(wu))).toBe('second-person-lacks')
    await trainUntil(origin, wu.id, 300)
    await goAway(desk)
    expect(await letThrough(desk, as(wu))).toBe('needs-online')
    desk.network.mend()
    await untilSynced(desk)
    expect(await make()).toBe('export-limit')
  })

  it('slow down whoever guesses a passphrase', async () => {
    const tries = []
    for (let at = 0; at < 20 && tries.at(-1) !== 'wait-before-retry'; at++) tries.push(await letThrough(desk, as({ login: zheng.login, passphrase: 'a guess of mine' })))
    expect(tries.at(-1)).toBe('wait-before-retry')
  })

  it('go on where a reviewer let them through, for five more; the lines name both', async () => {
    expect(await desk.ask('limits.letThrough', as(wu))).toEqual({ ok: true, value: { staffId: wu.id, name: wu.name } })
    expect(await makeMany(5)).toEqual(new Set(['done']))
    expect(await make()).toBe('export-limit')
    expect(desk.internal).toEqual([])
    await desk.close()
    const found = await lines(desk, 'package.limit', 'limit.let-through')
    expect(found.map(({ type, actor, detail }) => [type, actor, detail])).toEqual([
      ['package.limit', zhou.id, '{"most":5}'],
      ['limit.let-through', zhou.id, `{"by":"${wu.id}","kind":"export"}`],
      ['package.limit', zhou.id, '{"most":5}'],
    ])
  })

  it('stand in the officer\'s list of what is out of the ordinary', async () => {
    desk = await reopen(origin, desk, { workerFile: worker.workerFile })
    origin.advance(5 * 60_000)
    await desk.get('workstation.letIn', { login: zheng.login, theirPassphrase: zheng.passphrase, passphrase: zhou.passphrase })
    await desk.close()
    desk = await openDesk(origin, zheng, { profileDir: desk.profileDir, exportDir: desk.exportDir, workerFile: worker.workerFile })
    const { unusual } = await desk.get('access.use', {})
    const counts = new Map(unusual.filter(({ who }) => who.id === zhou.id).map(({ kind, count }) => [kind as string, count]))
    expect([counts.get('export-limit'), counts.get('let-through')]).toEqual([2, 1])
    // Of somebody else at the same workstation they are counted for themselves.
    expect(await make()).toBe('done')
    await desk.close()
  })

  it('are possible again an hour after the first of them', async () => {
    desk = await openDesk(origin, zhou, { profileDir: desk.profileDir, exportDir: desk.exportDir, workerFile: worker.workerFile })
    expect(await make()).toBe('export-limit')
    origin.advance(HOUR_MS)
    expect(await make()).toBe('done')
  })
})

describe('what the officer issued', () => {
  let reviewer: TestDesk, officer: TestDesk
  const LIMITS = { revealedPeople: 2, erasuresAnHour: 1, source: 'P-MASK' }
  beforeAll(async () => {
    ({ origin, officer, reviewer } = await startOfficerAndReviewer())
    await issue(origin, packWith('2026.90', () => ({ limits: LIMITS })))
    await catchUp(origin, officer, reviewer)
  })

  it('is the limit of reveals, which a second person lifts', async () => {
    const people = (await origin.running().context.db.selectFrom('subjects').select(['id', 'account_no']).orderBy('id').limit(5).execute()).filter((one) => one.account_no !== DEMO_MINOR.accountNo)
    const reveal = async (at: number): Promise<string> => kindOf(await reviewer.ask('reveal.field', { subjectId: people[at]!.id as SubjectId, field: { of: 'name' }, reason: 'compare' }))
    await until('the pack', async () => {
      await reviewer.get('sync.now', {})
      return [await reveal(0), await reveal(1), await reveal(2)].at(-1) === 'reveal-limit'
    })
    expect(await letThrough(reviewer, as(wu, { kind: 'reveal' }))).toBe('second-person-same')
    expect(await letThrough(reviewer, as(zheng, { kind: 'export' }))).toBe('ok')
    expect(await reveal(3)).toBe('reveal-limit')
    expect(await letThrough(reviewer, as(zheng, { kind: 'reveal' }))).toBe('ok')
    expect([await reveal(3), await reveal(2), await reveal(0)]).toEqual(['ok', 'ok', 'reveal-limit'])
  })

  it('is the limit of erasures, which whoever proposed this one does not lift', async () => {
    const [first, second] = [await idOf(DEMO_DELETE_CASE), await idOf(DEMO_MINOR_CASE)]
    for (const one of [first, second]) await proposeErasure(officer, one)
    await catchUp(origin, officer, reviewer)
    const next = await approvalOf(reviewer, second)
    const { erasureId } = next
    // Refused for another reason, it does not count.
    expect(kindOf(await reviewer.ask('erasure.approve', { ...next, passphrase: zheng.passphrase }))).toBe('wrong-passphrase')
    expect(kindOf(await reviewer.ask('erasure.approve', await approvalOf(reviewer, first)))).toBe('ok')
    const approve = async (): Promise<string> => kindOf(await reviewer.ask('erasure.approve', next))
    expect(await reviewer.ask('erasure.approve', next)).toMatchObject({ ok: false, error: { kind: 'erasure-limit', params: { most: 1 } } })
    expect((await reviewer.get('erasure.open', { requestId: second })).state).toBe('proposed')
    await reviewer.close()
    reviewer = await reopen(origin, reviewer)
    expect(await approve()).toBe('erasure-limit')
    expect(await letThrough(reviewer, as(zheng, { kind: 'erasure', erasureId }))).toBe('second-person-same')
    expect(await letThrough(reviewer, as(wu, { kind: 'erasure', erasureId }))).toBe('second-person-same')
    expect(await letThrough(reviewer, as(qian, { kind: 'erasure', erasureId }))).toBe('second-person-lacks')
    expect(await letThrough(reviewer, as(zheng, { kind: 'reveal' }))).toBe('ok')
    expect(await approve()).toBe('erasure-limit')
    await officer.get('staff.changeRole', { staffId: qian.id, role: 'reviewer', passphrase: zheng.passphrase })
    expect(await letThrough(reviewer, as(qian, { kind: 'erasure', erasureId }))).toBe('ok')
    expect(await approve()).toBe('ok')
    expect(reviewer.internal).toEqual([])
    await reviewer.close()
    expect((await lines(reviewer, 'erasure.limit')).map(({ actor, detail }) => [actor, detail])).toEqual([[wu.id, '{"most":1}']])
  })
})
