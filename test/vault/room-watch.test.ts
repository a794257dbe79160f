// D-5: a full disk is noticed once, people look on in room kept for it, and with room again it is over by itself. On a disk of its own (as root).
import { execFileSync } from 'node:child_process'
import { appendFile, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { withAudit } from '../../src-main/usecases/audit-looks'
import { BALLAST_FILE, createBallast } from '../../src-main/vault/ballast'
import { hearingFaults } from '../../src-main/vault/heard-vault'
import { isDiskFull } from '../../src-main/vault/purge'
import { createRoomWatch } from '../../src-main/vault/room-watch'
import { whyNoSmallDisk } from '../e2e/small-disk'
import { makeFolder, openTestVault, removeFolders, seededRandom, testClock } from './desk-store'

const MIB = 1_048_576
afterEach(removeFolders)

async function fill(path: string): Promise<void> {
  for (const bytes of [MIB, 4096, 1]) {
    for (;;) {
      const failure: unknown = await appendFile(path, Buffer.alloc(bytes)).then(() => undefined, (error: unknown) => error)
      if (failure === undefined) continue
      expect(isDiskFull(failure)).toBe(true)
      break
    }
  }
}

it.skipIf(process.platform !== 'linux' || whyNoSmallDisk() !== undefined)('acts are refused, looks are written down, and both are in the chain once there is room', async () => {
  const dir = await makeFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m,mode=0700', 'tmpfs', dir])
  try {
    const states: string[] = []
    let seen: () => void = () => undefined
    const ballast = createBallast(dir, 8 * MIB)
    const bare = await openTestVault(dir, 'room')
    const room = createRoomWatch({ dir, sleep: () => new Promise((resolve) => setTimeout(resolve, 10)), onChange: (state) => { states.push(state); if (state === 'room') seen() }, onFault: (error) => { throw error } })
    const heard = hearingFaults(bare, (error) => { if (isDiskFull(error)) room.noticed() })
    const { vault, auditBy, lookBy } = await withAudit(heard, { clock: testClock(), random: seededRandom('room'), bootId: 'ab'.repeat(16), device: 'device-1' }, ballast)
    const act = (): Promise<void> => vault.transaction(async (tx) => {
      await tx.insertInto('meta').values({ key: `act ${'x'.repeat(30_000)}`, value: '1' }).execute()
      await auditBy('system')(tx, { type: 'act' })
    })
    const look = (): Promise<void> => lookBy('system')({ type: 'look' })
    const types = async (): Promise<readonly string[]> => (await vault.reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => (JSON.parse(entry) as { readonly type: string }).type)
    await ballast.keep()
    await look()
    await fill(join(dir, 'film'))

    await expect(act()).rejects.toSatisfy(isDiskFull)
    expect([states, room.isFull()]).toEqual([['full'], true])
    for (let at = 0; at < 200; at++) await look()
    expect([await types(), vault.waiting.list().length, states]).toEqual([['look'], 200, ['full']])
    expect((await stat(join(dir, BALLAST_FILE))).size).toBe(7 * MIB)

    const again = new Promise<void>((resolve) => { seen = resolve })
    await rm(join(dir, 'film'))
    await again
    expect(room.isFull()).toBe(false)
    await act()
    expect([(await types()).filter((type) => type === 'look').length, vault.waiting.list(), states]).toEqual([201, [], ['full', 'room']])
    await ballast.keep()
    expect((await stat(join(dir, BALLAST_FILE))).size).toBe(8 * MIB)
    await room.stop()
    await vault.close()
    expect((await readdir(dir)).toSorted()).toEqual(['ballast', 'store-000001.db', 'store.lock'])
  } finally {
    execFileSync('umount', [dir])
  }
})
