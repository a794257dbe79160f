// Tests where and as whom the desk is started: its user may read its own program, never change it, and inherits nothing from ours.
import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareDesk, type PreparedDesk } from '../../scripts/lib/desk-launch.mjs'

const weAreRoot = process.getuid?.() === 0

describe('the staged desk', () => {
  let desk: PreparedDesk
  beforeAll(async () => {
    desk = await prepareDesk()
  })

  it('lies where it lay before as long as the build is the same', async () => {
    expect((await prepareDesk()).executablePath).toBe(desk.executablePath)
  })

  it('hands down no variable but those on its list', () => {
    const strangers = Object.keys(desk.env).filter((name) => /^(NODE|npm|ELECTRON|VITEST|SSL|HTTPS?)_/i.test(name))
    expect(strangers).toEqual([])
  })

  it('gives every profile an empty folder that nobody else enters', () => {
    const profile = desk.makeProfile('stage-test')
    const stat = lstatSync(profile)
    expect(stat.mode & 0o777).toBe(0o700)
    expect(stat.uid).toBe(desk.uid ?? process.getuid?.())
    expect(readdirSync(profile)).toEqual([])
    rmSync(profile, { recursive: true })
  })

  it('hands a file that we made to the desk, and all that is beside it', () => {
    const profile = desk.makeProfile('stage-test')
    writeFileSync(join(profile, 'a.json'), '{}', { mode: 0o600 })
    desk.giveToDesk(profile)
    expect(lstatSync(join(profile, 'a.json')).uid).toBe(desk.uid ?? process.getuid?.())
    rmSync(profile, { recursive: true })
  })

  it.runIf(weAreRoot)('belongs to root, and its user can write none of it', () => {
    const stage = dirname(desk.executablePath)
    const writable = readdirSync(stage, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const stat = lstatSync(join(stage, name))
      return !stat.isSymbolicLink() && (stat.uid !== 0 || (stat.mode & 0o022) !== 0)
    })
    expect(writable).toEqual([])
  })

  it.runIf(weAreRoot)('runs as its own user, without a single capability', () => {
    const script = "process.stdout.write(process.getuid() + ' ' + /CapEff:\\s*(\\w+)/.exec(require('fs').readFileSync('/proc/self/status', 'utf8'))[1])"
    const output = execFileSync(desk.executablePath, ['-e', script], { env: { ...desk.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8' })
    expect(output).toBe(`${desk.uid} 0000000000000000`)
  })
})
