// The folder in which a run of tests keeps what many of its files begin with: made before the first, away after the last.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const TEMPLATES_VARIABLE = 'PRIVACY_DESK_TEST_TEMPLATES'

/** What a test runner calls before its first file; the processes it starts inherit the name. @returns {() => void} removes it */
export default function keepTemplates() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-templates-'))
  fs.chmodSync(dir, 0o711) // the database's own user walks through it
  process.env[TEMPLATES_VARIABLE] = dir
  return () => fs.rmSync(dir, { recursive: true, force: true })
}
