// What keeps a purge from its end is said on the screen, and the store is written anew at contact only where that may help.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_DELETE_CASE } from '../../src-origin/seed/demo-cast'
import { approvalOf, proposeErasure } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, reopen, until, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

/** What reading the note answers with: the tests run as root in places, whom no mode keeps out. */
const disk = vi.hoisted(() => ({ code: undefined as string | undefined }))
vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>()
  const createReadStream = (file: string, options?: object): Readable => {
    const { code } = disk
    if (code === undefined || !file.endsWith('held-note.txt')) return real.createReadStream(file, options)
    return new Readable({ read() { this.destroy(Object.assign(new Error(code), { code })) } })
  }
  return { ...real, createReadStream, default: { ...real, createReadStream } }
})

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(async () => {
  disk.code = undefined
  await removeDesksAndOrigin()
})

const storeOf = async (desk: TestDesk) => (await readdir(desk.profileDir)).filter((name) => /^store-\d+\.db$/.test(name))

function untilPurge(desk: TestDesk, requestId: RequestId, why: string) {
  return until(`a purge that waits: ${why}`, async () => {
    const { purge } = await desk.get('erasure.open', { requestId })
    return purge?.state === 'pending' && purge.error?.params?.['why'] === why && purge
  })
}

async function contact(desk: TestDesk): Promise<void> {
  for (let round = 0; round < 2; round += 1) await catchUp(origin, desk)
}

it('a file that may not be read gives no receipt, is told, and is not tried at every contact; what is unforeseen is told and is', async () => {
  const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  await mkdir(agent.exportDir, { recursive: true })
  await writeFile(path.join(agent.exportDir, 'held-note.txt'), '已回电')
  disk.code = 'EACCES'
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
  expect(await untilPurge(agent, requestId, 'file-unreadable')).toMatchObject({ error: { kind: 'purge-pending' } })
  const before = await storeOf(agent)
  expect(before).toHaveLength(1)
  await contact(agent)
  expect(await storeOf(agent)).toEqual(before)
  expect(agent.internal).toEqual([])

  // The next unlock tries it again, and meets what nobody thought of.
  disk.code = 'EIO'
  await agent.close()
  agent = await reopen(origin, agent)
  expect(await untilPurge(agent, requestId, 'unforeseen')).toMatchObject({ error: { kind: 'purge-pending' } })
  expect(agent.internal.length).toBeGreaterThan(0)

  disk.code = undefined
  await until('the receipt', async () => {
    await agent.get('sync.now', {})
    return (await agent.get('erasure.open', { requestId })).purge?.state === 'done'
  })
  expect(await storeOf(agent)).not.toEqual(before)
})
