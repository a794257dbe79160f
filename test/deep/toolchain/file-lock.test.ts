// Proves that the scripts' lock lets one process in at a time, also when holders are killed while they hold it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'lock-'))
const lock = join(folder, 'a.lock')
const ledger = join(folder, 'ledger')
const worker = join(folder, 'worker.mjs')
const ENTRIES = 25
const WORKERS = 8

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Every entry writes "in" and "out"; a worker with a death number dies inside that entry. */
const WORKER_TEXT = `
import { appendFileSync } from 'node:fs'
import { withLock } from ${JSON.stringify(resolve('scripts/lib/file-lock.mjs'))}
const [name, dieAt] = process.argv.slice(2)
for (let entry = 0; entry < ${ENTRIES}; entry++) {
  await withLock(${JSON.stringify(lock)}, () => {
    appendFileSync(${JSON.stringify(ledger)}, name + ' in\\n')
    if (String(entry) === dieAt) process.kill(process.pid, 'SIGKILL')
    appendFileSync(${JSON.stringify(ledger)}, name + ' out\\n')
  })
}
`

function runWorker(name: string, dieAt: string): Promise<void> {
  return new Promise((ended) => {
    spawn(process.execPath, [worker, name, dieAt], { stdio: 'ignore' }).on('close', () => {
      ended()
    })
  })
}

it('one process at a time is inside, and a killed holder does not keep the others out', async () => {
  writeFileSync(worker, WORKER_TEXT)
  writeFileSync(ledger, '')
  const mortal = new Map([['w0', '3'], ['w1', '9']])
  await Promise.all(Array.from({ length: WORKERS }, (_, n) => runWorker(`w${n}`, mortal.get(`w${n}`) ?? '')))
  const lines = readFileSync(ledger, 'utf8').trim().split('\n')
  let inside: string | undefined
  for (const line of lines) {
    const [name = '', step] = line.split(' ')
    // a dead holder never says "out": whoever comes next finds the room empty
    if (step === 'in') {
      expect(inside === undefined || mortal.has(inside)).toBe(true)
      inside = name
    } else {
      expect(name).toBe(inside)
      inside = undefined
    }
  }
  expect(lines.filter((line) => line.endsWith(' out'))).toHaveLength((WORKERS - 2) * ENTRIES + 3 + 9)
})
