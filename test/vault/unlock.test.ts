// What a try to unlock costs: a wrong passphrase is counted, anything else neither counts nor clears what was counted.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { err } from '../../src-shared/base/result'
import { keepHostFacts } from '../../src-main/usecases/host-facts'
import { recheckResidue } from '../../src-main/erasure/recheck'
import { searchResidue } from '../../src-main/erasure/search-residue'
import { createBackoff } from '../../src-main/keys/backoff'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import type { DeskHost } from '../../src-main/usecases/desk-host'
import { enrolDesk } from '../../src-main/usecases/enrol-desk'
import { createPickedFiles } from '../../src-main/usecases/picked-files'
import { unlockVault } from '../../src-main/usecases/unlock-vault'
import { AS_ENROLLED, makeFolder, makeKeyedVault, NO_HAND_OVER, NO_SET_ASIDE, PASSPHRASE, quickKdf, removeFolders, seededRandom, STAFF, testClock, type TestClock } from './desk-store'

afterAll(removeFolders)

function hostOf(dir: string): DeskHost & { readonly clock: TestClock } {
  const clock = testClock()
  return {
    profileDir: dir, exportDir: dir, isPractice: false, keyStore: 'absent', deviceSecret: undefined, facts: keepHostFacts('unknown').read, appVersion: '0', clock, random: seededRandom('host'), kdf: quickKdf, searchResidue, recheck: recheckResidue,
    crypto: nodeCrypto, backoff: createBackoff(path.join(dir, 'tries.json'), clock), desk: () => undefined,
    connect: () => err({ kind: 'origin-unreachable' }), ownProxy: AS_ENROLLED, pendingEnrolments: new Map(), picks: createPickedFiles(), handOver: NO_HAND_OVER, ...NO_SET_ASIDE, wipe: () => Promise.resolve(undefined), destroyAt: () => undefined,
    openDesk: async ({ keyed }) => {
      await keyed.vault.close()
      return err({ kind: 'origin-unreachable' })
    },
  }
}

it('a new passphrase has fourteen characters at least, counted as it is derived', async () => {
  const dir = await makeFolder()
  const enrol = (passphrase: string) => enrolDesk({ ...hostOf(dir) }, { enrolmentFile: '{}', code: 'x', workstation: 'x', login: 'x', passphrase })
  expect(await enrol('一二三四五六七八九十一二三')).toEqual({ ok: false, error: { kind: 'weak-passphrase', params: { characters: 14 } } })
  // A letter and its mark are one character.
  expect(await enrol('e\u0301'.repeat(13))).toMatchObject({ error: { kind: 'weak-passphrase' } })
  expect(await enrol('一二三四五六七八九十一二三四')).toEqual({ ok: false, error: { kind: 'enrolment-file-invalid' } })
})

it('a damaged key file neither counts as a guess nor clears the guesses before it', async () => {
  const dir = await makeFolder()
  await (await makeKeyedVault(dir, 'unlock')).vault.close()
  const host = hostOf(dir)
  const { backoff, clock } = host
  const unlock = (passphrase: string) => unlockVault(host, { staffId: STAFF.staffId, passphrase })
  for (let n = 1; n <= 4; n++) {
    expect(await unlock('不是这一句 at all')).toEqual({ ok: false, error: { kind: 'wrong-passphrase' } })
    expect(backoff.status().count).toBe(n)
  }
  const keyFile = (await readFile(path.join(dir, 'keys.json'))).toString()
  await writeFile(path.join(dir, 'keys.json'), '{}')
  expect(await unlock(PASSPHRASE)).toEqual({ ok: false, error: { kind: 'store-damaged' } })
  expect(backoff.status()).toEqual({ count: 4 })
  // Nor does it open the way for a fifth and sixth guess without a wait, in a new process either.
  expect(createBackoff(path.join(dir, 'tries.json'), clock).status().count).toBe(4)
  await writeFile(path.join(dir, 'keys.json'), keyFile)
  expect(await unlock('不是这一句 at all')).toMatchObject({ error: { kind: 'wrong-passphrase' } })
  expect(await unlock('不是这一句 at all')).toMatchObject({ error: { kind: 'wait-before-retry' } })
  clock.advance(1_000)
  expect(await unlock(PASSPHRASE)).toMatchObject({ error: { kind: 'origin-unreachable' } })
  expect(backoff.status()).toEqual({ count: 0 })
})
