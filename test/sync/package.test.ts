// An access package, asked for through the desk's channels and written by the built worker: it verifies, holds what the origin holds, and is refused on old data.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import type { PackageJob } from '../../src-shared/contract/package'
import { DEMO_ACCESS_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { main } from '../../src-tools/main'
import { take, verify } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { packageWorker, removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { PACK_VERSION } from '../fixtures/rules'
import { catchUp, until, untilStatus, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
let desk: TestDesk
let requestId: RequestId
let subjectId = ''
let worker: Awaited<ReturnType<typeof packageWorker>>
beforeAll(async () => {
  worker = await packageWorker()
  ;({ origin, desk } = await startOneDesk({ workerFile: worker.workerFile }))
  const row = await originCase(origin, DEMO_ACCESS_CASE)
  requestId = row.id as RequestId
  subjectId = row.subject_id
})
afterAll(removeDesksAndOrigin)

const refusal = (kind: string) => ({ ok: false, error: expect.objectContaining({ kind }) as unknown })
const untilEnded = (jobId: string): Promise<PackageJob> =>
  until('the end of the job', async () => {
    const job = await desk.get('package.job', { jobId })
    return job.state !== 'running' && job
  })
const exported = (): Promise<readonly string[]> => readdir(desk.exportDir).catch(() => [])
const holdings = () => origin.running().context.db.selectFrom('holdings').select(['category', 'rows']).where('subject_id', '=', subjectId).execute()

interface Ran {
  readonly code: number
  readonly facts: Readonly<Record<string, unknown>>
}
async function tool(...argv: readonly string[]): Promise<Ran> {
  const out: string[] = []
  const code = await main([...argv, '--key', origin.running().enrolmentFile, '--json'], { out: (line) => out.push(line), err: (line) => out.push(line), lines: async function* () {}, now: () => 0 })
  return { code, facts: JSON.parse(out.join('')) as Ran['facts'] }
}

describe('an access package', () => {
  it('is not made for a person whose identity nobody checked, nor for another kind of request', async () => {
    expect(await desk.get('package.preview', { requestId })).toMatchObject({ caseNo: DEMO_ACCESS_CASE, categories: [], blocked: { kind: 'identity-not-verified' } })
    expect(await desk.ask('package.start', { requestId })).toEqual(refusal('identity-not-verified'))
    const other = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
    expect(await desk.ask('package.start', { requestId: other })).toEqual(refusal('state-changed'))
    expect(await exported()).toEqual([])
  })

  it('shows before it is made what it will hold: all that the origin holds', async () => {
    await take(desk, requestId)
    await verify(desk, requestId)
    await catchUp(origin, desk)
    const preview = await until('all rows of the person', async () => {
      const one = await desk.get('package.preview', { requestId })
      return one.categories.every((category) => category.source === 'desk') && one
    })
    expect(preview.blocked).toBeUndefined()
    expect(new Map(preview.categories.map((one) => [one.category as string, one.rows]))).toEqual(new Map((await holdings()).map((one) => [one.category, one.rows])))
  })

  it('is made one at a time, however fast somebody asks twice', async () => {
    const asked = await Promise.all([desk.ask('package.start', { requestId }), desk.ask('package.start', { requestId })])
    expect(asked.filter((one) => !one.ok)).toEqual([{ ok: false, error: { kind: 'package-failed', params: { reason: 'busy' } } }])
    for (const one of asked) {
      if (!one.ok) continue
      await desk.get('package.cancel', { jobId: one.value.jobId })
      await untilEnded(one.value.jobId)
    }
  })

  it('can be stopped, and then leaves nothing behind', async () => {
    const { jobId } = await desk.get('package.start', { requestId })
    await desk.get('package.cancel', { jobId })
    expect(await untilEnded(jobId)).toMatchObject({ state: 'cancelled' })
    expect(await desk.ask('package.passphrase', { jobId })).toEqual(refusal('not-found'))
    expect(await exported()).toEqual([])
  })

  it('is written, verifies with the passphrase that is told once, and holds every row', async () => {
    const { jobId } = await desk.get('package.start', { requestId })
    const { state, error, done } = await untilEnded(jobId)
    expect({ state, error }).toEqual({ state: 'done', error: undefined })
    expect(await exported()).toEqual([done!.fileName])
    const file = path.join(desk.exportDir, done!.fileName)
    const bytes = await readFile(file)
    expect({ sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }).toEqual({ sizeBytes: done!.sizeBytes, sha256: done!.sha256 })
    expect(done!.fileName).toContain(DEMO_ACCESS_CASE)
    for (const secret of [DEMO_PERSON.name, DEMO_PERSON.email, DEMO_PERSON.accountNo]) expect(bytes.includes(secret)).toBe(false)

    const { passphrase } = await desk.get('package.passphrase', { jobId })
    expect(await desk.ask('package.passphrase', { jobId })).toEqual(refusal('not-found'))
    const words = path.join(worker.dir, 'passphrase.txt')
    await writeFile(words, passphrase)
    const ran = await tool('verify', file, '--passphrase-file', words)
    expect(ran).toMatchObject({ code: 0, facts: { reason: 'valid', case: DEMO_ACCESS_CASE, device: '测试工作站', rulesPack: PACK_VERSION } })
    expect(Number(ran.facts['rows'])).toBeGreaterThanOrEqual(DEMO_PERSON.rowsPerCategory * 5)
    await writeFile(words, `${passphrase.slice(0, -1)}${passphrase.endsWith('A') ? 'B' : 'A'}`)
    expect((await tool('verify', file, '--passphrase-file', words)).facts['reason']).toBe('wrong-passphrase')
  })

  it('is on record: the exported audit verifies', async () => {
    const { fileName, entries } = await desk.get('audit.export', {})
    expect(entries).toBeGreaterThan(5)
    expect(await tool('verify-audit', path.join(desk.exportDir, fileName))).toMatchObject({ code: 0, facts: { reason: 'valid' } })
    expect(await desk.get('audit.verify', {})).toMatchObject({ intact: true })
  })

  it('knows no job that it was not asked for', async () => {
    expect(await desk.ask('package.job', { jobId: 'x' })).toEqual(refusal('not-found'))
    expect(await desk.ask('package.cancel', { jobId: 'x' })).toEqual(refusal('not-found'))
  })

  it('is not made of data that are more than a day old, and is again as soon as they are not', async () => {
    const before = await exported()
    desk.network.cut()
    await untilStatus(desk, 'offline', ({ connection }) => connection === 'offline')
    origin.advance(23 * 3_600_000)
    expect((await desk.get('package.preview', { requestId })).blocked).toBeUndefined()
    origin.advance(2 * 3_600_000)
    expect(await desk.get('package.preview', { requestId })).toMatchObject({ blocked: { kind: 'stale-data' }, freshness: { stale: true } })
    expect(await desk.ask('package.start', { requestId })).toEqual(refusal('stale-data'))
    const { id, ...rest } = { id: (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId, deletionGround: 'purpose-over' as const, planHash: '0'.repeat(64), confirm: '1184', text: '甲' }
    expect(await desk.ask('erasure.propose', { requestId: id, version: 1, ...rest })).toEqual(refusal('stale-data'))
    expect(await exported()).toEqual(before)
    desk.network.mend()
    await catchUp(origin, desk)
    const { jobId } = await desk.get('package.start', { requestId })
    expect(await untilEnded(jobId)).toMatchObject({ state: 'done' })
    expect(desk.internal).toEqual([])
  })
})
