// The residue check finds what it must, wherever and however it is written, and nothing else.
import { randomBytes } from 'node:crypto'
import { fc } from '../fixtures/laws'
import { describe, expect, it } from 'vitest'
import { createByteScanner } from '../../src-main/erasure/byte-scanner'
import { createEncoder } from '../../src-main/erasure/encodings'
import { collectNeedles } from '../../src-main/erasure/needles'
import { PatternIndex } from '../../src-main/erasure/pattern-index'
import { checkResidue, type ResiduePlace } from '../../src-main/erasure/residue'

function placeOf(place: string, bytes: Uint8Array, chunkSize = 4096): ResiduePlace {
  return {
    place,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize)
      await Promise.resolve()
    },
  }
}
async function* living(...texts: readonly string[]): AsyncGenerator<string, void> {
  await Promise.resolve()
  yield* texts
}

describe('byte scanner', () => {
  it('counts every occurrence like a plain search does, whatever the chunk size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(97, 98), { minLength: 0, maxLength: 400 }),
        fc.uniqueArray(fc.array(fc.constantFrom(97, 98), { minLength: 2, maxLength: 5 }).map((codes) => Buffer.from(codes).toString()), { maxLength: 4 }),
        fc.integer({ min: 1, max: 64 }),
        (codes, words, chunkSize) => {
          const haystack = Buffer.from(codes)
          let expected = 0
          for (const word of words) for (let at = 0; at < haystack.length; at++) if (haystack.subarray(at, at + word.length).toString() === word) expected++
          const scanner = createByteScanner(new PatternIndex(words.map((word, needle) => ({ bytes: Buffer.from(word), needle })), 2))
          for (let at = 0; at < haystack.length; at += chunkSize) scanner.scan(haystack.subarray(at, at + chunkSize))
          expect(scanner.hits).toBe(expected)
        },
      ),
    )
  })

  it('tells what thousands of patterns that resemble one another belong to, each as often as it is there', () => {
    const accounts = Array.from({ length: 4_000 }, (_, at) => `SX-20410${String(at).padStart(5, '0')}@qq.example`)
    const index = new PatternIndex([...accounts, ...accounts.slice(0, 2_000)].map((text, needle) => ({ bytes: Buffer.from(text), needle })))
    expect(index.size).toBe(4_000)
    const scanner = createByteScanner(index)
    const bytes = Buffer.from([...accounts.slice(1_000, 3_000), 'SX-20410', ...accounts.slice(0, 10), '00001@qq.example'].join(''))
    for (let at = 0; at < bytes.length; at += 333) scanner.scan(bytes.subarray(at, at + 333))
    const expected = new Map([...Array.from({ length: 2_000 }, (_, at) => 1_000 + at), ...Array.from({ length: 10 }, (_, at) => at)].flatMap((at) => [[at, 1], ...(at < 2_000 ? [[at + 4_000, 1]] : [])] as [number, number][]))
    expect(new Map(scanner.hitsByNeedle)).toEqual(expected)
  })
})

