// Stores for tests: a real SQLCipher store in a folder of its own, on the injected date, with made-up people.
import { createHash, scrypt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../src-shared/base/clock'
import { createId, type StaffId, type SubjectId } from '../../src-shared/base/ids'
import { mustOk } from '../../src-shared/base/result'
import type { Kdf } from '../../src-main/keys/derive'
import type { Random } from '../../src-main/keys/device-key'
import { Secret } from '../../src-main/keys/secret'
import type { DeskHost } from '../../src-main/usecases/desk-host'
import type { HandOver } from '../../src-main/usecases/hand-over-sealed'
import { createKeyedVault, openKeyedVault, type KeyedDeps, type KeyedVault } from '../../src-main/vault/keyed-vault'
import { openVault } from '../../src-main/vault/open-vault'
import type { Vault } from '../../src-main/vault/vault'
import type { DirectoryRow } from '../../src-main/vault/search-index'
import { storeFileName } from '../../src-main/vault/store-files'

/** 2026-06-15 10:00 in Shanghai. */
export const NOW = Date.parse('2026-06-15T02:00:00Z')

export interface TestClock extends Clock {
  advance(ms: number): void
  moveWall(ms: number): void
}
export function testClock(): TestClock {
  let wall = NOW
  let mono = 1_000
  return {
    now: () => wall,
    mono: () => mono,
    advance: (ms) => {
      wall += ms
      mono += ms
    },
    moveWall: (ms) => {
      wall += ms
    },
  }
}

/** Bytes that follow from the seed: a failing test fails again. */
export function seededRandom(seed: string): Random {
  let block = 0
  return (bytes) => {
    for (let at = 0; at < bytes.length; at += 32) bytes.set(createHash('sha256').update(`${seed}:${String(block++)}`).digest().subarray(0, Math.min(32, bytes.length - at)), at)
    return bytes
  }
}

/** Whole numbers below `below`, from the same kind of stream. */
export function seededPick(seed: string): (below: number) => number {
  const random = seededRandom(seed)
  return (below) => Buffer.from(random(new Uint8Array(6))).readUIntBE(0, 6) % below
}

/** scrypt with small numbers, where the derivation is not what is tested; erasure.test.ts uses the real one. */
export const quickKdf: Kdf = {
  derive: (passphrase, salt) => new Promise((resolve, reject) => scrypt(passphrase, salt, 32, { N: 1024, r: 8, p: 1 }, (error, key) => (error ? reject(error) : resolve(Secret.take(key))))),
}

const folders: string[] = []
export async function makeFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'privacy-desk-vault-'))
  folders.push(dir)
  return dir
}
export async function removeFolders(): Promise<void> {
  for (const dir of folders.splice(0)) await rm(dir, { recursive: true, force: true })
}

export function storeKeyOf(seed: string): Secret {
  return Secret.take(seededRandom(`key ${seed}`)(new Uint8Array(48)))
}

export async function openTestVault(dir: string, seed: string, mode: 'create' | 'open' = 'create'): Promise<Vault> {
  return mustOk(await openVault({ dir, fileName: storeFileName(1), key: storeKeyOf(seed), mode, clock: testClock() }))
}

export const STAFF = { staffId: createId<StaffId>(NOW, seededRandom('staff')), login: 'lin.mei', name: '林梅', role: 'agent' } as const
export const PASSPHRASE = '雨过天青 lake 47 stone'

export function keyedDeps(seed: string, kdf: Kdf = quickKdf): KeyedDeps {
  return { kdf, random: seededRandom(seed), clock: testClock() }
}
export async function makeKeyedVault(dir: string, seed: string, firstWork: (made: KeyedVault) => Promise<void> = () => Promise.resolve()): Promise<KeyedVault> {
  return mustOk(await createKeyedVault({ dir, tenant: 'sinoimex', workstation: 'Dalian-03', person: STAFF, passphrase: PASSPHRASE }, keyedDeps(seed), firstWork))
}
export async function reopenKeyedVault(dir: string, seed: string): Promise<KeyedVault> {
  return mustOk(await openKeyedVault({ dir, staffId: STAFF.staffId, passphrase: PASSPHRASE }, keyedDeps(seed)))
}

const SURNAMES = ['王', '李', '张', '刘', '陈', '欧阳', '单', '曾', '仇', '吕', '𠮷', '司马']
const GIVEN = ['伟', '芳', '小明', '秀英', '建国', '丽', '强', '磊', '晓东', '雨', '娜娜', '子涵', '翀', '㛃']
const FOREIGN = ['John Smith', "Seán O'Brien", 'Müller, Jürgen', 'Anna-Maria', '阿卜杜拉·买买提', 'WANG Wei', '王', 'José', 'Łukasz']
const DOMAINS = ['qq.example', '163.example', 'mail.example.com', 'firma.example']

/** Names, numbers and addresses that resemble one another, so that a search finds some and leaves others. */
export function makePeople(seed: string, count: number): readonly DirectoryRow[] {
  const pick = seededPick(seed)
  const random = seededRandom(`${seed} ids`)
  const of = (list: readonly string[]): string => list[pick(list.length)] ?? ''
  return Array.from({ length: count }, (_, at): DirectoryRow => {
    const name = pick(6) === 0 ? of(FOREIGN) : of(SURNAMES) + of(GIVEN)
    const mobile = pick(9) === 0 ? `+852${String(50_000_000 + pick(9_999_999))}` : `+861${String(30_000_000_00 + pick(60_000_000_00)).padStart(10, '0')}`
    const local = of(['li', 'wang', 'z', 'chen']) + (pick(2) ? '.' : '_') + String(pick(5_000))
    return {
      id: createId<SubjectId>(NOW + at, random),
      v: 1 + pick(50),
      accountNo: `SX-${String(2_000_000_000 + at * 37 + pick(30))}`,
      name,
      status: 'active',
      registeredAt: NOW - pick(1_000_000_000),
      identifiers: pick(5) === 0 ? [['mobile', mobile, 'proved']] : [['mobile', mobile, 'proved'], ['email', `${local}@${of(DOMAINS)}`, 'unproved']],
    }
  })
}

/** Of a host that has no origin to bring anything to. */
export const NO_HAND_OVER: HandOver = { begin: () => undefined, status: () => undefined, stop: () => Promise.resolve() }

/** Of a host that goes as its enrolment says. */
export const AS_ENROLLED: DeskHost['ownProxy'] = { now: () => ({ kind: 'enrolment' }), choose: () => Promise.resolve(), over: (trust) => trust }

/** Of a host whose store is nobody's to set aside. */
export const NO_SET_ASIDE: Pick<DeskHost, 'refusedOpening' | 'openingRefused' | 'setAside'> = { refusedOpening: () => undefined, openingRefused: () => undefined, setAside: () => Promise.resolve() }
