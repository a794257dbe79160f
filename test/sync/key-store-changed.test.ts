// K-2 and I-6: a workstation whose key store is another one, or gone, falls back on nothing: it says so in words of its own, changes no byte, and opens again once the
// former key store is back.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LANGUAGES } from '../../src-shared/domain/vocabulary'
import { textsOf } from '../e2e/desk-driver'
import { createKeyStore } from '../fixtures/key-store'
import { removeDesksAndOrigin, startOneDesk, type OneDesk } from '../fixtures/desks-and-origin'
import { openHost, reopen } from '../fixtures/test-desk'

const KEYRING = createKeyStore('gnome_libsecret')

let { origin, desk } = {} as OneDesk
beforeAll(async () => {
  ;({ origin, desk } = await startOneDesk({ safeStorage: KEYRING }))
})
afterAll(removeDesksAndOrigin)

/** But the count of wrong tries, and what a first start leaves that found none. */
async function bytesOf(dir: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(dir, { withFileTypes: true })).filter((entry) => entry.isFile() && entry.name !== 'tries.json').map(({ name }) => name)
  return Object.fromEntries(await Promise.all(names.toSorted().map(async (name) => [name, createHash('sha256').update(await readFile(join(dir, name))).digest('hex')] as const)))
}

it('is refused with a word of its own for every other key store, and nothing is written', async () => {
  await desk.close()
  const { profileDir, staff } = desk
  const before = await bytesOf(profileDir)
  expect(Object.keys(before)).toContain('device.secret')
  for (const [what, safeStorage] of [
    ['another key store', createKeyStore('kwallet5', 0x33)], ['the password of Chromium’s source', createKeyStore('basic_text')], ['one that was not asked yet', createKeyStore('unknown')],
    ['none', createKeyStore('none')], ['none at all', undefined],
  ] as const) {
    const host = await openHost(origin, { profileDir, ...(safeStorage ? { safeStorage } : {}) })
    expect([what, (await host.get('session.status', {})).keyStore]).toEqual([what, 'absent'])
    expect([what, await host.ask('session.unlock', { staffId: staff.id, passphrase: staff.passphrase })]).toEqual([what, { ok: false, error: { kind: 'key-store-changed' } }])
    // Not held against whoever typed the right passphrase.
    expect([what, (await host.get('session.status', {})).failures.count]).toEqual([what, 0])
    await host.close()
    expect([what, await bytesOf(profileDir)]).toEqual([what, before])
  }
  desk = await reopen(origin, desk, { safeStorage: KEYRING })
  expect((await desk.get('session.status', {})).keyStore).toBe('used')
})

it('is one of four different messages in both languages', () => {
  for (const language of LANGUAGES) {
    const t = textsOf(language)
    const said = (['wrong-passphrase', 'key-store-changed', 'store-damaged', 'store-newer'] as const).map((kind) => t(`errors:${kind}.title`))
    expect(new Set(said).size).toBe(4)
  }
})
