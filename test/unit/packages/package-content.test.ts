// What goes into a package beside the data: notes that are handed out with their files, and what is taken out before the release.
import { open, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATA_SCHEMAS } from '../../../src-main/packages/data-schemas'
import { writeAccessPackage, type PackageResult } from '../../../src-main/packages/write-package'
import type { RedactionChoices } from '../../../src-shared/domain/redactions'
import { manifestSchema } from '../../../src-shared/formats/package'
import { PACKAGE_CONTENT } from '../../../src-shared/formats/package-names'
import { FileDamaged } from '../../../src-main/vault/sealed-file'
import { caseNote, MADE_AT, packagePerson, type PackagePerson } from '../../fixtures/package-source'
import { createPackageMaker, type PackageMaker } from '../../fixtures/package-maker'
import { fileOf, pdfOf } from '../../fixtures/note-files'
import { parseCsv } from '../../fixtures/csv'
import { readArchive } from '../../fixtures/read-archive'

let maker: PackageMaker
beforeAll(async () => {
  maker = await createPackageMaker()
})
afterAll(() => maker.remove())

describe('what is handed out with it', () => {
  const person = packagePerson(10, 20)
  const report = pdfOf(70_000)
  const table = Buffer.from('a,b\r\n1,2\r\n')
  const files = [fileOf(report, '处理记录 =1+1.pdf', 'pdf'), fileOf(table, '明细.csv', 'csv')] as const
  const internal = fileOf(pdfOf(40), '内部.pdf', 'pdf')
  const notes = [
    caseNote(person, 1, { text: '附上处理记录', files: [files[0]] }),
    caseNote(person, 2, { text: '内部讨论', audience: 'internal', files: [internal] }),
    caseNote(person, 3, { text: '身份证复印件', audience: 'internal', kind: 'evidence', files: [internal] }),
    caseNote(person, 4, { text: '明细与处理记录', files: [files[1], files[0]] }),
    caseNote(person, 5, { text: '', files: [], removed: { why: 'taken-back', at: MADE_AT, reason: '写错了', files: 1 } }),
  ]
  const here = new Map([[files[0].sha256, report], [files[1].sha256, table], [internal.sha256, pdfOf(40)]])

  test('are the deliverable notes and their files alone, byte for byte, each once, under names that tell nothing', async () => {
    const made = await maker.make({ ...person, notes, files: here })
    expect(made.files.map(({ name }) => name).slice(PACKAGE_CONTENT.length)).toEqual(['files/01.pdf', 'files/02.csv'])
    const opened = await open(made.path, 'r')
    const entries = await readArchive(opened, made.passphrase, () => true)
    await opened.close()
    const bytesOf = (name: string) => Buffer.from(entries.find((entry) => entry.name === name)?.bytes ?? [])
    expect(bytesOf('files/01.pdf').equals(report)).toBe(true)
    expect(bytesOf('files/02.csv').equals(table)).toBe(true)
    const content = await maker.contentOf(made)
    const read = DATA_SCHEMAS['access-package-notes'].parse(JSON.parse(content.get('data/notes.json') ?? ''))
    expect(read.notes.map(({ text, files: of }) => [text, of.map(({ name, entry }) => [name, entry])])).toEqual([
      ['附上处理记录', [['处理记录 =1+1.pdf', 'files/01.pdf']]], ['明细与处理记录', [['明细.csv', 'files/02.csv'], ['处理记录 =1+1.pdf', 'files/01.pdf']]],
    ])
    expect(parseCsv(content.get('data/notes.csv') ?? '').slice(1).map((cells) => [cells[1], cells[4]])).toEqual([['附上处理记录', 'files/01.pdf'], ['明细与处理记录', 'files/02.csv'], ['明细与处理记录', 'files/01.pdf']])
    expect(manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))).toMatchObject({ v: 2, handedOut: { notes: 2, files: 2, missing: [] } })
    expect(content.get('index.html')).toContain('href="files/01.pdf"')
    for (const secret of ['内部讨论', '身份证复印件', '写错了', internal.sha256]) expect([...content.values()].join('\n')).not.toContain(secret)
    expect((await readFile(made.path)).toString('utf8')).not.toContain('处理记录')
  })

  test('names a file that is not here as missing, on the page and in the manifest', async () => {
    const made = await maker.make({ ...person, notes, files: new Map([[files[1].sha256, table]]) })
    const content = await maker.contentOf(made)
    expect(made.files.map(({ name }) => name).slice(PACKAGE_CONTENT.length)).toEqual(['files/01.csv'])
    expect(manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))).toMatchObject({ handedOut: { notes: 2, files: 1, missing: [{ sha256: files[0].sha256, sizeBytes: report.length, why: 'not-arrived' }] } })
    expect(content.get('index.html')).toContain('制作时还没有从服务器取到')
    expect(content.get('data/notes.csv')).toContain('制作时还没有从服务器取到')
  })

  test('is no package when a file is another one than its note names, or does not read', async () => {
    const changed = { ...person, notes, files: new Map([...here, [files[0].sha256, pdfOf(70_000)]]) }
    expect(await writeAccessPackage(await maker.input(changed), maker.deps(changed))).toEqual({ ok: false, error: { kind: 'file-damaged' } })
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield report.subarray(0, 1_000)
      throw new FileDamaged('chunk')
    }
    const all = { ...person, notes, files: here }
    expect(await writeAccessPackage(await maker.input(all), maker.deps(all, { fileBytes: broken }))).toEqual({ ok: false, error: { kind: 'file-damaged' } })
    expect(await maker.leftovers()).toEqual([])
  })
})

