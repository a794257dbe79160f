// Revealing one value over a real store: its line is there before the value, one value alone leaves, and the limit outlives a new start.
import { afterEach, describe, expect, it } from 'vitest'
import type { SubjectId } from '../../src-shared/base/ids'
import { toDay } from '../../src-shared/base/clock'
import { ACCESS_LIMITS } from '../../src-shared/domain/access-limits'
import { LET_THROUGH } from '../../src-shared/domain/access-use'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { Role } from '../../src-shared/domain/vocabulary'
import { permissionsOf } from '../../src-shared/domain/staff'
import { createLeasedPeople } from '../../src-main/sync/leased-people'
import { subjectHmac } from '../../src-main/sync/suppression'
import { revealField } from '../../src-main/usecases/reveal-field'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { putRecords } from '../../src-main/vault/repositories/records'
import { repositoryPack } from '../fixtures/rules'
import { ACTOR, makeAuditedStore, readChain, reopenAuditedStore, type AuditedStore } from './audited-store'
import { makeFolder, makePeople, NOW, removeFolders, STAFF } from './desk-store'

afterEach(removeFolders)

const PEOPLE = makePeople('reveal', 40)
const [FIRST] = PEOPLE
const idOf = (at: number): SubjectId => PEOPLE[at]!.id

interface DeskMore {
  readonly role?: Role
  readonly bootId?: string
  readonly actor?: string
  readonly rules?: RulesPackBody
}
type Asked = Partial<Parameters<typeof revealField>[1]>

function deskOf({ vault, auditBy, clock }: AuditedStore, { role = 'agent', bootId = 'ab'.repeat(16), actor = ACTOR, rules = repositoryPack() }: DeskMore = {}) {
  const me = { ...STAFF, staffId: actor as typeof STAFF.staffId, role, permissions: permissionsOf(role), training: { state: 'untracked' as const, officers: [] } }
  const deps = { vault, me, clock, bootId, rules: { current: () => rules, offer: () => expect.unreachable() }, today: () => toDay(clock.now()), audit: auditBy(actor), leased: createLeasedPeople({ clock, time: clock.now }) }
  return { deps, reveal: (at: number, more: Asked = {}) => revealField(deps, { subjectId: idOf(at), field: { of: 'name' }, reason: 'call-back', ...more }) }
}

async function storeWithPeople(seed: string): Promise<AuditedStore & { readonly dir: string }> {
  const dir = await makeFolder()
  const store = await makeAuditedStore(dir, seed)
  await store.vault.transaction((tx) => upsertDirectoryRows(tx, PEOPLE, 1))
  return { ...store, dir }
}

const typesOf = async ({ vault }: AuditedStore): Promise<readonly string[]> => (await readChain(vault)).map(({ entry }) => entry.type)

