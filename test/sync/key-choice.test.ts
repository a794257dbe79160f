// The keys that a person chose are kept for them on this desk, over a restart, and nothing but keys is.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FIRST_KEY_CHOICE } from '../../src-shared/domain/commands'
import { removeDesksAndOrigin, startOneDesk, type OneDesk } from '../fixtures/desks-and-origin'
import { reopen, withStore } from '../fixtures/test-desk'
import { getMeta, setMeta } from '../../src-main/vault/repositories/meta'

let { origin, desk } = {} as OneDesk
beforeAll(async () => {
  ;({ origin, desk } = await startOneDesk())
}, 120_000)
afterAll(removeDesksAndOrigin)

it('keeps what was chosen over a restart, for its person alone', async () => {
  expect(await desk.get('keys.mine', {})).toEqual(FIRST_KEY_CHOICE)
  const choice = { single: false, own: { take: 'KeyQ', note: null } }
  await desk.get('keys.choose', choice)
  await desk.close()
  await withStore(origin, desk, async (vault) => expect(Object.keys((await getMeta(vault.reader, 'keys')) ?? {})).toEqual([desk.staff.id]))
  desk = await reopen(origin, desk)
  expect(await desk.get('keys.mine', {})).toEqual(choice)
})

it('refuses what is no key or no command, and keeps what was', async () => {
  const before = await desk.get('keys.mine', {})
  for (const own of [{ take: 'Escape' }, { take: 'KeyQ'.repeat(9) }, { nothing: 'KeyQ' }]) {
    expect(await desk.ask('keys.choose', { single: true, own })).toMatchObject({ ok: false, error: { kind: 'bad-message' } })
  }
  expect(await desk.get('keys.mine', {})).toEqual(before)
})

it('passes over what another build called commands and keys', async () => {
  await desk.close()
  await withStore(origin, desk, (vault) => vault.transaction((tx) => setMeta(tx, 'keys', { [desk.staff.id]: { single: true, own: { take: 'KeyQ', fly: 'KeyY', verify: 'F5' } as never } })))
  desk = await reopen(origin, desk)
  expect(await desk.get('keys.mine', {})).toEqual({ single: true, own: { take: 'KeyQ' } })
})
