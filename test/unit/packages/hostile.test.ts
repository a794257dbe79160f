// Hostile values in every field: the page keeps its own structure, the tables hold no live formula, and every value comes back.
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { csvTable, neutralise } from '../../../src-shared/formats/csv'
import { createDataFiles, logCsvLine, logJsonLine, LOG_CSV_HEAD } from '../../../src-main/packages/data-files'
import type { PageFacts } from '../../../src-main/packages/page-facts'
import { pagePolicy, renderHtml } from '../../../src-main/packages/render-html'
import { AWKWARD_DETAILS, AWKWARD_NAMES } from '../../../src-origin/seed/awkward'
import { cleanFileName, isCleanFileName } from '../../../src-shared/domain/attached-files'
import { hostileNames, hostileStrings } from '../../fixtures/hostile-strings'
import { collected, MADE_AT } from '../../fixtures/package-source'
import { personWithEveryField as person, poison } from '../../fixtures/poisoned-package'
import { parseCsv } from '../../fixtures/csv'
import { packageFileName } from '../../../src-main/packages/package-folder'
import { attachedName } from '../../../src-shared/formats/package-names'
import { freeName } from '../../../src-main/usecases/write-copy'
import { PACK_VERSION } from '../../fixtures/rules'

const HOSTILE: readonly string[] = [
  ...hostileStrings(),
  ...AWKWARD_NAMES,
  ...AWKWARD_DETAILS,
  '</script><script>alert(1)</script>', '</style><img src=//evil.test/x>', '</title><base href=//evil.test>', '<!--', '-->', '<![CDATA[', '<plaintext>', '</bdi></td></table>',
  '<svg/onload=alert(1)>', '<iframe srcdoc="<script>alert(1)</script>">', '<a href="javascript:alert(1)">x</a>', '" onmouseover="alert(1)', "' onfocus='alert(1)' autofocus='",
  '&lt;script&gt;', '&#60;script&#62;', '\u0000<script>', '\ud800', 'a\ud800b', '\udc00', '{name}', '$&', '$1', '%s%n', '\u2028\u2029', '\r\n\r\n<script>', '{{7*7}}',
  '=1+1', '+1', '-1', '@a', '\t=1', '\r=1', '\n=1', ' =1', '\u00a0=1', '\ufeff=1', '\u200b=1', '\uff1d1', '\uff0b1', '\uff0d1', '\uff20a', "'=1", "'", "''", '"=1"', '|cmd', ';=1', ',=1', '"', '""', ',', '\r\n', '',
]

const FACTS: PageFacts = { madeAt: MADE_AT, dataAsOf: MADE_AT, rulesPack: PACK_VERSION, packageId: '0197a0aa-0000-7000-8000-000000000001', fileName: 'access-package-26-1179-00000001.zip', deviceName: 'DL-CS-07', organisationFingerprint: 'ab'.repeat(32) }

/** The page's own markup: every tag with its attributes, in order; where a value opened or closed one, this differs. */
function structure(page: string): readonly string[] {
  return page.match(/<[^>]*>/g) ?? []
}
/** Equal wordings in both languages stand once, so the two spans of a bilingual value depend on it; they are taken out of the comparison. */
const withoutLanguages = (tags: readonly string[]): readonly string[] => tags.filter((tag) => !/^<\/?span/.test(tag))