describe('a reveal', () => {
  it('answers the one value that was asked for, and its line says which, why and nothing of it', async () => {
    const store = await storeWithPeople('one')
    const { reveal } = deskOf(store)
    const [, mobile] = FIRST!.identifiers.find(([kind]) => kind === 'mobile')!
    expect(await reveal(0)).toEqual({ ok: true, value: { value: FIRST!.name } })
    expect(await reveal(0, { field: { of: 'account' }, reason: 'compare' })).toEqual({ ok: true, value: { value: FIRST!.accountNo } })
    const shown = await reveal(0, { field: { of: 'identifier', id: `${FIRST!.id}:0` }, reason: 'other', words: '约定今天下午回电' })
    expect(shown).toMatchObject({ ok: true, value: {} })
    expect(Object.keys((shown as { readonly value: object }).value)).toEqual(['value'])
    expect((shown as { readonly value: { readonly value: string } }).value.value.replace(/\D/g, '')).toBe(mobile.replace(/\D/g, '').replace(/^86/, ''))
    const chain = await readChain(store.vault)
    expect(chain.map(({ entry, detail, subjectId }) => [entry.type, entry.actor, subjectId, detail])).toEqual([
      ['person.reveal', ACTOR, FIRST!.id, { field: 'name', reason: 'call-back' }],
      ['person.reveal', ACTOR, FIRST!.id, { field: 'account', reason: 'compare' }],
      ['person.reveal', ACTOR, FIRST!.id, { field: 'mobile', reason: 'other', words: '约定今天下午回电' }],
    ])
    expect(JSON.stringify(chain)).not.toContain(FIRST!.name)
    await store.vault.close()
  })

  it('comes to nothing where its line cannot be written', async () => {
    const store = await storeWithPeople('no line')
    const { deps } = deskOf(store)
    const refusing = { ...deps, audit: () => Promise.reject(new Error('no room')) }
    await expect(revealField(refusing, { subjectId: idOf(0), field: { of: 'name' }, reason: 'call-back' })).rejects.toThrow('no room')
    expect(await typesOf(store)).toEqual([])
    await store.vault.close()
  })

  it('is answered when its line is committed, and not a moment before', async () => {
    const store = await storeWithPeople('committed')
    const { deps } = deskOf(store)
    const linesAtCommit: number[] = []
    const watched = { ...deps.vault, transaction: async <T>(work: Parameters<typeof deps.vault.transaction<T>>[0]): Promise<T> => {
      const answer = await deps.vault.transaction(work)
      linesAtCommit.push((await readChain(store.vault)).length)
      return answer
    } }
    expect(await revealField({ ...deps, vault: watched }, { subjectId: idOf(0), field: { of: 'name' }, reason: 'call-back' })).toMatchObject({ ok: true })
    expect(linesAtCommit).toEqual([1])
    await store.vault.close()
  })

  it('of somebody erased, of somebody unknown or of a value they do not have is not found', async () => {
    const store = await storeWithPeople('gone')
    const { reveal } = deskOf(store)
    await store.vault.transaction(async (tx) => {
      await tx.deleteFrom('people').where('id', 'in', [idOf(1), idOf(2)]).execute()
      await tx.insertInto('erasures').values({ erasure_id: 'e1', subject_hmac: await subjectHmac(tx, idOf(1)), counts: '{}', deleted_at: NOW, purged_at: null, generation: null, residue: null, receipt: null, receipt_acked: 0 }).execute()
    })
    expect(await reveal(1)).toEqual({ ok: false, error: { kind: 'gone-erased' } })
    expect(await reveal(2)).toEqual({ ok: false, error: { kind: 'not-found' } })
    expect(await reveal(0, { field: { of: 'identifier', id: `${FIRST!.id}:9` } })).toEqual({ ok: false, error: { kind: 'not-found' } })
    // An identifier of somebody else does not come by way of this one.
    expect(await reveal(0, { field: { of: 'identifier', id: `${idOf(3)}:0` } })).toEqual({ ok: false, error: { kind: 'not-found' } })
    expect(await typesOf(store)).toEqual([])
    await store.vault.close()
  })

  it('takes no words that hold a number, an address or the person\'s name, and keeps none of them', async () => {
    const store = await storeWithPeople('words')
    const { reveal } = deskOf(store)
    for (const words of ['打 13800138000', '发到 a.b@mail.example', 'SX-2041000036 的事', '身份证 110101199003074514', `找${FIRST!.name}`]) {
      expect(await reveal(0, { words })).toEqual({ ok: false, error: { kind: 'reason-names-person' } })
    }
    expect(await reveal(0, { reason: 'other' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
    expect(await typesOf(store)).toEqual([])
    expect(await reveal(0, { words: '第二次回电' })).toMatchObject({ ok: true })
    await store.vault.close()
  })

  it('of a minor is for a reviewer or the officer, and its line says so', async () => {
    const store = await storeWithPeople('minor')
    const child = { id: idOf(0), accountNo: 'SX-2041000036', name: '小小', status: 'active', birthDay: '2015-01-01', region: '', registeredAt: NOW, products: [], identifiers: [], synthetic: true } as const
    await store.vault.transaction((tx) => putRecords(tx, [{ type: 'subject', id: child.id, v: 1, body: child, scopes: ['desk:dalian'] }], 1))
    expect(await deskOf(store).reveal(0)).toEqual({ ok: false, error: { kind: 'reveal-minor' } })
    for (const role of ['reviewer', 'officer'] as const) expect(await deskOf(store, { role }).reveal(0)).toMatchObject({ ok: true })
    expect((await readChain(store.vault)).map(({ detail }) => detail)).toEqual(Array.from({ length: 2 }, () => ({ field: 'name', reason: 'call-back', minor: true })))
    await store.vault.close()
  })
})

describe('the limit of people', () => {
  const { revealedPeople, revealedWithinMs } = ACCESS_LIMITS

  it('refuses the twenty-first, says from when on, leaves one line, and goes on for those who were shown', async () => {
    const store = await storeWithPeople('limit')
    const { reveal } = deskOf(store)
    for (let at = 0; at < revealedPeople; at++) {
      store.clock.advance(1_000)
      expect(await reveal(at)).toMatchObject({ ok: true })
    }
    const until = NOW + 1_000 + revealedWithinMs
    for (let again = 0; again < 3; again++) expect(await reveal(revealedPeople)).toEqual({ ok: false, error: { kind: 'reveal-limit', params: { most: revealedPeople, until } } })
    expect(await reveal(3, { field: { of: 'account' } })).toMatchObject({ ok: true })
    expect((await typesOf(store)).filter((type) => type === 'person.reveal-limit')).toHaveLength(1)
    // Of somebody else who works here it is not used up.
    expect(await deskOf(store, { actor: 'staff-2' }).reveal(revealedPeople)).toMatchObject({ ok: true })
    store.clock.advance(until - store.clock.now())
    expect(await reveal(revealedPeople)).toMatchObject({ ok: true })
    await store.vault.close()
  })

  it('outlives a lock and a new start, and a clock that was set forward while the desk is open', async () => {
    const store = await storeWithPeople('again')
    const { reveal } = deskOf(store)
    for (let at = 0; at < revealedPeople; at++) expect(await reveal(at)).toMatchObject({ ok: true })
    store.clock.moveWall(3_600_000)
    expect(await reveal(revealedPeople)).toMatchObject({ ok: false, error: { kind: 'reveal-limit' } })
    await store.vault.close()
    const reopened = await reopenAuditedStore(store.dir, 'again')
    const next = deskOf(reopened, { bootId: 'cd'.repeat(16) })
    expect(await next.reveal(revealedPeople)).toMatchObject({ ok: false, error: { kind: 'reveal-limit' } })
    expect(await next.reveal(0)).toMatchObject({ ok: true })
    await reopened.vault.close()
  })

  it('is what the pack in force says', async () => {
    const store = await storeWithPeople('pack')
    const { reveal } = deskOf(store, { rules: { ...repositoryPack(), limits: { revealedPeople: 3, source: 'P-MASK' } } })
    const answers = []
    for (let at = 0; at < 4; at++) answers.push(await reveal(at))
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, false])
    expect(answers.at(-1)).toMatchObject({ error: { kind: 'reveal-limit', params: { most: 3 } } })
    await store.vault.close()
  })

  it('begins anew where a second person let it through, for that one and for reveals alone, over a new start too', async () => {
    const store = await storeWithPeople('let through')
    const { reveal } = deskOf(store)
    for (let at = 0; at < revealedPeople; at++) expect(await reveal(at)).toMatchObject({ ok: true })
    const letThrough = (kind: string, actor = ACTOR) => store.vault.transaction((tx) => store.auditBy(actor)(tx, { type: LET_THROUGH, detail: { kind, by: 'staff-9' } }))
    await letThrough('export')
    await letThrough('reveal', 'staff-2')
    expect(await reveal(revealedPeople)).toMatchObject({ ok: false, error: { kind: 'reveal-limit' } })
    await letThrough('reveal')
    await store.vault.close()
    const reopened = await reopenAuditedStore(store.dir, 'let through')
    const next = deskOf(reopened, { bootId: 'cd'.repeat(16) })
    for (let at = 0; at < revealedPeople; at++) expect(await next.reveal(revealedPeople - at)).toMatchObject({ ok: true })
    expect(await next.reveal(revealedPeople + 1)).toMatchObject({ ok: false, error: { kind: 'reveal-limit' } })
    // Each while has its own line of the first refusal.
    expect((await typesOf(reopened)).filter((type) => type === 'person.reveal-limit')).toHaveLength(2)
    await reopened.vault.close()
  })

  it('holds where two dozen are asked for at once', async () => {
    const store = await storeWithPeople('at once')
    const { reveal } = deskOf(store)
    const answers = await Promise.all(Array.from({ length: revealedPeople + 4 }, (_, at) => reveal(at)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(revealedPeople)
    await store.vault.close()
  })
})
