// The evidence bundle, from the screen's question to a file that a stranger checks: an erasure, a decision that was undone and a batch are in it, and nobody's
// data; what the desk cannot get, cannot use or is told to stop leaves no file.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { addDays } from '../../src-shared/base/clock'
import { mustOk } from '../../src-shared/base/result'
import type { BundleJob } from '../../src-shared/contract/bundle'
import type { Period } from '../../src-shared/domain/desk-report'
import type { RequestLine } from '../../src-shared/formats/bundle/request-line'
import { toBase64url } from '../../src-shared/formats/canonical'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { main } from '../../src-tools/main'
import { approvalOf, grant, openCase, proposeErasure, take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { storedFiles } from '../fixtures/bundle'
import { catchUp, until, type TestDesk } from '../fixtures/test-desk'
import { answerOf, bodyOf, isFor, type Fault } from '../fixtures/test-network'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
let canaries: { readonly names: readonly string[]; readonly texts: readonly string[]; readonly ids: readonly string[] }
let erased: { readonly requestId: RequestId; readonly subjectId: string; readonly erasureId: string }
const YEAR: Period = { from: '2026-01-01', to: '2026-12-31' }
const db = () => origin.running().context.db

/** What is known of everybody before somebody is erased. */
async function everybody() {
  const [subjects, identifiers, requests, logs] = [
    await db().selectFrom('subjects').select(['id', 'name', 'account_no']).execute(), await db().selectFrom('identifiers').select(['id', 'value']).execute(),
    await db().selectFrom('requests').select(['id', 'body']).execute(), await db().selectFrom('service_logs').select('ip').execute(),
  ]
  return {
    names: subjects.map(({ name }) => name),
    texts: [...subjects.map((one) => one.account_no), ...identifiers.map(({ value }) => value), ...requests.flatMap(({ body }) => [body.text, body.decision?.text ?? '']).filter((text) => text.length > 5), ...new Set(logs.map(({ ip }) => ip))],
    ids: [...subjects.map(({ id }) => id), ...identifiers.map(({ id }) => id), ...requests.map(({ id }) => id)],
  }
}

beforeAll(async () => {
  ;({ origin, agent, reviewer } = await startTwoDesks({ workerFile: (await packageWorker()).workerFile }))
  canaries = await everybody()
  const { id, subject_id: subjectId } = await originCase(origin, DEMO_DELETE_CASE)
  const requestId = id as RequestId
  const undone = (await originCase(origin, DEMO_ACCESS_CASE)).id as RequestId
  await take(agent, undone)
  await verify(agent, undone)
  await grant(agent, undone, '已提供副本，请查收。')
  await catchUp(origin, agent, reviewer)
  await agent.get('request.reopen', { requestId: undone, version: (await openCase(agent, undone)).version, reason: '漏寄一份' })
  const erasureId = await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await until('the certificate', async () => {
    await catchUp(origin, agent, reviewer)
    return (await reviewer.get('erasure.open', { requestId })).state === 'completed'
  })
  erased = { requestId, subjectId, erasureId }
}, 300_000)
afterAll(removeDesksAndOrigin)

async function ended(desk: TestDesk): Promise<BundleJob> {
  return until('the end of the bundle', async () => {
    const job = await desk.get('bundle.job', {})
    return job !== undefined && job.state !== 'running' && job
  })
}
async function make(desk: TestDesk, period: Period = YEAR): Promise<BundleJob> {
  await desk.get('bundle.start', { period })
  return ended(desk)
}
async function madeFile(desk: TestDesk): Promise<string> {
  const job = await make(desk)
  expect(job).toMatchObject({ state: 'done' })
  return path.join(desk.exportDir, job.done!.fileName)
}
async function tool(file: string, ...more: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const key = path.join(tmpdir(), `org-${process.pid}.pub`)
  await writeFile(key, toBase64url(origin.running().context.keys.org.publicKey))
  const out: string[] = []
  await main(['verify', file, '--json', ...(more.length > 0 ? more : ['--key', key])], { out: (line) => out.push(line), err: (line) => out.push(line), lines: async function* () {}, now: () => 0 })
  return JSON.parse(out.join(''))
}

describe('the bundle of a year', () => {
  let file = ''
  let content: ReadonlyMap<string, string>
  beforeAll(async () => {
    file = await madeFile(reviewer)
    content = new Map(storedFiles(await readFile(file)).map(({ name, bytes }) => [name, bytes.toString('utf8')]))
  })
  const lines = (): readonly RequestLine[] => content.get('requests.jsonl')!.trimEnd().split('\n').map((line) => JSON.parse(line) as RequestLine)

  it('is valid for whoever has the organisation’s key alone, and says what it holds', async () => {
    expect(path.basename(file)).toBe('evidence-2026-01-01-2026-12-31.zip')
    const facts = await tool(file)
    expect(facts).toMatchObject({ valid: true, exit: 0, from: '2026-01-01', to: '2026-12-31', certificates: 1, askedBy: '吴示二', requests: lines().length })
    expect(await tool(file, '--passphrase-file', file)).toMatchObject({ exit: 3, reason: 'unknown-signer' })
    expect((await reviewer.get('bundle.job', {}))?.done?.counts).toMatchObject({ requests: lines().length, certificates: 1 })
  })

  it('holds the erasure with its certificate, and the decision that was undone', async () => {
    const certificate = content.get(`certificates/erasure-${erased.erasureId}.pdcert`)!
    const line = lines().find(({ caseNo }) => caseNo === DEMO_DELETE_CASE)!
    expect(line).toMatchObject({ right: 'delete', state: 'granted', erasure: { id: erased.erasureId, state: 'completed', proposedBy: { name: '周示一' }, approvedBy: { name: '吴示二' } } })
    // The very bytes that a desk saves by itself.
    const { fileName } = await reviewer.get('erasure.saveCertificate', { erasureId: erased.erasureId as never })
    expect(certificate).toBe(await readFile(path.join(reviewer.exportDir, fileName), 'utf8'))
    expect(lines().find(({ caseNo }) => caseNo === DEMO_ACCESS_CASE)).toMatchObject({ earlier: [{ outcome: 'granted', by: { name: '周示一' } }] })
    expect(lines().find(({ caseNo }) => caseNo === DEMO_ACCESS_CASE)?.decision).toBeUndefined()
  })

  it('holds every request of the year at every office, and how often each workstation’s record was signed for', async () => {
    const { n } = await db().selectFrom('requests').select(({ fn }) => fn.countAll<number>().as('n')).where('received_on', '>=', '2026-01-01').where((eb) => eb(eb.ref('body', '->>').key('test' as never), 'is', null)).executeTakeFirstOrThrow()
    expect(lines().length).toBeGreaterThanOrEqual(n)
    const devices = content.get('audit/devices.jsonl')!.trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly id: string; readonly witnesses: number })
    expect(devices).toHaveLength(2)
    expect(content.get('audit/witnesses.jsonl')!.trimEnd().split('\n')).toHaveLength(devices.reduce((sum, { witnesses }) => sum + witnesses, 0))
    expect(devices.every(({ witnesses }) => witnesses > 0)).toBe(true)
    expect(content.get('policies.jsonl')).toContain('"textHash"')
    expect([...content.keys()].filter((name) => name.startsWith('rules/'))).toEqual(['rules/2026.7.json'])
  })

  it('holds no name, number, address, account, word or id of any person, but in a certificate what that has', async () => {
    const all = [...content].map(([, text]) => text).join('\n')
    expect(canaries.texts.filter((text) => all.includes(text))).toEqual([])
    const own = [...content].filter(([name]) => name.startsWith('requests') || name.startsWith('audit/') || name === 'manifest.json').map(([, text]) => text).join('\n')
    expect(canaries.names.filter((name) => own.includes(name))).toEqual([])
    expect(canaries.ids.filter((id) => own.includes(id))).toEqual([])
    // The search would find them.
    expect(canaries.texts.length).toBeGreaterThan(150)
    expect(content.get(`certificates/erasure-${erased.erasureId}.pdcert`)).toContain(erased.subjectId)
  })

  it('is found valid on the check screen of any desk, with what it says', async () => {
    const found = await agent.get('evidence.check', { pickId: agent.pick(file) })
    expect(found).toMatchObject({ what: 'bundle', outcome: 'valid', bundle: { period: YEAR, askedBy: '吴示二', missingPacks: [], caseMonths: 36, counts: { certificates: 1 } } })
    const bytes = await readFile(file)
    bytes[bytes.indexOf('"outcome":"granted"') + 12] = 0x47
    const changed = path.join(reviewer.exportDir, 'changed.zip')
    await writeFile(changed, bytes)
    expect(await agent.get('evidence.check', { pickId: agent.pick(changed) })).toMatchObject({ what: 'bundle', outcome: 'archive-changed' })
  })
})

