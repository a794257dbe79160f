// K-3: a key file that was changed opens nothing, whoever changed it: not with cheaper numbers, not with another person's part, not with an older key, and
// none of its fields can be another. Whoever changes it here also makes its checksum anew, which anybody can.
import { describe, expect, it } from 'vitest'
import type { StaffId } from '../../src-shared/base/ids'
import { mustOk, type Result } from '../../src-shared/base/result'
import { must } from '../../src-shared/base/assert'
import { checkKdfParams, KDF_CREATE, type Kdf, type KdfParams } from '../../src-main/keys/derive'
import { checksumOf, parseKeyFile, type KeyFile, type KeySlot } from '../../src-main/keys/key-file'
import { createKeyFile, putSlot, unlockSlot, type OpenedKeys, type SlotPerson } from '../../src-main/keys/key-slots'
import { quickKdf, seededRandom } from '../vault/desk-store'

const person = (n: number): SlotPerson => ({ staffId: `01970000-0000-7000-8000-0000000000a${String(n)}` as StaffId, login: `staff${String(n)}`, name: '林梅', role: 'agent' })
const [FIRST, SECOND] = [person(1), person(2)]
const PASSPHRASES = ['雨过天青 lake 47 stone', '山高月小 river 83 light'] as const
const deps = () => ({ kdf: quickKdf, random: seededRandom('key file') })

async function madeFile(): Promise<{ readonly keyFile: KeyFile; readonly keys: OpenedKeys }> {
  const { keyFile, keys } = await createKeyFile({ tenant: 'sinoimex', workstation: 'Dalian-03', generation: 1, fileName: 'store-000001.db', person: FIRST, passphrase: PASSPHRASES[0] }, deps())
  return { keyFile: await putSlot(keyFile, keys, SECOND, { passphrase: PASSPHRASES[1] }, deps()), keys }
}

/** As the unlock reads it, with a checksum that fits. */
async function opens(changed: Omit<KeyFile, 'checksum'>, kdf: Kdf = quickKdf): Promise<Result<OpenedKeys, string>> {
  const { mac, ...body } = changed
  const read = parseKeyFile(JSON.stringify({ ...body, mac, checksum: checksumOf(body) }))
  return read.ok ? unlockSlot(read.value, { staffId: FIRST.staffId, passphrase: PASSPHRASES[0] }, { kdf, random: seededRandom('refusals') }) : read
}
const withSlot = (keyFile: KeyFile, change: (slot: KeySlot) => Partial<KeySlot>): KeyFile => ({ ...keyFile, slots: keyFile.slots.map((slot) => (slot.staffId === FIRST.staffId ? { ...slot, ...change(slot) } : slot)) })

/** The same text with one bit of it another: still base64url, hex or a word. */
function bent(text: string, at: number): string {
  const next = text.charAt(at) === 'a' ? 'b' : 'a'
  return `${text.slice(0, at)}${next}${text.slice(at + 1)}`
}

describe('the numbers of the derivation', () => {
  it('are those of the standard or dearer, and no file makes them cheaper', () => {
    expect(KDF_CREATE).toEqual({ name: 'scrypt', N: 131_072, r: 8, p: 1 })
    const weak: KdfParams[] = [{ ...KDF_CREATE, N: 65_536 }, { ...KDF_CREATE, N: 2 }, { ...KDF_CREATE, N: 131_073 }, { ...KDF_CREATE, r: 4 }, { ...KDF_CREATE, p: 0 }, { ...KDF_CREATE, N: -131_072 }, { ...KDF_CREATE, r: 8.5 }]
    for (const params of weak) expect(checkKdfParams(params, 16), JSON.stringify(params)).toEqual({ ok: false, error: 'kdf-too-weak' })
    expect(checkKdfParams(KDF_CREATE, 15)).toEqual({ ok: false, error: 'kdf-too-weak' })
    for (const params of [{ ...KDF_CREATE, N: 2 ** 21 }, { ...KDF_CREATE, r: 17 }, { ...KDF_CREATE, p: 5 }]) expect(checkKdfParams(params, 16)).toEqual({ ok: false, error: 'kdf-too-strong' })
    expect(checkKdfParams({ ...KDF_CREATE, N: 2 ** 18 }, 16).ok).toBe(true)
  })

  it('that are weaker in a file are refused after a derivation that costs as much as any', async () => {
    const { keyFile } = await madeFile()
    const asked: KdfParams[] = []
    const counting: Kdf = { derive: (passphrase, salt, params) => (asked.push(params), quickKdf.derive(passphrase, salt, params)) }
    for (const kdf of [{ ...KDF_CREATE, N: 1024 }, { ...KDF_CREATE, r: 1 }, { ...KDF_CREATE, N: 2 ** 21 }]) expect(await opens(withSlot(keyFile, () => ({ kdf })), counting)).toEqual({ ok: false, error: 'key-file-damaged' })
    expect(asked).toEqual([KDF_CREATE, KDF_CREATE, KDF_CREATE])
  })

  it('that are dearer than they were made with open nothing: they are bound to what they wrap', async () => {
    const { keyFile } = await madeFile()
    expect(await opens(withSlot(keyFile, () => ({ kdf: { ...KDF_CREATE, N: 2 ** 18 } })))).toEqual({ ok: false, error: 'wrong-passphrase' })
  })
})

