// One operation on the files of a package that is being made fails, whichever it is and however (security.md X-8): a whole package that verifies, or nothing.
// And everything that the process writes anywhere is looked at.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildFaultShim } from '../../fixtures/fault-shim'
import { holdsPlaintext, preparePackageChildren, type PackageChildren } from '../../fixtures/package-child'
import { OWN_MARK } from '../../fixtures/peopled-store'
import { makeFolder, removeFolders } from '../../vault/desk-store'

/** Every operation, or every so many in a shorter run. */
const STEP = Number(process.env['FAULT_STEP'] ?? 1)
/** Long enough to be written in several pieces of 256 KiB. */
const ROWS = 40_000

let children: PackageChildren
let shim = ''
beforeAll(async () => {
  shim = await buildFaultShim()
  children = await preparePackageChildren({ others: 3, rows: ROWS })
})
afterAll(async () => {
  await children.remove()
  await removeFolders()
})

/** Where it tells how many operations there were. */
async function countOperations(): Promise<number> {
  const log = join(await makeFolder(), 'count')
  const run = await children.run({ LD_PRELOAD: shim, FAULT_AT: '0', FAULT_LOG: log })
  expect(await run.child.ended).toBe('0')
  expect(await run.outcome()).toBe('whole')
  await run.remove()
  return Number(await readFile(log, 'utf8'))
}

test.each(['kill', 'torn', 'eio', 'full'])('at every operation on a package that is being made: %s', async (kind) => {
  const operations = await countOperations()
  expect(operations).toBeGreaterThan(8)
  const ends: Record<string, number> = {}
  for (let at = 1; at <= operations; at += STEP) {
    const what = `${kind} at ${String(at)} of ${String(operations)}`
    const run = await children.run({ LD_PRELOAD: shim, FAULT_AT: String(at), FAULT_KIND: kind })
    const ended = await run.child.ended
    const outcome = await run.outcome().catch((error: unknown) => { throw new Error(`${what}: ${String(error)}`) })
    const isMade = run.child.lines.some((line) => line.startsWith('made'))
    // Made is whole, and a fault that was told leaves nothing, not even something to sweep, as long as files can be removed.
    if (isMade) expect([what, outcome]).toEqual([what, 'whole'])
    if (ended === '1') expect([what, outcome]).toEqual([what, 'nothing'])
    if (kind === 'kill') expect([what, ended]).toEqual([what, 'SIGKILL'])
    const end = `${ended}, ${outcome}`
    ends[end] = (ends[end] ?? 0) + 1
    await run.remove()
  }
  console.log(`${kind}, ${String(operations)} operations: ${JSON.stringify(ends)}`)
})

test('nothing that is written anywhere is plain text, and the passphrase is not written at all', async () => {
  const tee = join(await makeFolder(), 'written')
  const run = await children.run({ LD_PRELOAD: shim, FAULT_TEE: tee })
  expect(await run.child.ended).toBe('0')
  expect(await run.outcome()).toBe('whole')
  const written = await readFile(tee)
  const [name = ''] = run.child.lines.filter((line) => line.startsWith('made')).map((line) => line.split(' ')[1] ?? '')
  const sealed = await readFile(join(run.exportDir, name))
  // The copy is one of all that was written: the package is in it whole, in whatever pieces it was written.
  expect(written.length).toBeGreaterThanOrEqual(sealed.length)
  expect(written.includes(sealed.subarray(200, 400))).toBe(true)
  expect(holdsPlaintext(written, run.passphrase)).toBe(false)
  await run.remove()
})

test('the look for plain text finds it, and the passphrase', () => {
  const passphrase = 'ABCD-EFGH-JKMN-PQRS-TVWX'
  for (const text of [`\u0000${OWN_MARK}-row1`, `x${passphrase}`, passphrase.replaceAll('-', '')]) for (const encoding of ['utf8', 'utf16le'] as const) expect(holdsPlaintext(Buffer.from(text, encoding), passphrase)).toBe(true)
  expect(holdsPlaintext(Buffer.from('anything else'), passphrase)).toBe(false)
})
