// U-2 and U-3: an installer is held against the officer's notice; whatever is not in order is refused in words of its own, and nothing is installed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeUpdateNotice } from '../../../src-origin/service/update-notice'
import { mustOk } from '../../../src-shared/base/result'
import { toBase64url } from '../../../src-shared/formats/canonical'
import { checkInstaller, checkUpdateNotice, compareVersions, NOTICE_LIFE_MS, NOTICE_MAX_CHARS, signUpdateNotice, type UpdateNotice } from '../../../src-shared/formats/update-notice'
import { main } from '../../../src-tools/main'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { AT, organisation, stranger } from '../../fixtures/signers'
import { fc } from '../../fixtures/laws'

const DAY_MS = 86_400_000
const INSTALLER = Buffer.from('an installer, as far as its bytes go')
let folder = ''
let keyPath = ''
let installerPath = ''
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'update-'))
  keyPath = file('org.pub', toBase64url(organisation.publicKey))
  installerPath = file('desk.AppImage', INSTALLER)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const body = (change: Partial<UpdateNotice> = {}): UpdateNotice => ({
  v: 1, kind: 'update-notice', tenant: 'sinoimex', version: '0.2.0', sha256: createHash('sha256').update(INSTALLER).digest('hex'), size: INSTALLER.length, issuedAt: AT - DAY_MS, expiresAt: AT + DAY_MS, ...change,
})
const signed = (change: Partial<UpdateNotice> = {}, signer = organisation): string => JSON.stringify(signUpdateNotice(body(change), signer, nodeCrypto))

interface Ran {
  readonly code: number
  readonly reason: string
}
async function verify(notice: string, { installer = installerPath, key = keyPath, running = '0.1.0', now = AT } = {}): Promise<Ran> {
  const lines: string[] = []
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line), lines: async function* () {}, now: () => now }
  const code = await main(['verify-update', file('notice.json', notice), installer, '--running', running, '--json', ...(key === '' ? [] : ['--key', key])], io)
  return { code, reason: (JSON.parse(lines[0] ?? '{}') as { readonly reason: string }).reason }
}

describe('the five attacks on an update', () => {
  it('the right file with the right notice may be installed', async () => {
    expect(await verify(signed())).toEqual({ code: 0, reason: 'update-valid' })
  })
  it('rollback: a version older than the one that runs', async () => {
    expect(await verify(signed({ version: '0.0.9' }))).toEqual({ code: 1, reason: 'notice-rollback' })
    expect(await verify(signed({ version: '0.9.0' }), { running: '0.10.0' })).toEqual({ code: 1, reason: 'notice-rollback' })
  })
  it('freeze: a notice past its day, which may hide a newer one; none lives longer than 90 days', async () => {
    expect(await verify(signed(), { now: AT + DAY_MS + 1 })).toEqual({ code: 1, reason: 'notice-expired' })
    expect(await verify(signed({ expiresAt: AT - DAY_MS + NOTICE_LIFE_MS + 1 }))).toEqual({ code: 1, reason: 'notice-malformed' })
    expect(await verify(signed({ issuedAt: AT + 2 * DAY_MS, expiresAt: AT + 3 * DAY_MS }))).toEqual({ code: 1, reason: 'notice-too-early' })
  })
  it('wrong key: signed by somebody else, by whatever name; and without a key nothing is believed', async () => {
    expect(await verify(signed({}, stranger))).toEqual({ code: 1, reason: 'notice-other-key' })
    const lied = { ...(JSON.parse(signed({}, stranger)) as object), keyId: (JSON.parse(signed()) as { readonly keyId: string }).keyId }
    expect(await verify(JSON.stringify(lied))).toEqual({ code: 1, reason: 'notice-changed' })
    expect(await verify(signed(), { key: '' })).toEqual({ code: 3, reason: 'notice-key-needed' })
  })
  it('wrong hash: one changed byte of the installer', async () => {
    const changed = Buffer.from(INSTALLER)
    changed[3] = (changed[3] ?? 0) ^ 1
    expect(await verify(signed(), { installer: file('changed', changed) })).toEqual({ code: 1, reason: 'installer-differs' })
  })
  it('endless data: more, or less, than the notice names; no more than that is read', async () => {
    expect(await verify(signed(), { installer: file('longer', Buffer.concat([INSTALLER, INSTALLER])) })).toEqual({ code: 1, reason: 'installer-size-differs' })
    expect(await verify(signed(), { installer: file('shorter', INSTALLER.subarray(1)) })).toEqual({ code: 1, reason: 'installer-size-differs' })
    let given = 0
    const endless = async function* () {
      for (;;) {
        given += 1
        yield new Uint8Array(1_024)
      }
    }
    expect(await checkInstaller(endless(), { size: 10_000, sha256: '0'.repeat(64) }, nodeCrypto)).toEqual({ ok: false, error: 'installer-size-differs' })
    expect(given).toBe(10)
    expect(await verify(signed() + ' '.repeat(NOTICE_MAX_CHARS))).toEqual({ code: 1, reason: 'notice-malformed' })
  })
})

