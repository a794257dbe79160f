// A workstation becomes a desk: what it holds afterwards is what the origin's tables hold; whatever is refused leaves no half desk.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64url } from '../../src-shared/formats/canonical'
import { createEnrolment, type Enrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import { TENANT } from '../../src-origin/tenant'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { deskHolds, originHolds } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { stranger, testParty } from '../fixtures/signers'
import { openDesk, openHost, reopen, until, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, createTestNetwork, isFor, UNREACHABLE, type TestNetwork } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  // More than one page of the case scope, and people in the directory alone.
  origin = await startOnlyOrigin({ seed: { seed: 'test', people: 800, requests: 480, rowsPerPerson: 4 } })
})
afterAll(removeDesksAndOrigin)

const db = () => origin.running().context.db
const { zhou, wu } = DEMO_STAFF

async function expectEqualToOrigin(desk: Pick<TestDesk, 'profileDir' | 'staff'>): Promise<void> {
  const wanted = await originHolds(origin)
  const held = await deskHolds(origin, desk)
  expect(Object.keys(wanted.records).length).toBeGreaterThan(2_000)
  expect(held.records).toEqual(wanted.records)
  expect(held.directory).toEqual(wanted.directory)
}

describe('a desk after its bootstrap', () => {
  let desk: TestDesk
  beforeAll(async () => {
    desk = await openDesk(origin, zhou, { workstation: '大连二号工作站' })
  })
  afterAll(() => desk.close())

  it('finds exactly the people of the origin, by account number, mobile and e-mail', async () => {
    const identifiers = await db().selectFrom('identifiers').select(['subject_id', 'value']).execute()
    const accounts = await db().selectFrom('subjects').select(['id as subject_id', 'account_no as value']).execute()
    for (const { value } of [...identifiers, ...accounts].filter((_, at) => at % 29 === 0)) {
      const wanted = [...identifiers, ...accounts].filter((one) => one.value === value).map((one) => one.subject_id)
      const { rows } = await desk.get('search.people', { query: value, limit: 50, offset: 0 })
      const exact = rows.filter((row) => row.match.class === 'exact').map((row) => row.subjectId)
      expect(exact.sort(), value).toEqual([...new Set(wanted)].sort())
    }
    expect((await desk.get('sync.status', {})).directoryRows).toBe(accounts.length)
  })

  it.each(['name', 'initials', 'fullPinyin', 'mobileTail', 'emailPart', 'accountNo'] as const)('finds the known person by %s, masked', async (by) => {
    const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
    const answer = await desk.get('search.people', { query: DEMO_PERSON[by], limit: 10, offset: 0 })
    expect(answer.rows.map((row) => row.subjectId)).toEqual([id])
    expect(JSON.stringify(answer)).not.toContain(DEMO_PERSON.name)
    expect(JSON.stringify(answer)).not.toContain(DEMO_PERSON.mobile.slice(3))
    expect(JSON.stringify(answer)).not.toContain(DEMO_PERSON.email)
  })

  it('shows every person of a case with the consents, holdings and requests of the origin', async () => {
    const people = await db().selectFrom('requests').select('subject_id').distinct().where('in_scope', '=', true).orderBy('subject_id').execute()
    for (const { subject_id: subjectId } of people.filter((_, at) => at % 15 === 0)) {
      const person = await desk.get('person.open', { subjectId: subjectId as never })
      const consents = await db().selectFrom('consents').select(['id', 'kind', 'purpose', 'policy_version', 'channel', 'at', 'wording_hash']).where('subject_id', '=', subjectId).orderBy('at', 'desc').orderBy('id', 'desc').execute()
      expect(person.consents.map((one) => [one.id, one.kind, one.purpose ?? null, one.policy.version, one.channel, one.at, one.wordingHash])).toEqual(
        consents.map((one) => [one.id, one.kind, one.purpose, one.policy_version, one.channel, one.at, one.wording_hash]),
      )
      const holdings = await db().selectFrom('holdings').select(['category', 'rows']).where('subject_id', '=', subjectId).execute()
      expect(new Map(person.holdings.map((one) => [one.category as string, one.rows]))).toEqual(new Map(holdings.map((one) => [one.category, one.rows])))
      const requests = await db().selectFrom('requests').select('case_no').where('subject_id', '=', subjectId).where('in_scope', '=', true).execute()
      expect(person.requests.map((row) => row.caseNo).sort()).toEqual(requests.map((row) => row.case_no).sort())
      expect(person.scope).toBe('case')
    }
  })

  it('lists the open requests of the origin in the order in which they are due, page by page', async () => {
    const rows = await db().selectFrom('requests').select(['id', 'case_no', 'state', 'body']).where('in_scope', '=', true).where('closed_at', 'is', null).execute()
    // What the person no longer wants is to stop on the day of its receipt.
    const stops = (row: (typeof rows)[number]): boolean => ['withdraw', 'restrict', 'personalisation-off'].includes(row.body.right)
    const dueOn = (row: (typeof rows)[number]): string => (stops(row) ? row.body.receivedOn : (row.body.targetOn ?? row.body.outerOn))
    const wanted = [...rows].sort((a, b) => (dueOn(a) < dueOn(b) ? -1 : dueOn(a) > dueOn(b) ? 1 : a.id < b.id ? -1 : 1))
    const shown: string[] = []
    let after: string | undefined
    do {
      const page = await desk.get('queue.list', { view: 'team', limit: 17, ...(after === undefined ? {} : { after }) })
      expect(page.total).toBe(after === undefined ? wanted.length : undefined)
      shown.push(...page.rows.map((row) => `${row.caseNo} ${row.state} ${row.mark}`))
      after = page.after
    } while (after !== undefined)
    expect(shown).toEqual(wanted.map((row) => `${row.case_no} ${row.state} sent`))
    const today = '2026-06-15'
    const open = (fits: (row: (typeof rows)[number]) => boolean): number => rows.filter(fits).length
    expect((await desk.get('queue.counts', {})).views).toMatchObject({
      mine: open((row) => row.body.assigneeId === zhou.id),
      'due-today': open((row) => dueOn(row) === today),
      overdue: open((row) => dueOn(row) < today),
      'to-approve': open((row) => row.state === 'approval'),
      'to-verify': open((row) => row.state === 'received' || row.state === 'verifying'),
    })
  })

  it('brings the service-log rows of people with an open case, and nobody else’s', async () => {
    const { id } = await db().selectFrom('subjects').select('id').where('account_no', '=', DEMO_PERSON.accountNo).executeTakeFirstOrThrow()
    const { open } = await db().selectFrom('requests').select(({ fn }) => fn.count<number>('subject_id').distinct().as('open')).where('in_scope', '=', true).where('closed_at', 'is', null).executeTakeFirstOrThrow()
    await until('all rows of the person', async () => (await desk.get('person.open', { subjectId: id as never })).holdings.every((one) => one.here === 'all'))
    await desk.close()
    await withStore(origin, desk, async ({ reader }) => {
      const sets = await reader.selectFrom('log_sets').selectAll().execute()
      const here = await reader.selectFrom('log_rows').select(['n', 'category', 'at', 'product', 'ip', 'detail']).where('subject_id', '=', id).orderBy('n').execute()
      const there = await db().selectFrom('service_logs').select(['n', 'category', 'at', 'product', 'ip', 'detail']).where('subject_id', '=', id).orderBy('n').execute()
      expect(there.length).toBe(DEMO_PERSON.rowsPerCategory * 5)
      expect(here).toEqual(there)
      expect(sets.length).toBeLessThanOrEqual(open)
    })
    desk = await reopen(origin, desk)
  })

  it('keeps everything when it is closed and opened again, also without the origin', async () => {
    const before = await desk.get('queue.list', { view: 'team', limit: 100 })
    await desk.close()
    await expectEqualToOrigin(desk)
    const network = createTestNetwork()
    network.cut()
    desk = await reopen(origin, desk, { until: 'unlocked', network })
    expect((await desk.get('queue.list', { view: 'team', limit: 100 })).rows).toEqual(before.rows)
    const status = await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    expect(status).toMatchObject({ reason: 'origin-unreachable', directoryRows: 800 })
    expect((await desk.get('session.status', {})).me).toMatchObject({ staffId: zhou.id, name: zhou.name, role: 'agent' })
    network.mend()
    await untilSynced(desk)
    expect(desk.internal).toEqual([])
  })

  it('opens with no other passphrase and for nobody else', async () => {
    await desk.close()
    const host = await openHost(origin, { profileDir: desk.profileDir })
    expect(await host.ask('session.unlock', { staffId: zhou.id, passphrase: `${zhou.passphrase} ` })).toEqual({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(await host.ask('session.unlock', { staffId: wu.id, passphrase: wu.passphrase })).toEqual({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(await host.ask('queue.counts', {})).toEqual({ ok: false, error: { kind: 'locked' } })
    expect(await host.get('session.status', {})).toMatchObject({ stage: 'locked', workstation: '大连二号工作站', failures: { count: 2 }, staff: [{ staffId: zhou.id }] })
    // One desk is one enrolment: a second one in the same profile is refused, whoever asks.
    const again = await host.ask('session.enrol', { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '甲', login: wu.login, passphrase: wu.passphrase })
    expect(again).toEqual({ ok: false, error: { kind: 'already-enrolled' } })
    expect(await host.get('session.unlock', { staffId: zhou.id, passphrase: zhou.passphrase })).toMatchObject({ staffId: zhou.id })
    await untilSynced(host)
    await host.close()
    desk = await reopen(origin, desk)
  })
})

describe('an enrolment that is refused', () => {
  const resigned = async (change: (body: EnrolmentBody) => EnrolmentBody, by = origin.running().context.keys.org): Promise<string> => {
    const { body } = JSON.parse(await origin.enrolment()) as Enrolment
    return JSON.stringify(createEnrolment(change(body), by))
  }
  /** Same address and pins, signed by another organisation: the server that answers cannot prove to be its origin. */
  const foreign = (): Promise<string> => {
    const { certificate } = testParty('origin', 8, 'origin', stranger, { tenant: TENANT })
    return resigned((body) => ({ ...body, orgPublicKey: toBase64url(stranger.publicKey), originCertificate: certificate }), stranger)
  }
  const changed = async (): Promise<string> => {
    const { body, sig } = JSON.parse(await origin.enrolment()) as Enrolment
    return JSON.stringify({ body: { ...body, hosts: [{ host: 'elsewhere.example', port: 443 }] }, sig })
  }
  const cases: readonly [string, () => Promise<{ readonly file?: string; readonly code?: string; readonly passphrase?: string }>, string][] = [
    ['a code that was never given', async () => ({ code: '0000-0000-0000-0000' }), 'enrolment-code-refused'],
    ['the passphrase of somebody else', async () => ({ passphrase: wu.passphrase }), 'origin-refused-credentials'],
    ['a passphrase that is too short', async () => ({ passphrase: '十一个字不够长的口令' }), 'weak-passphrase'],
    ['a file that was changed', async () => ({ file: await changed() }), 'enrolment-signature-wrong'],
    ['a file of another organisation', async () => ({ file: await foreign() }), 'origin-not-trusted'],
    ['a file with another server key pinned', async () => ({ file: await resigned((body) => ({ ...body, pins: [Buffer.alloc(32).toString('base64')] })) }), 'origin-not-trusted'],
    ['a file of an origin outside the mainland', async () => ({ file: await resigned((body) => ({ ...body, region: 'HK' })) }), 'not-mainland'],
    ['a file that is no enrolment file', async () => ({ file: '{"body":{}}' }), 'enrolment-file-invalid'],
  ]

  it.each(cases)('%s', async (_, make, kind) => {
    const profileDir = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-refused-'))
    const host = await openHost(origin, { profileDir })
    const good = { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '甲', login: zhou.login, passphrase: zhou.passphrase }
    const { file, code, passphrase } = await make()
    const refused = await host.ask('session.enrol', { ...good, ...(file === undefined ? {} : { enrolmentFile: file }), ...(code === undefined ? {} : { code }), ...(passphrase === undefined ? {} : { passphrase }) })
    expect(refused).toMatchObject({ ok: false, error: { kind } })
    expect(await readdir(profileDir)).toEqual([])
    expect(await host.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', staff: [] })
    expect(await host.ask('queue.counts', {})).toEqual({ ok: false, error: { kind: 'not-enrolled' } })
    // The same window, the same code: what was typed wrong may be typed anew.
    expect(await host.ask('session.enrol', good)).toMatchObject({ ok: true })
    await untilSynced(host)
    expect(host.internal).toEqual([])
    await host.close()
    await rm(profileDir, { recursive: true })
  })

  it('a code that another device has redeemed', async () => {
    const code = await origin.createCode()
    const good = { enrolmentFile: await origin.enrolment(), code, workstation: '甲', login: zhou.login, passphrase: zhou.passphrase }
    const first = await openHost(origin)
    const second = await openHost(origin)
    expect(await first.ask('session.enrol', good)).toMatchObject({ ok: true })
    expect(await second.ask('session.enrol', good)).toMatchObject({ ok: false, error: { kind: 'enrolment-code-refused' } })
    await first.close()
    await second.close()
  })

  it('an enrolment whose answer was lost is not lost: the code is asked for again', async () => {
    const network = createTestNetwork()
    const host = await openHost(origin, { network })
    const good = { enrolmentFile: await origin.enrolment(), code: await origin.createCode(), workstation: '甲', login: zhou.login, passphrase: zhou.passphrase }
    network.disturb(async (request, send) => {
      const answer = await send(request)
      if (!isFor(request, 'signin') || !answer.ok) return answer
      await bodyOf(answer.value)
      return UNREACHABLE
    })
    expect(await host.ask('session.enrol', good)).toMatchObject({ ok: false, error: { kind: 'origin-unreachable' } })
    network.disturb()
    expect(await host.ask('session.enrol', good)).toMatchObject({ ok: true })
    await untilSynced(host)
    await host.close()
  })
})

/** Every page of the directory and of the scopes that the network brings, by the question; `then` says what becomes of each. */
function pagesOf(network: TestNetwork, then: (count: number) => 'pass' | 'cut' = () => 'pass'): readonly string[] {
  const pages: string[] = []
  network.disturb(async (request, send) => {
    if (!isFor(request, 'snapshot')) return send(request)
    if (then(pages.length + 1) === 'cut') return UNREACHABLE
    const answer = await send(request)
    pages.push(request.path)
    return answer
  })
  return pages
}

describe('a bootstrap that is cut', () => {
  let whole: number
  beforeAll(async () => {
    const network = createTestNetwork()
    const pages = pagesOf(network)
    await (await openDesk(origin, zhou, { network })).close()
    whole = pages.length
    expect(whole).toBeGreaterThan(3)
  })

  /** At most the page that was under way comes twice (S-5), whatever its question is now. */
  async function expectResumed(desk: TestDesk, before: readonly string[]): Promise<void> {
    const network = createTestNetwork()
    const after = pagesOf(network)
    const resumed = await reopen(origin, desk, { network })
    await resumed.close()
    await expectEqualToOrigin(resumed)
    expect(after.length).toBeGreaterThan(0)
    expect(after.filter((page) => before.includes(page)).length).toBeLessThanOrEqual(1)
    expect(before.length + after.length).toBeLessThanOrEqual(whole + 1)
  }

  it.each([1, 2, 3])('after %i of its pages goes on when the desk is opened again, and ends equal', async (count) => {
    const network = createTestNetwork()
    const pages = pagesOf(network, (page) => (page > count ? 'cut' : 'pass'))
    const desk = await openDesk(origin, zhou, { network, until: 'unlocked' })
    await untilStatus(desk, 'offline after some pages', ({ connection }) => connection === 'offline')
    await desk.kill()
    expect(pages).toHaveLength(count)
    await expectResumed(desk, pages)
  })

  it.each([1, 2, 3])('by the end of its process while page %i is under way fetches no other page again', async (count) => {
    const network = createTestNetwork()
    let arrive: () => void = () => undefined
    const arrived = new Promise<void>((done) => (arrive = done))
    const pages = pagesOf(network, (page) => {
      // Asked for the next page: the one before is taken, or about to be.
      if (page > count) arrive()
      return 'pass'
    })
    const desk = await openDesk(origin, zhou, { network, until: 'unlocked' })
    await arrived
    await desk.kill()
    await expectResumed(desk, pages)
  })

  it('in the middle of a page has taken nothing of it', async () => {
    const network = createTestNetwork()
    network.disturb(async (request, send) => {
      const answer = await send(request)
      if (!isFor(request, 'snapshot') || !answer.ok) return answer
      const bytes = await bodyOf(answer.value)
      return answerOf(bytes.subarray(0, Math.floor(bytes.length / 2)), 200, 'breaks')
    })
    const desk = await openDesk(origin, zhou, { network, until: 'unlocked' })
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    await desk.kill()
    expect(await deskHolds(origin, desk)).toEqual({ records: {}, directory: {} })
    const resumed = await reopen(origin, desk)
    await resumed.close()
    await expectEqualToOrigin(resumed)
  })
})