describe('index.html', () => {
  test('keeps its structure whatever the values are', async () => {
    const data = await collected(person(60))
    const benign = structure(renderHtml(poison(data, 'benign'), { ...FACTS, deviceName: 'benign' }))
    expect(benign.length).toBeGreaterThan(300)
    for (const value of HOSTILE) {
      const page = renderHtml(poison(data, value), { ...FACTS, deviceName: value })
      expect(withoutLanguages(structure(page)), JSON.stringify(value.slice(0, 60))).toEqual(withoutLanguages(benign))
      expect(page.match(/<script/g)?.length).toBe(1)
      expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])/)
    }
  })

  test('would have failed had a value not been escaped', async () => {
    const data = await collected(person(60))
    const benign = withoutLanguages(structure(renderHtml(poison(data, 'benign'), FACTS)))
    const broken = renderHtml(poison(data, 'benign'), FACTS).replace('benign', '<svg/onload=alert(1)>')
    expect(withoutLanguages(structure(broken))).not.toEqual(benign)
  })

  test('allows exactly its own script and style by their hashes, and nothing to be fetched', async () => {
    const page = renderHtml(await collected(person(10)), FACTS)
    const hashes = (tag: string) => [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, body = '']) => `'sha256-${createHash('sha256').update(body).digest('base64')}'`)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    expect(policy).toBe(pagePolicy())
    expect(policy).toBe(`default-src 'none'; script-src ${hashes('script').join(' ')}; style-src ${hashes('style').join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`)
    expect(page).not.toMatch(/\s(style|on\w+)=|https?:|url\(|@import|<link|<img|<iframe/)
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target]) => target).filter((target) => !target?.startsWith('#'))).toEqual(['files/01.txt'])
  })

  test('says everything in both languages', async () => {
    const page = renderHtml(await collected(person(60)), FACTS)
    expect(page.match(/<span class="zh"/g)?.length).toBe(page.match(/<span class="en"/g)?.length)
    const english = [...page.matchAll(/<span class="en" lang="en">([\s\S]*?)<\/span>/g)].map(([, body = '']) => body.replace(/<bdi>[\s\S]*?<\/bdi>/g, ''))
    // The person's name stands inside the greeting; everything else of the English side is English.
    expect(english.filter((body) => /\p{Script=Han}/u.test(body) && !body.includes('class="long"'))).toEqual([])
  })
})

describe('tables', () => {
  test('start no cell in a way a spreadsheet would run, and give every value back', () => {
    const table = csvTable(['value'], HOSTILE.map((value) => [value]))
    const raw = parseCsv(table, 'keep').slice(1).map(([cell = '']) => cell)
    for (const cell of raw) expect(cell).not.toMatch(/^[=+\-@\t\r\n\u0000\uff1d\uff0b\uff0d\uff20]/)
    const back = parseCsv(table).slice(1).map(([cell]) => cell)
    expect(back).toEqual(HOSTILE.map((value) => value.replaceAll('\u0000', '\u2400')))
  })

  test('are read back the same from every file of a package', async () => {
    const data = await collected(person(10))
    for (const value of HOSTILE) {
      const files = createDataFiles(poison(data, value), MADE_AT)
      for (const { text } of files.filter(({ name }) => name.endsWith('.json'))) expect(() => JSON.parse(text) as unknown).not.toThrow()
      const cells = files.filter(({ name }) => name.endsWith('.csv')).flatMap(({ text }) => parseCsv(text, 'keep').flat())
      expect(cells.filter((cell) => /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell))).toEqual([])
      const row = { n: 1, category: 'search-query', at: MADE_AT, product: 'trade-search', ip: '192.0.2.1', detail: value } as const
      expect(parseCsv(LOG_CSV_HEAD + logCsvLine(row))[1]?.[3]).toBe(value.replaceAll('\u0000', '\u2400'))
      expect((JSON.parse(logJsonLine(row)) as { detail: string }).detail).toBe(value)
    }
  })

  test('leave ordinary cells as they are', () => {
    for (const value of ['+8613800138000'.slice(1), '张伟', 'a-b', '2026-06-15 10:42:05', '1=1']) expect(neutralise(value)).toBe(value)
    expect(neutralise('+8613800138000')).toBe("'+8613800138000")
  })
})

describe('names', () => {
  test('of two hundred hostile files are one safe segment each, of at most 120 bytes, and no two the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pd-names-'))
    try {
      const names = hostileNames()
      expect(names.length).toBe(200)
      expect(Math.max(...names.map((name) => Buffer.byteLength(name)))).toBeGreaterThan(300)
      for (const name of names) {
        const clean = cleanFileName(name, 'pdf')
        expect([name, isCleanFileName(clean, 'pdf')]).toEqual([name, true])
        await writeFile(join(folder, await freeName(folder, clean)), name)
      }
      const written = await readdir(folder)
      expect(written.length).toBe(names.length)
      for (const name of written) {
        expect([name, Buffer.byteLength(name) <= 120]).toEqual([name, true])
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}\p{Cs}]|^[. ]|[. ]\.pdf$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])\./iu)
        expect(name).toBe(name.normalize('NFC'))
        expect(name).toMatch(/\.pdf$/i)
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('of packages and of what is in them hold nothing of what somebody typed', () => {
    for (const value of [...hostileStrings(), ...hostileNames()]) expect(packageFileName(value, '0197a0aa-0000-7000-8000-00000000000b')).toMatch(/^access-package-[0-9-]*-0000000b\.zip$/)
    expect(attachedName(7, 'pdf')).toBe('files/07.pdf')
  })
})
