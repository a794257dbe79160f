// Runs ask-child.ts in one of the two runtimes that a desk's code runs in: this Node (OpenSSL), and the desk's own Electron as plain Node (BoringSSL).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { RUNTIME_DIST, RUNTIME_EXE } from '../../../scripts/lib/paths.mjs'
import { buildChild, type ChildProgram, type ChildRuntime } from '../../fixtures/child-program'
import type { Asked, Outcome } from './asked'

export const RUNTIMES: Readonly<Record<'Node' | 'Electron', ChildRuntime>> = {
  Node: { executable: process.execPath, env: {} },
  Electron: { executable: join(RUNTIME_DIST, RUNTIME_EXE), env: { ELECTRON_RUN_AS_NODE: '1' } },
}

export const buildAsker = (runtime: ChildRuntime): Promise<ChildProgram> => buildChild('test/deep/network/ask-child.ts', runtime)

/** One outcome for each, in the same order. */
export async function askApart(program: ChildProgram, asked: readonly Asked[], env: Readonly<Record<string, string>> = {}): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(os.tmpdir(), 'privacy-desk-ask-'))
  try {
    const file = join(folder, 'asked.json')
    writeFileSync(file, JSON.stringify(asked))
    const child = program.startWith(env, file)
    await child.said(asked.length)
    await child.ended
    return child.lines.map((line) => JSON.parse(line) as Outcome)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
