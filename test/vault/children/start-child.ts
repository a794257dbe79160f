// Builds the child program once a test file and starts it; a child is stopped by its own id.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export interface ChildProgram {
  start(act: string, dir: string, argument: string): Child
  remove(): Promise<void>
}
export interface Child {
  readonly process: ChildProcess
  /** Lines said so far. */
  readonly lines: readonly string[]
  /** Resolves when the child said so many lines. */
  said(count: number): Promise<void>
  /** Signal or exit code. */
  readonly ended: Promise<string>
}

/** Inside node_modules, so that the driver is found from there. */
export async function buildChild(name: string): Promise<ChildProgram> {
  const outDir = join(ROOT, 'node_modules', '.cache', 'privacy-desk', `child-${name}-${String(process.pid)}`)
  await mkdir(outDir, { recursive: true })
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: { ssr: join(ROOT, 'test/vault/children/store-child.ts'), outDir, minify: false, rollupOptions: { external: ['sqlite3'], output: { entryFileNames: 'child.mjs' } } },
    ssr: { noExternal: true, external: ['sqlite3'] },
  })
  createRequire(import.meta.url).resolve('sqlite3')
  return { start: (act, dir, argument) => startChild(join(outDir, 'child.mjs'), act, dir, argument), remove: () => rm(outDir, { recursive: true, force: true }) }
}

function startChild(file: string, act: string, dir: string, argument: string): Child {
  const child = spawn(process.execPath, [file, act, dir, argument], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  let rest = ''
  let wake: () => void = () => undefined
  child.stdout.on('data', (data: Buffer) => {
    const parts = (rest + data.toString('utf8')).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    wake()
  })
  // `close`, not `exit`: everything that was said has been read by then.
  const ended = new Promise<string>((resolve) => child.on('close', (code, signal) => resolve(signal ?? String(code))))
  const said = async (count: number): Promise<void> => {
    while (lines.length < count) {
      const more = new Promise<void>((resolve) => { wake = resolve })
      const over = await Promise.race([more.then(() => undefined), ended])
      if (over !== undefined && lines.length < count) throw new Error(`the child ended with ${over} after ${String(lines.length)} lines`)
    }
  }
  return { process: child, lines, said, ended }
}