describe('a key file', () => {
  it('opens as it was made', async () => {
    const { keyFile, keys } = await madeFile()
    const opened = mustOk(await opens(keyFile))
    expect(opened.storeSecret.use((bytes) => Buffer.from(bytes).toString('hex'))).toBe(keys.storeSecret.use((bytes) => Buffer.from(bytes).toString('hex')))
  })

  it('opens nothing with any of its fields changed', async () => {
    const { keyFile } = await madeFile()
    const { salt, wrapped, sealed, publicKey } = must(keyFile.slots[0], 'the slot')
    const changed: [string, Omit<KeyFile, 'checksum'>][] = [
      ['tenant', { ...keyFile, tenant: 'sinoimey' }], ['workstation', { ...keyFile, workstation: 'Dalian-04' }], ['generation', { ...keyFile, generation: 2 }],
      ['fileName', { ...keyFile, fileName: 'store-000002.db' }], ['salt of the store', { ...keyFile, salt: bent(keyFile.salt, 3) }], ['mac', { ...keyFile, mac: bent(keyFile.mac, 0) }],
      ['a slot less', { ...keyFile, slots: keyFile.slots.slice(0, 1) }], ['the order of slots', { ...keyFile, slots: keyFile.slots.toReversed() }],
      ['role', withSlot(keyFile, () => ({ role: 'officer' }))], ['login', withSlot(keyFile, () => ({ login: 'zheng' }))], ['name', withSlot(keyFile, () => ({ name: '郑' }))],
      ['usesDeviceSecret', withSlot(keyFile, () => ({ usesDeviceSecret: true }))],
    ]
    for (const [field, text] of Object.entries({ salt, wrapped, sealed, publicKey })) for (let at = 0; at < text.length - 1; at += 7) changed.push([`${field} at ${String(at)}`, withSlot(keyFile, () => ({ [field]: bent(text, at) }))])
    expect(changed.length).toBeGreaterThan(40)
    for (const [what, file] of changed) expect((await opens(file)).ok, what).toBe(false)
  })

  it('opens nothing with another person’s part, or with the sealed key of another generation', async () => {
    const { keyFile, keys } = await madeFile()
    const second = must(keyFile.slots.find(({ staffId }) => staffId === SECOND.staffId), 'the second slot')
    for (const part of ['wrapped', 'sealed', 'publicKey', 'salt'] as const) expect((await opens(withSlot(keyFile, () => ({ [part]: second[part] })))).ok, part).toBe(false)
    const later = await createKeyFile({ tenant: 'sinoimex', workstation: 'Dalian-03', generation: 2, fileName: 'store-000002.db', person: FIRST, passphrase: PASSPHRASES[0] }, deps())
    expect((await opens(withSlot(keyFile, () => ({ sealed: must(later.keyFile.slots[0], 'its slot').sealed })))).ok).toBe(false)
    expect(keys.staffId).toBe(FIRST.staffId)
  })

  it('is told from one of a newer program and from rubbish, and never rewritten', () => {
    expect(parseKeyFile('{"v":2}')).toEqual({ ok: false, error: 'key-file-newer' })
    for (const text of ['', '{', 'null', '[]', '{"v":1}', '"keys"']) expect(parseKeyFile(text), text).toEqual({ ok: false, error: 'key-file-damaged' })
  })
})
