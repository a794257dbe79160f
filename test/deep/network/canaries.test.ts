// N-6: over a working session of two desks no person, no word that somebody typed and no secret stands in a URL or a header; no token stands in a log; and
// SSLKEYLOGFILE makes no file.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import pino from 'pino'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import type { RequestId } from '../../../src-shared/base/ids'
import { approvalOf, grant, proposeErasure, take, verify } from '../../fixtures/desk-acts'
import { originCase } from '../../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startOnlyOrigin } from '../../fixtures/desks-and-origin'
import { catchUp, openDesk, reopen, until, untilSynced, type TestDesk } from '../../fixtures/test-desk'
import type { TestOrigin } from '../../fixtures/test-origin'
import { askApart, buildAsker, RUNTIMES } from './ask-apart'
import { startServers } from './bad-servers'
import { hearRequests, spellings } from './heard-requests'

/** Words that somebody types, each into another field. */
const TYPED = {
  evidence: '银杏叶书签为证 881204', search: '没有这样的人 zq81k', letter: '按您的请求提供 wk37t', note: '电话里提到紫砂壶 hm52v', fileName: 'canary-vx94.txt', fileText: 'bytes of a file ty66d', workstation: '靠窗的工作站 ng20s',
} as const

const logged: string[] = []
const { heard, stop: stopHearing } = hearRequests()
let folder = ''
let origin: TestOrigin
const desks: TestDesk[] = []
/** Of everybody, before one is erased. */
let people: readonly string[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-canaries-'))
  origin = await startOnlyOrigin({ people: 60, logger: pino({ level: 'trace', base: null }, { write: (line: string) => void logged.push(line) }) })
  const { db } = origin.running().context
  const subjects = await db.selectFrom('subjects').select(['name', 'account_no']).execute()
  const identifiers = await db.selectFrom('identifiers').select('value').execute()
  people = [...new Set([...subjects.flatMap((one) => [one.name, one.account_no]), ...identifiers.map(({ value }) => value)])]
})
afterAll(async () => {
  stopHearing()
  await removeDesksAndOrigin()
  await rm(folder, { recursive: true, force: true })
})

const caseOf = async (caseNo: string): Promise<RequestId> => (await originCase(origin, caseNo)).id as RequestId

async function work(agent: TestDesk, reviewer: TestDesk): Promise<void> {
  const access = await caseOf(DEMO_ACCESS_CASE)
  for (const query of [TYPED.search, DEMO_PERSON.name, DEMO_PERSON.mobile, DEMO_PERSON.email, DEMO_PERSON.accountNo]) {
    await agent.get('search.people', { query, limit: 10, offset: 0 })
    await agent.get('search.online', { query })
  }
  await take(agent, access)
  await verify(agent, access, TYPED.evidence)
  const file = path.join(folder, TYPED.fileName)
  await writeFile(file, TYPED.fileText)
  const attached = (await agent.get('note.attach', { requestId: access, pickId: agent.pick(file) })).file
  await agent.get('note.add', { requestId: access, audience: 'internal', kind: 'note', text: TYPED.note, files: [{ sha256: attached.sha256, name: attached.name }] })
  await grant(agent, access, TYPED.letter)
  await catchUp(origin, agent, reviewer)
  await reviewer.get('note.fetch', { requestId: access, sha256: attached.sha256 })
  await until('all rows of the person', async () => (await agent.get('person.open', { subjectId: (await originCase(origin, DEMO_ACCESS_CASE)).subject_id as never })).holdings.every((one) => one.here === 'all'))
  const { jobId } = await agent.get('package.start', { requestId: access })
  await until('the package', async () => (await agent.get('package.job', { jobId })).state === 'done')
}

async function erase(agent: TestDesk, reviewer: TestDesk): Promise<void> {
  const requestId = await caseOf(DEMO_DELETE_CASE)
  await proposeErasure(agent, requestId, TYPED.evidence)
  await catchUp(origin, agent, reviewer)
  await reviewer.get('erasure.approve', await approvalOf(reviewer, requestId))
  await until('the erasure is completed on both', async () => {
    for (const desk of [agent, reviewer]) await desk.get('sync.now', {})
    return (await Promise.all([agent, reviewer].map((desk) => desk.ask('erasure.open', { requestId })))).every((answer) => answer.ok && answer.value.state === 'completed')
  })
}

test('N-6: a working session, from enrolment to an erasure', async () => {
  const { workerFile } = await packageWorker()
  // The first without the directory: whoever is in none of its cases is asked for at the origin.
  desks.push(await openDesk(origin, DEMO_STAFF.zhou, { workerFile, workstation: TYPED.workstation, scopes: ['desk:dalian'] }))
  desks.push(await openDesk(origin, DEMO_STAFF.wu, { workerFile, workstation: TYPED.workstation }))
  await work(desks[0]!, desks[1]!)
  // Another morning: the session is asked for anew.
  await desks[0]!.close()
  desks[0] = await reopen(origin, desks[0]!, { workerFile })
  await untilSynced(desks[0])
  await erase(desks[0], desks[1]!)
  for (const desk of desks) expect(desk.internal).toEqual([])
})

