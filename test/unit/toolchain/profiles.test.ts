// Tests which profile folders a run clears away at its start: those of processes that have ended, and nobody else's.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { makeProfileFolder, removeDeadProfiles } from '../../../scripts/lib/profiles.mjs'

const profiles = mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-profiles-'))
afterEach(() => rmSync(profiles, { recursive: true, force: true }))

it('a profile goes with its content once the process that made it has ended; ours and what names no process stay', () => {
  const ours = makeProfileFolder(profiles, 'desk-1')
  const theirs = makeProfileFolder(profiles, 'desk-2')
  writeFileSync(path.join(theirs, 'store-1.db'), '')
  const ended = spawnSync(process.execPath, ['-e', '']).pid
  renameSync(theirs, theirs.replace(`.${process.pid}.`, `.${ended}.`))
  mkdirSync(path.join(profiles, 'kept-by-hand'))
  removeDeadProfiles(profiles)
  expect(readdirSync(profiles).sort()).toEqual([path.basename(ours), 'kept-by-hand'])
})
