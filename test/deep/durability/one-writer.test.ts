// Many starts at once on one profile, and many opens at once of one store: one of them has it, the others say so and end (D-9).
import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { mustHaveSandbox } from '../../../scripts/lib/desk-launch.mjs'
import { deskArguments, deskEnvironment, prepareOnce } from '../../e2e/launch'
import { buildChild } from '../../fixtures/child-program'
import { makeFolder, openTestVault, removeFolders } from '../../vault/desk-store'
import { processesOf } from '../keys/processes'

const OPENS = 100
const ROUNDS = 4
const AT_ONCE = 5

afterAll(removeFolders)

test(`of ${String(OPENS)} processes that open one store at once one has it, and the others get store-busy`, async () => {
  const program = await buildChild('test/vault/children/store-child.ts')
  const dir = await makeFolder()
  await (await openTestVault(dir, 'one-writer')).close()
  const children = Array.from({ length: OPENS }, () => program.start('race', dir, 'one-writer'))
  try {
    await Promise.all(children.map((child) => child.said(1)))
    // While the one is open nobody else comes in; when it was killed the next one does.
    const said = children.map(({ lines }) => lines[0])
    console.log(`D-9: of ${String(OPENS)} opens at once ${String(said.filter((one) => one === 'open').length)} has the store, ${String(said.filter((one) => one === 'store-busy').length)} were told that it is busy`)
    expect(said.filter((one) => one === 'open')).toHaveLength(1)
    expect(said.filter((one) => one === 'store-busy')).toHaveLength(OPENS - 1)
    children[said.indexOf('open')]?.process.kill('SIGKILL')
    await children[said.indexOf('open')]?.ended
    await (await openTestVault(dir, 'one-writer', 'open')).close()
  } finally {
    for (const child of children) child.process.kill('SIGKILL')
    await Promise.all(children.map((child) => child.ended))
    await program.remove()
  }
})

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null
const hasWindow = (child: ChildProcess): boolean => isRunning(child) && processesOf(child.pid as number).some(({ kind }) => kind === 'renderer')

test(`of ${String(ROUNDS * AT_ONCE)} starts, ${String(AT_ONCE)} at once on one profile, one a round stays and the others end with 0`, async () => {
  const desk = mustHaveSandbox(await prepareOnce())
  const profileDir = desk.makeProfile('one-writer')
  desk.giveToDesk(profileDir)
  const ends: (number | null)[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const starts = Array.from({ length: AT_ONCE }, () => spawn(desk.executablePath, deskArguments(desk, { profileDir }), { env: deskEnvironment(desk, {}), stdio: 'ignore' }))
    try {
      await expect.poll(() => starts.filter(isRunning).length, { timeout: 60_000 }).toBe(1)
      await expect.poll(() => starts.filter(hasWindow).length, { timeout: 60_000 }).toBe(1)
      await wait(1_000)
      expect(starts.filter(hasWindow)).toHaveLength(1)
      ends.push(...starts.filter((one) => !isRunning(one)).map(({ exitCode }) => exitCode))
    } finally {
      const ended = starts.filter(isRunning).map((one) => new Promise((done) => one.once('close', done)))
      for (const one of starts) one.kill('SIGTERM')
      await Promise.all(ended)
    }
  }
  console.log(`D-9: of ${String(ROUNDS * AT_ONCE)} starts ${String(ROUNDS)} stayed, one a round; ${String(ends.filter((code) => code === 0).length)} ended with 0`)
  expect(ends).toEqual(Array.from({ length: ROUNDS * (AT_ONCE - 1) }, () => 0))
  rmSync(profileDir, { recursive: true, force: true })
})
