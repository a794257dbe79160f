// U-6 on a whole desk: whatever the umask of whoever starts it, its folders are its user's alone and so is every file in them, after it was filled, searched, left
// looks, acted, exported its record and was closed.
import { mkdtemp, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { take } from '../fixtures/desk-acts'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { catchUp } from '../fixtures/test-desk'

let before = 0o077
afterEach(() => void process.umask(before))
afterAll(removeDesksAndOrigin)

/** Path below the folder and mode of everything in it, itself first. */
async function modesIn(folder: string): Promise<readonly (readonly [string, boolean, number])[]> {
  const names = await readdir(folder, { recursive: true })
  return Promise.all(['.', ...names].map(async (name) => {
    const about = await stat(join(folder, name))
    return [name, about.isDirectory(), about.mode & 0o777] as const
  }))
}

it.each([0o000, 0o022])('under umask %i folders are 0700 and files 0600', async (umask) => {
  const home = await mkdtemp(join(tmpdir(), 'privacy-desk-umask-'))
  before = process.umask(umask)
  const { origin, desk } = await startOneDesk({ exportDir: join(home, 'exports') })
  await desk.get('search.people', { query: DEMO_PERSON.accountNo, limit: 5, offset: 0 })
  const [row] = (await desk.get('queue.list', { view: 'team', limit: 100 })).rows.filter(({ state }) => state === 'received')
  await take(desk, row!.id)
  await catchUp(origin, desk)
  await desk.get('audit.export', {})
  const open = await modesIn(desk.profileDir)
  await desk.close()
  const found = [...open, ...(await modesIn(desk.profileDir)), ...(await modesIn(desk.exportDir))]
  expect(found.length).toBeGreaterThan(15)
  expect(found.filter(([, isFolder, mode]) => mode !== (isFolder ? 0o700 : 0o600))).toEqual([])
})
