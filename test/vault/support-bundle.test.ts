// B-3: with a canary in every column of every table the support bundle holds none, nor anything of the staff, the workstation or the origin's hosts.
import { afterEach, expect, test } from 'vitest'
import { keepHostFacts } from '../../src-main/usecases/host-facts'
import { collectSupport, type Facts } from '../../src-main/usecases/support-bundle'
import { supportBundleSchema, type SupportBundle } from '../../src-shared/contract/support'
import { columnsWithout, plantCanaries, readCanaries } from '../deep/residue/canaries'
import { repositoryPack } from '../fixtures/rules'
import { countUndeclared } from '../../src-main/vault/repositories/undeclared'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { NOW, quickKdf, seededRandom } from './desk-store'
import { addPerson, clock, closeDesks, dump, openDesk, type Desk } from './erasing-desk'

afterEach(closeDesks)

const SETTINGS = { language: 'zh-CN', theme: 'dark', zoom: 1.25 } as const
const HOST = 'origin.sinoimex.internal'

function factsOf({ vault }: Desk): Facts {
  const facts = keepHostFacts('writable')
  facts.answered('origin-unreachable')
  facts.answered('origin-unreachable')
  facts.failed({ event: 'internal', work: 'sync.now', error: 'Error', at: [] })
  return {
    vault, clock, appVersion: '0.1.0', keyStore: 'absent', hostFacts: facts.read,
    loop: { state: () => ({ connection: 'offline', reason: 'origin-unreachable', pushReason: undefined, bootstrap: undefined }) },
    rules: { current: () => repositoryPack() },
    knownTime: { now: () => 0, watch: () => ({ state: 'ahead', byMs: 125_000 }) },
    enrolment: { region: 'CN-LN', development: false, hosts: [{ host: HOST, port: 8443 }] },
  }
}

test('no canary of any column is in it; the same search finds them where they are', async () => {
  const desk = await openDesk(quickKdf)
  const people = [await addPerson(desk, 0), await addPerson(desk, 1)]
  const planted: string[] = []
  for (const [at, person] of people.entries()) {
    // A name whose reading nobody else's has.
    const row = { id: person.subjectId, v: 2, accountNo: `SX-000000000${String(at)}`, name: ['欧阳矗', '尉迟骧'][at] ?? '', status: 'active' as const, registeredAt: NOW, identifiers: [['email', `canary${String(at)}@example.cn`, 'proved']] as [['email', string, 'proved']] }
    await desk.vault.transaction((tx) => upsertDirectoryRows(tx, [row], 1))
    await desk.vault.transaction((tx) => plantCanaries(tx, person, seededRandom(`bundle ${String(at)}`)))
    const canaries = await readCanaries(desk.vault.reader, person)
    expect(columnsWithout(canaries)).toEqual([])
    planted.push(...canaries.map(({ value }) => String(value)), person.subjectId, person.requestId, ...person.canaries)
  }
  // A name that the origin made up, and a kind of act that no build of ours knows.
  const mark = 'zqofanundeclaredname'
  await desk.vault.transaction(async (tx) => {
    await countUndeclared(tx, [{ type: mark, field: mark, count: 3 }], undefined, NOW)
    await tx.updateTable('outbox').set({ op: `${mark} 张伟` }).execute()
  })
  planted.push(mark, '张伟')
  const found = (text: string): readonly string[] => planted.filter((one) => text.includes(one) || text.includes(JSON.stringify(one).slice(1, -1)))
  // Power: what is not found in the store itself would be found nowhere.
  const store = JSON.stringify(Object.values(await dump(desk.vault)).flat()) + Object.values(await dump(desk.vault)).flat().join('\n')
  expect(found(store).length).toBeGreaterThan(planted.length * 0.9)
  const bundle = await collectSupport(factsOf(desk), SETTINGS)
  const text = JSON.stringify(bundle)
  expect(found(text)).toEqual([])
  for (const word of [HOST, 'sinoimex', 'DL-TEST-01', '周示一', 'zhou', desk.dir, desk.exportDir]) expect(text, word).not.toContain(word)
  expect(bundle.sync.undeclared).toEqual({ names: 1, times: 3 })
  expect(bundle.store.rows).toMatchObject({ people: 2, outbox: 2, drafts: 2 })
})

test('it says what whoever looks after the desk needs', async () => {
  const desk = await openDesk(quickKdf)
  await addPerson(desk, 0)
  const bundle = await collectSupport(factsOf(desk), SETTINGS)
  expect(bundle.errors).toEqual({ answers: { 'origin-unreachable': 2 }, faults: { 'sync.now': 1 } })
  expect(bundle.sync).toMatchObject({ connection: 'offline', reason: 'origin-unreachable', clock: { state: 'ahead', byMinutes: 2 } })
  expect(bundle.program).toMatchObject({ version: '0.1.0', installFolder: 'writable', keyStore: 'absent', node: process.versions.node })
  // The fixture's audit line is none of ours: the chain is broken, and that is what it says.
  expect(bundle.integrity).toEqual({ pages: 'ok', seals: 'ok', audit: 'broken', auditEntries: 1 })
  expect(bundle.audit).toEqual({ days: 7, kinds: { unreadable: 1 } })
})

test('a text of a person has no place in it: wherever one is put, nothing is made', async () => {
  const desk = await openDesk(quickKdf)
  const bundle = await collectSupport(factsOf(desk), SETTINGS)
  const texts = ['张伟', '13800138000', 'zhang.wei@example.cn', '0198a5c2-7d1e-7c3a-9a51-2f0c8f1f3b11']
  const places = stringPlaces(bundle)
  expect(places.length).toBeGreaterThan(12)
  for (const place of places) for (const text of texts) expect(supportBundleSchema.safeParse(withText(bundle, place, text)).success, `${place.join('.')}: ${text}`).toBe(false)
  for (const text of texts) {
    expect(supportBundleSchema.safeParse({ ...bundle, audit: { days: 7, kinds: { [text]: 1 } } }).success, text).toBe(false)
    expect(supportBundleSchema.safeParse({ ...bundle, note: text }).success).toBe(false)
  }
})

function stringPlaces(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [at]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => stringPlaces(inner, [...at, name]))
}

function withText(bundle: SupportBundle, place: readonly string[], text: string): unknown {
  const copy = structuredClone(bundle) as unknown as Record<string, unknown>
  let inner = copy
  for (const name of place.slice(0, -1)) inner = inner[name] as Record<string, unknown>
  inner[place.at(-1) ?? ''] = text
  return copy
}