it('of a span in which nothing happened holds nothing but what was in force, and is valid', async () => {
  const job = await make(reviewer, { from: '2024-03-01', to: '2024-03-31' })
  expect(job).toMatchObject({ state: 'done', done: { counts: { requests: 0, certificates: 0, devices: 0, witnesses: 0 } } })
  expect(await tool(path.join(reviewer.exportDir, job.done!.fileName))).toMatchObject({ valid: true, requests: 0 })
})

it('is not for an agent, and one is made at a time; a second of the same span has a name of its own', async () => {
  expect(await agent.ask('bundle.start', { period: YEAR })).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  const started = await Promise.all([reviewer.ask('bundle.start', { period: YEAR }), reviewer.ask('bundle.start', { period: YEAR })])
  expect(started.filter(({ ok }) => ok)).toHaveLength(1)
  expect(started.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'bundle-running' } })
  expect((await ended(reviewer)).done?.fileName).toBe('evidence-2026-01-01-2026-12-31 (2).zip')
})

it('that is stopped, or whose origin is away, leaves no file and is on record', async () => {
  const before = (await readdir(reviewer.exportDir)).toSorted()
  await reviewer.get('bundle.start', { period: YEAR })
  await reviewer.get('bundle.cancel', {})
  expect(await ended(reviewer)).toMatchObject({ state: 'cancelled' })
  reviewer.network.cut()
  expect(await make(reviewer)).toMatchObject({ state: 'failed', error: { kind: 'origin-unreachable' } })
  reviewer.network.mend()
  expect((await readdir(reviewer.exportDir)).toSorted()).toEqual(before)
  const { fileName } = await reviewer.get('audit.export', {})
  const asked = (await readFile(path.join(reviewer.exportDir, fileName), 'utf8')).split('\n').filter((line) => line.includes('"bundle.export"'))
  // The year's, the empty one, one of two at once, the one that was stopped and the one that found nobody.
  expect(asked).toHaveLength(5)
})

