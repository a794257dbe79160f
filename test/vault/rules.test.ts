// The rules pack in the store: kept whole or not at all, checked at every opening, never replaced by an older or a bad one.
import { afterEach, expect, test } from 'vitest'
import { loadRules } from '../../src-main/rules/load-pack'
import { getMeta, setMeta } from '../../src-main/vault/repositories/meta'
import { createEd25519, signerFrom } from '../../src-origin/devices/node-crypto'
import { mustOk } from '../../src-shared/base/result'
import { signRulesPack } from '../../src-shared/formats/rules-pack'
import { nodeCrypto } from '../../src-tools/node-crypto'
import { repositoryPack } from '../fixtures/rules'
import { makeFolder, openTestVault, removeFolders } from './desk-store'

afterEach(removeFolders)

const org = signerFrom(createEd25519().pkcs8)
const stranger = signerFrom(createEd25519().pkcs8)
const pack = (version: string, signer = org) => signRulesPack({ ...repositoryPack(), version }, signer, nodeCrypto)

async function storeWith(version: string) {
  const vault = await openTestVault(await makeFolder(), 'rules')
  await vault.transaction((tx) => setMeta(tx, 'rulesPack', JSON.stringify(pack(version))))
  const load = () => loadRules({ vault, orgPublicKey: org.publicKey, crypto: nodeCrypto })
  return { vault, load }
}

test('a newer pack is in force from its transaction on, and at the next opening', async () => {
  const { vault, load } = await storeWith('2030.1')
  const rules = mustOk(await load())
  expect(await rules.offer(pack('2030.2'))).toEqual({ ok: true, value: { done: 'replaced' } })
  expect(rules.current().version).toBe('2030.2')
  expect(mustOk(await load()).current().version).toBe('2030.2')
  await vault.close()
})

test('where its transaction fails, the former one stays in force and in the store', async () => {
  const { vault, load } = await storeWith('2030.1')
  const rules = mustOk(await load())
  await expect(rules.offer(pack('2030.2'), () => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
  expect(rules.current().version).toBe('2030.1')
  expect(mustOk(await load()).current().version).toBe('2030.1')
  await vault.close()
})

test('an older, an equal, a damaged and a foreign one change nothing', async () => {
  const { vault, load } = await storeWith('2030.5')
  const rules = mustOk(await load())
  const kept = await getMeta(vault.reader, 'rulesPack')
  expect(await rules.offer(pack('2030.4'))).toEqual({ ok: true, value: { done: 'kept', offered: '2030.4' } })
  expect(await rules.offer(pack('2030.5'))).toEqual({ ok: true, value: { done: 'kept', offered: '2030.5' } })
  expect(await rules.offer({ ...pack('2030.6'), sig: pack('2030.7').sig })).toEqual({ ok: false, error: 'bad-signature' })
  expect(await rules.offer(pack('2030.6', stranger))).toEqual({ ok: false, error: 'unknown-signer' })
  expect(await rules.offer('{')).toEqual({ ok: false, error: 'malformed' })
  expect(rules.current().version).toBe('2030.5')
  expect(await getMeta(vault.reader, 'rulesPack')).toBe(kept)
  await vault.close()
})

test('a store whose own pack is not the organisation’s does not open its rules', async () => {
  const { vault, load } = await storeWith('2030.1')
  await vault.transaction((tx) => setMeta(tx, 'rulesPack', JSON.stringify(pack('2030.2', stranger))))
  expect(await load()).toEqual({ ok: false, error: { kind: 'rules-pack-invalid', params: { reason: 'unknown-signer' } } })
  await vault.close()
})
