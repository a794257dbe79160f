// More looks within a minute than work asks for: one line of the audit, and nobody is stopped.
import { afterEach, expect, it } from 'vitest'
import { createId, type SubjectId } from '../../src-shared/base/ids'
import { ACCESS_LIMITS } from '../../src-shared/domain/access-limits'
import { withAlerts } from '../../src-main/usecases/access-alerts'
import { ACTOR, makeAuditedStore, readChain, reopenAuditedStore, type AuditedStore } from './audited-store'
import { makeFolder, NOW, removeFolders, seededRandom } from './desk-store'

afterEach(removeFolders)

const random = seededRandom('people who are opened')
const PEOPLE = Array.from({ length: 90 }, (_, at) => createId<SubjectId>(NOW + at, random))
const ROWS = 50
const SEARCHES = ACCESS_LIMITS.maskedRows / ROWS

function deskOf({ vault, look, clock }: AuditedStore, actor = ACTOR) {
  const alerted = withAlerts(look, { vault, clock, actor })
  return {
    open: async (people: readonly SubjectId[]): Promise<void> => { for (const subjectId of people) await alerted({ type: 'person.open', subjectId }) },
    search: async (times: number): Promise<void> => { for (let n = 0; n < times; n++) await alerted({ type: 'search.people', detail: { terms: ['han'], rows: ROWS, offset: 0 } }) },
  }
}
const alertsIn = async ({ vault }: AuditedStore) => (await readChain(vault)).filter(({ entry }) => entry.type === 'access.alert').map(({ detail }) => (detail as { readonly what: string }).what)

it('is written once when a minute becomes too full, and again when another one does', async () => {
  const store = await makeAuditedStore(await makeFolder(), 'people')
  const { open } = deskOf(store)
  await open(PEOPLE.slice(0, ACCESS_LIMITS.openedPeople))
  await open(PEOPLE.slice(0, 10))
  expect(await alertsIn(store)).toEqual([])
  await open(PEOPLE.slice(60, 70))
  expect(await alertsIn(store)).toEqual(['people'])
  store.clock.advance(ACCESS_LIMITS.noticedWithinMs)
  await open(PEOPLE.slice(0, 5))
  await open(PEOPLE)
  expect(await alertsIn(store)).toEqual(['people', 'people'])
  // Behind the very look that filled the minute, and it names nobody.
  const chain = await readChain(store.vault)
  const at = chain.findIndex(({ entry }) => entry.type === 'access.alert')
  expect(chain[at - 1]).toMatchObject({ subjectId: PEOPLE[60] })
  expect(chain[at]).toMatchObject({ subjectId: null, detail: { what: 'people', withinMs: ACCESS_LIMITS.noticedWithinMs } })
  expect(chain[at]?.entry).not.toHaveProperty('objRef')
  await store.vault.close()
})

it('is not written for fast typing, twenty lists of fifty a minute, and is for six thousand rows and one more list', async () => {
  const store = await makeAuditedStore(await makeFolder(), 'rows')
  const { search } = deskOf(store)
  for (let minute = 0; minute < 4; minute++) {
    await search(20)
    store.clock.advance(ACCESS_LIMITS.noticedWithinMs)
  }
  await search(SEARCHES)
  expect(await alertsIn(store)).toEqual([])
  await search(1)
  expect(await alertsIn(store)).toEqual(['rows'])
  await store.vault.close()
})

it('counts what came before a lock, by the same person alone', async () => {
  const dir = await makeFolder()
  const first = await makeAuditedStore(dir, 'lock')
  await deskOf(first).open(PEOPLE.slice(0, 50))
  await first.vault.close()
  const store = await reopenAuditedStore(dir, 'lock')
  await deskOf(store, 'staff-2').open(PEOPLE.slice(50, 65))
  expect(await alertsIn(store)).toEqual([])
  await deskOf(store).open(PEOPLE.slice(65, 76))
  expect(await alertsIn(store)).toEqual(['people'])
  await store.vault.close()
})
