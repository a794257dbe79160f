// D-6: a disk without a byte left does not keep an erasure away. The room that is kept for it is let go, the person goes, and the purge says that it waits.
import { execFileSync } from 'node:child_process'
import { appendFile, cp, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { BALLAST_FILE } from '../../src-main/vault/ballast'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { whyNoSmallDisk } from '../e2e/small-disk'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, openDesk, reopen, until, untilStatus, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const DISK_MIB = 96
const BALLAST_BYTES = 8 * 1_048_576
const FILLER = 'somebody-elses-film'

let origin: TestOrigin, reviewer: TestDesk
const small: TestDesk[] = []
beforeAll(async () => {
  if (whyNoSmallDisk() === undefined) ({ origin, reviewer } = await startTwoDesks())
})
afterAll(async () => {
  for (const desk of small) await desk.close()
  for (const { profileDir } of small) execFileSync('umount', [profileDir])
  await removeDesksAndOrigin()
})

/** The same desk with its profile on a disk of its own. */
async function onSmallDisk(desk: TestDesk, ballastBytes: number): Promise<TestDesk> {
  await desk.close()
  const kept = `${desk.profileDir}-kept`
  await cp(desk.profileDir, kept, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(DISK_MIB)}m,mode=0700`, 'tmpfs', desk.profileDir])
  await cp(kept, desk.profileDir, { recursive: true })
  await rm(kept, { recursive: true })
  const moved = await reopen(origin, desk, { ballastBytes })
  small.push(moved)
  return moved
}

const filler = (desk: TestDesk): string => path.join(desk.profileDir, FILLER)
async function fill(desk: TestDesk): Promise<void> {
  for (const bytes of [1_048_576, 4096, 1]) {
    const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOSPC'
    for (;;) {
      const failure: unknown = await appendFile(filler(desk), Buffer.alloc(bytes)).then(() => undefined, (error: unknown) => error)
      if (failure === undefined) continue
      expect(isFull(failure)).toBe(true)
      break
    }
  }
}

async function free(desk: TestDesk): Promise<void> {
  const file = await open(filler(desk), 'r+')
  await file.truncate(0)
  await file.close()
}

const ballastOf = async (desk: TestDesk): Promise<number | undefined> => ((await readdir(desk.profileDir)).includes(BALLAST_FILE) ? (await stat(path.join(desk.profileDir, BALLAST_FILE))).size : undefined)
const purgeOf = async (desk: TestDesk, requestId: RequestId) => (await desk.get('erasure.open', { requestId })).purge

it.skipIf(process.platform !== 'linux' || whyNoSmallDisk() !== undefined)('gone at once and the purge pending, never done; with room the receipt, and the ballast is laid again', async () => {
  const { id, subject_id: subjectId } = await originCase(origin, DEMO_DELETE_CASE)
  const requestId = id as RequestId
  const opened = async (desk: TestDesk): Promise<string> => {
    const answer = await desk.ask('person.open', { subjectId: subjectId as SubjectId })
    return answer.ok ? 'there' : answer.error.kind
  }
  const plain = await onSmallDisk(await openDesk(origin, DEMO_STAFF.zhou, { workstation: '三号' }), 0)
  const desk = await onSmallDisk(await openDesk(origin, DEMO_STAFF.zhou, { workstation: '四号' }), BALLAST_BYTES)
  await until('the ballast', async () => (await ballastOf(desk)) === BALLAST_BYTES)
  expect(await ballastOf(plain)).toBeUndefined()
  await proposeErasure(desk, requestId)
  await catchUp(origin, reviewer, plain, desk)
  await fill(plain)
  await fill(desk)

  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
  await until('gone from the desk with a ballast', async () => (await opened(desk)) === 'gone-erased')
  expect(await until('a purge that waits for room', async () => { const purge = await purgeOf(desk, requestId); return purge?.error && purge })).toMatchObject({ state: 'pending', error: { kind: 'disk-full' } })
  expect(await ballastOf(desk)).toBeUndefined()
  // Without it the order cannot be carried out at all: it is said, and nothing is half.
  await untilStatus(plain, 'the full disk', ({ reason }) => reason === 'disk-full')
  expect(await opened(plain)).toBe('disk-full')

  await free(desk)
  await free(plain)
  for (const one of [desk, plain]) {
    await until('the receipt', async () => {
      await one.get('sync.now', {})
      return (await purgeOf(one, requestId))?.state === 'done'
    })
  }
  await until('the ballast again', async () => (await ballastOf(desk)) === BALLAST_BYTES)
  expect(await opened(plain)).toBe('gone-erased')
})