describe('fails closed', () => {
  it('a missing or cut signature, other JSON, no JSON, no file', async () => {
    const good = JSON.parse(signed()) as Record<string, unknown>
    for (const bad of [{ ...good, sig: undefined }, { ...good, sig: 'A'.repeat(86) }, { ...good, extra: 1 }, { ...good, body: { ...body(), version: '9.9.9' } }, [], null, good['body']]) {
      expect((await verify(JSON.stringify(bad))).code, JSON.stringify(bad)).toBe(1)
    }
    for (const text of ['', '{', '\u0000', 'notice']) expect(await verify(text)).toEqual({ code: 1, reason: 'notice-malformed' })
    expect(await verify(signed(), { installer: join(folder, 'not-there') })).toEqual({ code: 2, reason: 'file-unreadable' })
    expect(await verify(signed(), { key: installerPath })).toEqual({ code: 2, reason: 'key-unreadable' })
  })
  it('a notice with any one character changed is refused', () => {
    const text = signed()
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', 'a', '"', ' ', '}'), (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        const answer = checkUpdateNotice(changed, { orgPublicKey: organisation.publicKey, now: AT, running: '0.1.0' }, nodeCrypto)
        // The same document in other spelling is the same; anything else is refused.
        return !answer.ok || JSON.stringify(answer.value) === JSON.stringify(body())
      }),
    )
  })
  it('a step that must not be skipped', async () => {
    expect(await verify(signed({ leastVersion: '0.1.5' }))).toEqual({ code: 1, reason: 'notice-step-needed' })
    expect(await verify(signed({ leastVersion: '0.1.0' }))).toEqual({ code: 0, reason: 'update-valid' })
  })
  it('versions are compared by number; what is no version is the oldest', () => {
    expect(['1.10.0', '1.9.9', '0.10.1', 'x'].toSorted(compareVersions)).toEqual(['x', '0.10.1', '1.9.9', '1.10.0'])
  })
})

describe('what the officer signs', () => {
  const ask = (change = {}) => makeUpdateNotice({ installer: installerPath, version: '0.2.0', expires: '2026-07-31', ...change }, organisation, Date.parse('2026-06-15T02:00:00Z'))
  it('has hash and size of the installer, and holds', async () => {
    const notice = JSON.stringify(mustOk(await ask()))
    expect(await verify(notice, { now: Date.parse('2026-07-31T15:59:59Z') })).toEqual({ code: 0, reason: 'update-valid' })
    expect(await verify(notice, { now: Date.parse('2026-07-31T16:00:00Z') })).toEqual({ code: 1, reason: 'notice-expired' })
  })
  it('is refused in its own words where it could not be meant', async () => {
    for (const [change, error] of [[{ expires: '2026-06-14' }, 'notice-days'], [{ expires: '2026-12-31' }, 'notice-days'], [{ expires: 'soon' }, 'notice-days'], [{ version: '0.2' }, 'notice-version'], [{ least: 'v1' }, 'notice-version'], [{ installer: join(folder, 'none') }, 'installer-unreadable']] as const) {
      expect(await ask(change), JSON.stringify(change)).toEqual({ ok: false, error })
    }
  })
})