const bodies = (): readonly string[] => heard.map((request) => request.body().toString('utf8'))
const headersOf = (name: string): readonly string[] => heard.flatMap(({ headers }) => headers.filter((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name))
/** In the bodies of requests to this endpoint. */
const saidTo = (endpoint: string, field: string): readonly string[] =>
  heard.filter(({ url }) => url.split('?')[0] === `/sync/v1/${endpoint}`).map((request) => String((JSON.parse(request.body().toString('utf8')) as Record<string, unknown>)[field]))

/** What opens doors, as this session really had it. */
function secrets(): Readonly<Record<'tokens' | 'proofs' | 'codes' | 'sign-in secrets' | 'passphrases', readonly string[]>> {
  return {
    tokens: [...new Set(headersOf('authorization').map((value) => value.replace('Bearer ', '')))],
    proofs: [...new Set(headersOf('x-privacy-proof').map((value) => value.split('.')[1] ?? ''))],
    codes: saidTo('enrol', 'code'),
    'sign-in secrets': [...new Set([...saidTo('signin', 'secret'), ...saidTo('signin/fresh', 'secret')])],
    passphrases: [DEMO_STAFF.zhou.passphrase, DEMO_STAFF.wu.passphrase],
  }
}

test('N-6: 0 canaries in URLs and headers', () => {
  const all = secrets()
  const never = [...people, ...Object.values(TYPED), ...all.codes, ...all['sign-in secrets'], ...all.passphrases]
  const inUrls = [...never, ...all.tokens, ...all.proofs].flatMap(spellings)
  const inHeaders = never.flatMap(spellings)
  const found = heard.flatMap(({ method, url, headers }) => [
    ...inUrls.filter((one) => url.toLowerCase().includes(one)).map((one) => `${method} ${url}: ${one}`),
    ...inHeaders.filter((one) => headers.join('\n').toLowerCase().includes(one)).map((one) => `header of ${method} ${url}: ${one}`),
  ])
  const endpoints = new Set(heard.map(({ method, url }) => `${method} ${(url.split('?')[0] ?? '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}/g, '…')}`))
  console.log([...endpoints].sort().join('\n'))
  console.log(`N-6: ${String(found.length)} of ${String(never.length + all.tokens.length + all.proofs.length)} canaries (${String(inUrls.length)} spellings) in ${String(heard.length)} requests to ${String(endpoints.size)} endpoints`)
  expect(found).toEqual([])
  for (const endpoint of ['POST /sync/v1/enrol', 'POST /sync/v1/signin', 'POST /sync/v1/signin/fresh', 'POST /sync/v1/push', 'POST /sync/v1/search', 'PUT /sync/v1/blobs/…', 'GET /sync/v1/blobs/…', 'GET /sync/v1/people/…/rows', 'GET /sync/v1/changes', 'GET /sync/v1/snapshot', 'POST /sync/v1/ack']) expect([...endpoints], endpoint).toContain(endpoint)
})

test('N-6 would be seen: every word that was typed left the desk, in a body, and a search of a person has who it is', () => {
  for (const [what, word] of Object.entries(TYPED)) expect(bodies().some((body) => body.includes(word)), what).toBe(true)
  expect(bodies().filter((body) => people.some((one) => body.includes(one))).length).toBeGreaterThan(3)
  for (const [what, some] of Object.entries(secrets())) expect(some.length, what).toBeGreaterThan(0)
})

test('N-6: no token, proof, code, secret or passphrase stands in a log', () => {
  const told = [...logged, ...desks.flatMap((desk) => [...desk.internal, ...desk.told].map((one) => JSON.stringify(one)))].join('\n').toLowerCase()
  const all = Object.values(secrets()).flat()
  const found = all.filter((secret) => spellings(secret).some((one) => told.includes(one)))
  console.log(`N-6: ${String(found.length)} of ${String(all.length)} secrets in ${String(logged.length)} lines of the origin's log at its most talkative`)
  expect(logged.length).toBeGreaterThan(heard.length / 2)
  expect(found).toEqual([])
})

test.each(Object.keys(RUNTIMES) as (keyof typeof RUNTIMES)[])('N-6: SSLKEYLOGFILE makes no file (%s)', async (runtime) => {
  const servers = await startServers()
  const good = servers.filter(({ asked }) => asked.name.startsWith('good'))
  const program = await buildAsker(RUNTIMES[runtime])
  const keyLog = path.join(folder, `keys-${runtime}.log`)
  const outcomes = await askApart(program, good.map(({ asked }) => asked), { SSLKEYLOGFILE: keyLog })
  expect(outcomes.map(({ channel }) => channel)).toEqual(good.map(() => 'answered'))
  const made = (await readdir(folder)).filter((name) => name.startsWith('keys-'))
  console.log(`N-6, ${runtime}: SSLKEYLOGFILE set, ${String(outcomes.length)} lines encrypted, ${String(made.length)} files`)
  expect(made).toEqual([])
  for (const { server } of servers) await server.close()
  await program.remove()
})