it('of which the origin has more than fits is refused with a word on what to do', async () => {
  const { rows } = await sql<{ id: string; body: object }>`select id, body from policies`.execute(db())
  // One line of a file that no desk would take.
  await sql`update policies set body = jsonb_set(body, '{title,zh-CN}', to_jsonb(repeat('长', 1000000)))`.execute(db())
  expect(await make(reviewer)).toMatchObject({ state: 'failed', error: { kind: 'bundle-too-large' } })
  for (const { id, body } of rows) await sql`update policies set body = ${JSON.stringify(body)}::jsonb where id = ${id}::uuid`.execute(db())
  expect(await make(reviewer, { from: addDays('2026-06-15', -30), to: '2026-06-15' })).toMatchObject({ state: 'done' })
})

/** Whatever the origin answers to this one question is changed on its way. */
const answered = (change: (page: string) => { readonly text: string; readonly status?: number }): Fault => async (request, send) => {
  if (!isFor(request, 'bundle')) return send(request)
  const { text, status = 200 } = change((await bodyOf(mustOk(await send(request)))).toString('utf8'))
  return answerOf(text, status)
}

it('that takes the origin longer is asked for until it is there, and is given up when somebody stops it', async () => {
  let asked = 0
  const later = (count: number) => answered((page) => ((asked += 1) > count ? { text: page } : { text: JSON.stringify({ error: 'too_many', retryAfterS: 1 }), status: 429 }))
  reviewer.network.disturb(later(2))
  expect(await make(reviewer)).toMatchObject({ state: 'done' })
  expect(asked).toBe(3)
  reviewer.network.disturb(later(1_000))
  await reviewer.get('bundle.start', { period: YEAR })
  await until('a second question', () => Promise.resolve(asked > 4))
  await reviewer.get('bundle.cancel', {})
  expect(await ended(reviewer)).toMatchObject({ state: 'cancelled' })
  reviewer.network.disturb()
})

it('is not made of an origin that knows no such question, nor of an answer that is not the one that was signed', async () => {
  const before = (await readdir(reviewer.exportDir)).toSorted()
  reviewer.network.disturb(answered(() => ({ text: JSON.stringify({ error: 'not_found' }), status: 404 })))
  expect(await make(reviewer)).toMatchObject({ state: 'failed', error: { kind: 'origin-lacks-bundle' } })
  reviewer.network.disturb(answered((page) => ({ text: page.replace('"state":"refused"', '"state":"granted"') })))
  expect(await make(reviewer)).toMatchObject({ state: 'failed', error: { kind: 'origin-answer-invalid' } })
  // With the page's own hash made anew it arrives, and does not stand the check.
  const forged = (page: string): string => {
    const lines = page.trimEnd().split('\n').slice(0, -1).map((line) => line.replace('"outcome":"refused"', '"outcome":"granted"'))
    const text = lines.map((line) => `${line}\n`).join('')
    expect(text.length).toBeGreaterThan(1_000)
    return `${text}${JSON.stringify({ t: 'end', n: lines.length, sha256: createHash('sha256').update(text).digest('hex') })}\n`
  }
  reviewer.network.disturb(answered((page) => ({ text: forged(page) })))
  expect(await make(reviewer)).toMatchObject({ state: 'failed', error: { kind: 'origin-answer-invalid', params: { reason: 'content-differs' } } })
  reviewer.network.disturb()
  expect((await readdir(reviewer.exportDir)).toSorted()).toEqual(before)
  expect([...agent.internal, ...reviewer.internal]).toEqual([])
})
