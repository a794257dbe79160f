// a page that was taken over asks everything that a desk can be asked, with requests that fit and whose texts are paths, addresses, statements and
// markup. No file and no address that it names is opened, no statement of its runs, nothing fails in a way nobody foresaw, and the desk goes on answering.
import { execFileSync } from 'node:child_process'
import { constants, closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { DEMO_STAFF, type DemoStaff } from '../../../src-origin/seed/staff'
import { CHANNEL_NAMES, CHANNELS_BY_NAME, type ChannelName, type RequestOf } from '../../../src-shared/contract/channels'
import { removeDesksAndOrigin, startOnlyOrigin } from '../../fixtures/desks-and-origin'
import { requestsOf, shapeOf } from '../../fixtures/request-shapes'
import { openDesk, withStore, type TestDesk } from '../../fixtures/test-desk'
import type { TestOrigin } from '../../fixtures/test-origin'
import { makeFolder, removeFolders } from '../../vault/desk-store'

/** More in a longer run. */
const PER_CHANNEL = Number(process.env['MESSAGES'] ?? 3)
afterAll(async () => {
  await removeDesksAndOrigin()
  await removeFolders()
})

/** Whoever opens it, to read or as a database that is attached, is seen: a pipe that nobody reads takes no writer. */
async function pipeNobodyReads(): Promise<{ readonly path: string; readonly isRead: () => boolean }> {
  const path = join(await makeFolder(), 'passwd')
  execFileSync('mkfifo', [path])
  const isRead = (): boolean => {
    try {
      closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENXIO') return false
      throw error
    }
  }
  return { path, isRead }
}

async function listener(): Promise<{ readonly port: number; readonly heard: () => number; readonly end: () => void }> {
  let heard = 0
  const server = createServer((socket) => {
    heard += 1
    socket.destroy()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { port: (server.address() as { readonly port: number }).port, heard: () => heard, end: () => void server.close() }
}

/** What stays in the store whatever is typed: its tables, and how many people there are. */
async function skeleton(origin: TestOrigin, desk: TestDesk): Promise<unknown> {
  return withStore(origin, desk, async ({ reader }) => {
    const { rows: tables } = await sql`SELECT type, name, sql FROM sqlite_schema ORDER BY type, name`.execute(reader)
    const { rows: people } = await sql`SELECT count(*) AS n FROM people`.execute(reader)
    return { tables, people }
  })
}

/** They end the session or the store, and are the subject of tests of their own. */
const ENDS: readonly ChannelName[] = ['session.setAside']

it.each([['an agent', DEMO_STAFF.zhou], ['a reviewer', DEMO_STAFF.wu], ['an officer', DEMO_STAFF.zheng]] as const)('of %s: no file, no address, no statement', async (_, staff: DemoStaff) => {
  const [pipe, line, origin] = [await pipeNobodyReads(), await listener(), await startOnlyOrigin()]
  const first = await openDesk(origin, staff)
  const { profileDir, exportDir } = first
  await first.close()
  const before = await skeleton(origin, first)
  const desk = await openDesk(origin, staff, { profileDir, exportDir })
  const address = `127.0.0.1:${String(line.port)}`
  const texts = fc.constantFrom(
    pipe.path, `file://${pipe.path}`, `../../../../../..${pipe.path}`, `${pipe.path}\u0000.txt`, `\\\\${address}\\share`, `http://${address}/`, `https://${address}/x`, `<img src="http://${address}/">`,
    `'; ATTACH DATABASE '${pipe.path}' AS x; --`, `"); DROP TABLE people; --`, `x' UNION SELECT * FROM meta --`, 'PRAGMA writable_schema=ON', `<script>fetch("http://${address}/")</script>`, `\${process.exit()}`, '王', 'zhang wei',
  )
  const said = new Map<string, number>()
  for (const [at, channel] of CHANNEL_NAMES.entries()) {
    if (ENDS.includes(channel)) continue
    for (const request of fc.sample(requestsOf(shapeOf(channel), texts), { seed: at, numRuns: PER_CHANNEL })) {
      // The cast is safe: what does not fit is refused.
      const answer = await desk.ask(channel, request as RequestOf<typeof channel>)
      const word = answer.ok ? 'answered' : answer.error.kind
      said.set(word, (said.get(word) ?? 0) + 1)
      if (pipe.isRead()) expect.unreachable(`${channel} opened a file: ${JSON.stringify(request)}`)
      if (word === 'internal') expect.unreachable(`${channel} failed at ${JSON.stringify(request)}: ${JSON.stringify(desk.internal.at(-1))}`)
    }
  }
  console.log(`R-10, ${staff.login}: ${JSON.stringify(Object.fromEntries(said))}`)
  expect((await desk.get('session.status', {})).stage).toBe('unlocked')
  expect([line.heard(), desk.internal]).toEqual([0, []])
  await desk.close()
  expect(await skeleton(origin, desk)).toEqual(before)
  line.end()
  expect(Object.keys(CHANNELS_BY_NAME).length - ENDS.length).toBeLessThanOrEqual([...said.values()].reduce((sum, count) => sum + count, 0))
})