describe('residue check', () => {
  const needle = '欧阳示例tail7731'
  const forms: Readonly<Record<string, Uint8Array>> = {
    'UTF-8': Buffer.from(needle, 'utf8'),
    'UTF-16LE': Buffer.from(needle, 'utf16le'),
    'UTF-16BE': Buffer.from(needle, 'utf16le').swap16(),
    hex: Buffer.from(Buffer.from(needle).toString('hex')),
    'base64 at offset 0': Buffer.from(Buffer.from(`${needle}zz`).toString('base64')),
    'base64 at offset 1': Buffer.from(Buffer.from(`a${needle}zz`).toString('base64')),
    'base64 at offset 2': Buffer.from(Buffer.from(`ab${needle}zz`).toString('base64')),
    URL: Buffer.from(encodeURIComponent(needle)),
    'JSON escapes': Buffer.from('\\u6b27\\u9633\\u793a\\u4f8btail7731'),
    'upper case': Buffer.from(needle.toUpperCase()),
  }

  for (const [name, bytes] of Object.entries(forms)) {
    it(`finds a text written as ${name} amid random bytes`, async () => {
      const haystack = Buffer.concat([randomBytes(5_000), bytes, randomBytes(5_000)])
      const [report] = await checkResidue({ needlesOf: [[needle]], places: [placeOf('store', haystack, 777)], livingTexts: living, now: 1 })
      expect(report?.hits).toBeGreaterThan(0)
    })
  }

  it('finds GB18030 text that only a decoder could show', async () => {
    const encoded = createEncoder()('张伟示例')
    const decoder = new TextDecoder('gb18030')
    const gb = encoded.find((bytes) => decoder.decode(bytes) === '张伟示例')
    expect(gb).toBeDefined()
    const [report] = await checkResidue({ needlesOf: [['张伟示例']], places: [placeOf('file', gb ?? new Uint8Array())], livingTexts: living, now: 1 })
    expect(report?.hits).toBeGreaterThan(0)
  })

  it('reports zero for random bytes and counts what it read', async () => {
    const [report] = await checkResidue({ needlesOf: [[needle]], places: [placeOf('store', randomBytes(300_000))], livingTexts: living, now: 1 })
    expect(report).toMatchObject({ hits: 0, needles: 1, notDistinctive: 0 })
    expect(report?.places[0]?.bytes).toBe(300_000)
  })

  it('leaves out a needle that living rows of others hold, and says so', async () => {
    const [report] = await checkResidue({
      needlesOf: [['张伟示例', needle]],
      places: [placeOf('store', Buffer.from('张伟示例'))],
      livingTexts: () => living('王小明', '这是张伟示例，另一个人'),
      now: 1,
    })
    expect(report).toMatchObject({ hits: 0, needles: 1, notDistinctive: 1 })
  })
})

describe('one pass for many', () => {
  it('reads each place once, and tells everybody their own hits alone', async () => {
    const reads: string[] = []
    const counting = (place: string, text: string): ResiduePlace => ({ place, async *chunks() { reads.push(place); yield await Promise.resolve(Buffer.from(text)) } })
    const places = [counting('store', '甲乙丙丁 甲乙丙丁 shared-by-both-of-them'), counting('profile', '戊己庚辛 living-everywhere')]
    const needlesOf = [['甲乙丙丁', 'shared-by-both-of-them'], ['戊己庚辛', 'shared-by-both-of-them', 'living-everywhere'], ['壬癸子丑']]
    const reports = await checkResidue({ needlesOf, places, livingTexts: () => living('a row of somebody: living-everywhere'), now: 1 })
    expect(reads).toEqual(['store', 'profile'])
    expect(reports.map(({ places: found, needles, notDistinctive, hits }) => [found.map((one) => one.hits), needles, notDistinctive, hits])).toEqual([[[3, 0], 2, 0, 3], [[1, 1], 2, 1, 2], [[0, 0], 1, 0, 0]])
  })
})

describe('needles', () => {
  it('cover name, account, every form of an identifier, pinyin, IP and free text, and are long enough to mean something', () => {
    const needles = collectNeedles({
      name: '张伟',
      accountNo: 'SX-2041000036',
      identifiers: [{ kind: 'mobile', value: '+8619900000317' }, { kind: 'mobile', value: '+85251234567' }, { kind: 'email', value: 'lin.test@example.cn' }],
      pinyin: ['ouyangshangguan', 'change', 'zw'],
      freeTexts: ['短', '请删除我账号下的浏览记录、检索词和关注国家。'.repeat(10)],
      ips: ['203.0.113.77'],
      staying: [],
    })
    for (const expected of ['张伟', 'SX-2041000036', '2041000036', '8619900000317', '19900000317', '7130000099168', '51234567', 'lin.test@example.cn', 'lin.test', 'ouyangshangguan', '203.0.113.77'])
      expect(needles).toContain(expected)
    // 常娥 is spelt like a word that every store and every browser profile holds.
    expect(needles).not.toContain('change')
    expect(needles).not.toContain('zw')
    expect(needles).not.toContain('短')
    expect(needles.every((text) => Buffer.byteLength(text) >= 6)).toBe(true)
  })
})
