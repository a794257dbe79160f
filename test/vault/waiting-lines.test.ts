// The file of waiting lines: whole lines or none of a line after a cut at any byte, sealed, in order, and no gap that nobody notices.
import { execFileSync } from 'node:child_process'
import { copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { WaitingFile, waitingKey } from '../../src-main/vault/waiting-file'
import { NO_LINES, reaches, WaitingLines, type WaitingHead, type WaitingLine } from '../../src-main/vault/waiting-lines'
import { whyNoSmallDisk } from '../e2e/small-disk'
import { makeFolder, removeFolders, seededPick, seededRandom, storeKeyOf } from './desk-store'

afterEach(removeFolders)

const random = seededRandom('waiting')
const fileAt = (path: string, seed = 'key'): WaitingFile => new WaitingFile(path, waitingKey(storeKeyOf(seed)))
const textsOf = (lines: WaitingLines): readonly string[] => lines.list().map(({ text }) => text)

async function openLines(path: string, taken: WaitingHead = NO_LINES, seed?: string): Promise<WaitingLines> {
  const lines = new WaitingLines(fileAt(path, seed))
  await lines.read()
  await lines.follow(taken)
  return lines
}
const end = (lines: WaitingLines): Promise<void> => lines.end(new Error('over'))

async function threeLines(): Promise<{ readonly path: string; readonly lines: readonly WaitingLine[]; readonly ends: readonly number[] }> {
  const path = join(await makeFolder(), 'waiting-000001.lines')
  const lines = await openLines(path)
  const ends = [0]
  for (const text of ['王小明 was looked for', 'b'.repeat(300), '']) {
    await lines.leave(text, random)
    ends.push((await stat(path)).size)
  }
  const all = lines.list()
  await end(lines)
  return { path, lines: all, ends }
}

it('is read back in order, sealed to one key, in a file of ours alone', async () => {
  const { path, lines } = await threeLines()
  const again = await openLines(path)
  expect(again.list()).toEqual(lines)
  expect((await readFile(path)).includes('looked for')).toBe(false)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await end(again)
  const other = await openLines(path, NO_LINES, 'another key')
  expect(other.list()).toEqual([])
  await end(other)
})

it('cut at any byte it holds the lines that are whole, and goes on behind them', async () => {
  const { path, lines, ends } = await threeLines()
  const kept = `${path}.kept`
  await copyFile(path, kept)
  const whole = await readFile(kept)
  for (let length = 0; length <= whole.length; length += length % 3 === 0 ? 1 : 2) {
    await rm(path, { force: true })
    await writeFile(path, whole.subarray(0, length), { mode: 0o600 })
    const cut = await openLines(path)
    const count = ends.filter((at) => at <= length).length - 1
    expect([length, cut.list()]).toEqual([length, lines.slice(0, count)])
    expect((await cut.leave('later', random)).n).toBe(count + 1)
    await end(cut)
    const again = await openLines(path)
    expect(textsOf(again)).toEqual([...lines.slice(0, count).map(({ text }) => text), 'later'])
    await end(again)
  }
})

it('ends before the line in which a byte was changed', async () => {
  const { path, lines, ends } = await threeLines()
  const whole = await readFile(path)
  const pick = seededPick('bytes')
  for (let round = 0; round < 40; round++) {
    const at = pick(whole.length)
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ (1 + pick(255))
    await writeFile(path, changed)
    const read = await openLines(path)
    expect([at, read.list()]).toEqual([at, lines.slice(0, ends.filter((one) => one <= at).length - 1)])
    await end(read)
  }
})

it('loses what was taken over, keeps what came since, and its numbers never begin again', async () => {
  const path = join(await makeFolder(), 'waiting-000001.lines')
  const lines = await openLines(path)
  const first = await lines.leave('1', random)
  await lines.leave('2', random)
  await lines.follow(first)
  expect(textsOf(lines)).toEqual(['2'])
  const second = lines.list()[0]!
  await lines.follow(second)
  expect([textsOf(lines), (await stat(path)).size]).toEqual([[], 0])
  expect((await lines.leave('3', random)).n).toBe(3)
  await end(lines)
  // What the store says counts: a third that it holds is not there to be taken again.
  const after = await openLines(path, { n: 3, hash: 'c'.repeat(64) })
  expect(textsOf(after)).toEqual([])
  expect((await after.leave('4', random)).n).toBe(4)
  await end(after)
})

it('refuses whoever leaves a line once it has ended, and keeps what waits', async () => {
  const { path, lines } = await threeLines()
  const ended = await openLines(path)
  await end(ended)
  await expect(ended.leave('late', random)).rejects.toThrow('over')
  await ended.follow(lines[2]!)
  expect((await stat(path)).size).toBeGreaterThan(0)
})

it('reaches what the anchor names without a gap, or does not', async () => {
  const { lines } = await threeLines()
  const [one, two, three] = lines as [WaitingLine, WaitingLine, WaitingLine]
  const other: WaitingHead = { n: 2, hash: 'f'.repeat(64) }
  expect(
    [
      reaches([], NO_LINES, undefined),
      reaches(lines, NO_LINES, three),
      reaches(lines, NO_LINES, two),
      reaches([two, three], one, three),
      reaches([one, two, three], two, three),
      reaches([], three, two),
      reaches([], three, three),
      // Not:
      reaches([], NO_LINES, one),
      reaches([one, two], NO_LINES, three),
      reaches(lines, NO_LINES, other),
      reaches([], two, other),
      reaches([one, three], NO_LINES, one),
      reaches([two, one], NO_LINES, undefined),
      reaches([three], one, undefined),
      reaches([three], other, undefined),
    ],
  ).toEqual([true, true, true, true, true, true, true, false, false, false, false, false, false, false, false])
})

it.skipIf(process.platform !== 'linux' || whyNoSmallDisk() !== undefined)('on a full disk the line is refused and nothing of it is left; with room again the next one is kept', async () => {
  const dir = await makeFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', dir])
  try {
    const path = join(dir, 'waiting-000001.lines')
    const lines = await openLines(path)
    await lines.leave('kept', random)
    await writeFile(join(dir, 'ballast'), Buffer.alloc(20_000))
    await expect(lines.leave('x'.repeat(30_000), random)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(textsOf(lines)).toEqual(['kept'])
    await rm(join(dir, 'ballast'))
    expect((await lines.leave('next', random)).n).toBe(2)
    await end(lines)
    const again = await openLines(path)
    expect(textsOf(again)).toEqual(['kept', 'next'])
    await end(again)
  } finally {
    execFileSync('umount', [dir])
  }
})
