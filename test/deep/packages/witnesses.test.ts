// Programs of others as witnesses of a package's tables (security.md X-5): LibreOffice shows every hostile value as the text that it is, and Python reads back
// what was written. Neither is part of `npm test`; where one is not installed its test is skipped and says so.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvTable } from '../../../src-shared/formats/csv'
import { parseCsv } from '../../fixtures/csv'
import { hostileStrings } from '../../fixtures/hostile-strings'

const run = promisify(execFile)
const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0
const OFFICE = ['soffice', 'libreoffice'].find(isThere)
const PYTHON = ['python3', 'python'].find(isThere)
/** Half a character is not UTF-8: it stands as U+FFFD in the file, whoever writes it. */
const VALUES = hostileStrings().map((value) => Buffer.from(value).toString())

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-witness-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** One value a line, beside a number that a spreadsheet may add up. */
async function writeTable(): Promise<string> {
  const file = join(folder, 'values.csv')
  await writeFile(file, csvTable(['n', 'value'], VALUES.map((value, at) => [at, value])))
  return file
}

/** Comma, quotes, UTF-8, and at the end: formulas are evaluated, which is more than a double click does. To a document that tells formulas from texts. */
const FILTER = 'CSV:44,34,76,1,,0,false,true,false,false,false,-1,true'
async function convert(file: string): Promise<string> {
  await run(OFFICE ?? '', [`-env:UserInstallation=file://${folder}/profile`, '--headless', `--infilter=${FILTER}`, '--convert-to', 'fods', '--outdir', folder, file])
  return readFile(file.replace(/\.csv$/, '.fods'), 'utf8')
}

test.skipIf(OFFICE === undefined)(`LibreOffice shows literals${OFFICE === undefined ? ' (skipped: neither soffice nor libreoffice is installed; Debian: libreoffice-calc-nogui)' : ''}`, async () => {
  const file = await writeTable()
  const sheet = await convert(file)
  expect(sheet).not.toContain('table:formula')
  expect(sheet).not.toMatch(/of:=|xlink:href="http|dde-/)
  const texts = [...sheet.matchAll(/<table:table-cell[^>]*office:value-type="string"[^>]*>/g)]
  expect(texts.length).toBeGreaterThanOrEqual(VALUES.length)
  // A witness that saw nothing would be none: with a live formula it says so.
  await writeFile(join(folder, 'live.csv'), '\ufeff"value"\r\n=1+1\r\n')
  expect(await convert(join(folder, 'live.csv'))).toContain('table:formula')
})

test.skipIf(PYTHON === undefined)(`Python reads back what was written${PYTHON === undefined ? ' (skipped: no Python is installed)' : ''}`, async () => {
  const file = await writeTable()
  const program = 'import csv,json,sys\ncsv.field_size_limit(1<<30)\nprint(json.dumps(list(csv.reader(open(sys.argv[1],encoding="utf-8-sig",newline="")))))'
  const { stdout } = await run(PYTHON ?? '', ['-c', program, file], { maxBuffer: 1 << 26 })
  const rows = JSON.parse(stdout) as readonly (readonly string[])[]
  expect(rows).toEqual(parseCsv(await readFile(file, 'utf8'), 'keep'))
  expect(rows.slice(1).map(([, value = '']) => (value.startsWith("'") ? value.slice(1) : value))).toEqual(VALUES.map((value) => value.replaceAll('\u0000', '\u2400')))
})