describe('what is taken out before the release', () => {
  const MOBILE = '13911112222'
  const EVIDENCE = '13933334444'
  const ASKED = ['13944445555', '13955556666', '13966667777', 'other@example.org'] as const
  const COLLEAGUE = '13922223333'
  const FRIEND = 'friend@example.org'
  const base = packagePerson(11, 400)
  const own = base.subject.identifiers.find(({ kind }) => kind === 'mobile')?.value ?? ''
  const details = new Map([[0, `联系 ${MOBILE} 和 ${own}`], [3, `抄送 ${FRIEND}；抄送 free@example.com`], [5, '甲公司报价 88 万'], [6, '内部端口 8443']])
  const logRows = base.logRows.map((row, at) => ({ ...row, detail: details.get(at) ?? '货物查询' }))
  const n = (at: number): number => logRows[at]?.n ?? -1
  const notes = [
    caseNote(base, 1, { text: `转告 ${MOBILE}`, files: [fileOf(Buffer.from('一'), `一 ${COLLEAGUE} ${own}.txt`, 'txt')] }),
    caseNote(base, 2, { text: '含有同事的记录', files: [fileOf(Buffer.from('二'), '二.txt', 'txt')] }),
    caseNote(base, 3, { text: '附件', files: [fileOf(Buffer.from('三'), '三方协议.txt', 'txt'), fileOf(Buffer.from('四'), `四 ${FRIEND}.txt`, 'txt')] }),
  ]
  const files = new Map(notes.flatMap((note) => note.files).map(({ sha256, name }) => [sha256, Buffer.from(name.slice(0, 1))]))
  const at = MADE_AT
  const choices: RedactionChoices[] = [
    { form: 'redact', own: [
      { spot: { place: 'request', requestId: base.request.id }, kind: 'mobile', from: 3, to: 14, words: '13811113333', at },
      // Said of other words, and of none: both say nothing of what stands there now.
      { spot: { place: 'answer', requestId: base.request.id }, kind: 'mobile', from: 4, to: 15, words: '13811113333', at },
      { spot: { place: 'note', noteId: notes[0]!.id }, kind: 'mobile', from: 3, to: 14, at },
    ], redactions: [
      { spot: { place: 'log', n: n(5) }, part: 'field', reason: 'third-party-secret', at }, { spot: { place: 'log', n: n(6) }, part: 'row', reason: 'security', at },
    ] },
    { form: 'redact', own: [], redactions: [
      { spot: { place: 'note', noteId: notes[1]!.id }, part: 'row', reason: 'other-person', at }, { spot: { place: 'file', sha256: notes[2]!.files[0]!.sha256 }, part: 'row', reason: 'third-party-secret', at },
    ] },
  ]
  const person: PackagePerson = {
    ...base, logRows, notes, files, choices, othersAddresses: [FRIEND, ...ASKED.filter((one) => one.includes('@'))],
    consents: base.consents.map((consent, index) => (index === 0 ? { ...consent, evidence: `通话录音，同事 ${EVIDENCE}` } : consent)),
    request: {
      ...base.request, transferTo: `某公司 ${ASKED[0]}`, corrections: [{ field: 'name', value: `王 ${ASKED[1]}` }],
      changes: [{ field: 'region', before: ASKED[2], after: `大连 ${ASKED[3]}`, at: MADE_AT }],
      text: '请致电13811113333。', decision: { ...base.request.decision!, text: `已告知 ${MOBILE}` },
    },
  }
  const taken = ['13911112222', FRIEND, '甲公司报价', '内部端口', '含有同事', '二.txt', COLLEAGUE, '三方协议', EVIDENCE, ...ASKED]
  let made: PackageResult
  let content: ReadonlyMap<string, string>
  beforeAll(async () => {
    made = await maker.make(person)
    content = await maker.contentOf(made)
  })

  test('is nowhere in the package, in no file of it, and what is the person\'s own stays', () => {
    for (const [name, body] of content) for (const secret of taken) expect(body.includes(secret), `${secret} in ${name}`).toBe(false)
    const log = content.get('data/service-log.ndjson') ?? ''
    expect(log).toContain(own)
    expect(log).toContain('free@example.com')
    expect(content.get('data/requests.json')).toContain('13811113333')
    expect(log.trimEnd().split('\n')).toHaveLength(logRows.length - 1)
  })

  test('is counted in the manifest by reason and place, and told on the page with its ground', () => {
    const manifest = manifestSchema.parse(JSON.parse(content.get('manifest.json') ?? ''))
    expect(manifest).toMatchObject({
      redactions: [
        { reason: 'other-person', place: 'asked', count: 4 }, { reason: 'other-person', place: 'consent', count: 1 }, { reason: 'other-person', place: 'answer', count: 1 }, { reason: 'other-person', place: 'note', count: 2 }, { reason: 'other-person', place: 'file', count: 2 }, { reason: 'other-person', place: 'log', count: 2 },
        { reason: 'third-party-secret', place: 'file', count: 1 }, { reason: 'third-party-secret', place: 'log', count: 1 }, { reason: 'security', place: 'log', count: 1 },
      ],
      handedOut: { notes: 2, files: 2, missing: [{ sizeBytes: 3, why: 'withheld' }] },
    })
    const category = logRows[6]?.category
    expect(manifest.coverage.find((one) => one.category === category)).toMatchObject({ source: 'desk', withheld: { en: expect.stringContaining('taken out whole') as string } })
    const page = content.get('index.html') ?? ''
    for (const said of ['提供前隐去的内容：他人的信息', '共 12 处：您要求写入的内容与更改 4 处、同意记录的凭据 1 处、我们的答复 1 处、随答复提供的说明 2 处、随答复提供的文件 2 处、使用记录 2 处', '《个人信息保护法》第四十五条', 'secrets of a third party']) expect(page).toContain(said)
  })

  test('takes a file along with its name and its hash; of one that goes out the rest of the name stays', () => {
    const read = DATA_SCHEMAS['access-package-notes'].parse(JSON.parse(content.get('data/notes.json') ?? ''))
    const named = read.notes.flatMap((note) => note.files)
    expect(named.map(({ name }) => name)).toEqual([`一 【已隐去 withheld: other-person】 ${own}.txt`, '【已隐去 withheld: third-party-secret】', '四 【已隐去 withheld: other-person】.txt'])
    expect(named.map(({ sha256 }) => sha256 !== undefined)).toEqual([true, false, true])
    for (const [name, body] of content) expect(body.includes(notes[2]!.files[0]!.sha256), name).toBe(false)
    for (const name of ['data/notes.csv', 'index.html']) expect(content.get(name)).toContain('四 【已隐去 withheld: other-person】.txt')
  })

  test('leaves its mark where it was, the same in JSON, tables and page', () => {
    for (const name of ['data/service-log.ndjson', 'data/service-log.csv', 'index.html']) {
      expect(content.get(name)).toContain('【已隐去 withheld: other-person】')
      expect(content.get(name)).toContain('【已隐去 withheld: third-party-secret】')
    }
    expect(made.files.map(({ name }) => name).slice(PACKAGE_CONTENT.length)).toEqual(['files/01.txt', 'files/02.txt'])
  })
})
