// The processes of a desk as the kernel knows them: who they are, what they were started with, and what stands in their memory.
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { createByteScanner } from '../../../src-main/erasure/byte-scanner'
import type { Needles } from './secret-needles'

export interface DeskProcess {
  readonly pid: number
  /** `main`, or what Chromium calls it: `renderer`, `utility node.mojom.NodeService`, `zygote`, `gpu-process`. */
  readonly kind: string
}

const read = (pid: number, name: string): Buffer => {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`)
  } catch {
    return Buffer.alloc(0) // it has ended
  }
}
const parentOf = (pid: number): number => Number(/^PPid:\t(\d+)/m.exec(read(pid, 'status').toString())?.[1] ?? 0)

/** The one that was started and all that come from it. */
export function processesOf(main: number): readonly DeskProcess[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map(all.map((pid) => [pid, parentOf(pid)]))
  const isOurs = (pid: number): boolean => pid === main || (pid > 1 && isOurs(parents.get(pid) ?? 0))
  return all.filter(isOurs).map((pid) => ({ pid, kind: pid === main ? 'main' : kindOf(pid) }))
}

function kindOf(pid: number): string {
  // Chromium writes its children's over, with spaces between the words.
  const words = read(pid, 'cmdline').toString().split(/[\0 ]/)
  const value = (name: string): string => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? ''
  return `${value('type')} ${value('utility-sub-type')}`.trim() || (words[0] ?? '')
}

/** What it was started with: words and environment. */
export const startOf = (pid: number): Buffer => Buffer.concat([read(pid, 'cmdline'), Buffer.from([0]), read(pid, 'environ')])

interface Region {
  readonly from: number
  readonly to: number
}
/** What can be read and is no file: a file that nobody may write through holds what it holds on the disk. */
function regionsOf(pid: number): readonly Region[] {
  return read(pid, 'maps').toString().split('\n').flatMap((line) => {
    const [, from = '', to = '', rights = '', place = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+\s*(.*)$/.exec(line) ?? []
    if (!rights.startsWith('r') || (place.startsWith('/') && rights[1] !== 'w' && !place.startsWith('/dev/shm') && !place.startsWith('/memfd')) || /^\[(vvar|vsyscall|vdso)/.test(place)) return []
    return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }]
  })
}

const BLOCK = 4 * 1_048_576
const PAGE = 4_096

/** Block by block. Only pages that exist cost anything: the kernel says which. */
function* memoryOf(pid: number): Generator<Uint8Array> {
  const memory = openSync(`/proc/${String(pid)}/mem`, 'r')
  const present = openSync(`/proc/${String(pid)}/pagemap`, 'r')
  try {
    for (const region of regionsOf(pid)) {
      for (const run of runsOf(presentPages(present, region))) yield readRun(memory, run.from, run.to)
    }
  } finally {
    closeSync(present)
    closeSync(memory)
  }
}

const ENTRIES = 65_536
/** In memory or swapped out. */
const THERE = 0xc0

function* presentPages(pagemap: number, region: Region): Generator<number> {
  const entries = Buffer.alloc(8 * ENTRIES)
  for (let at = region.from; at < region.to; at += PAGE * ENTRIES) {
    const wanted = Math.min(ENTRIES, (region.to - at) / PAGE)
    const got = readSync(pagemap, entries, 0, wanted * 8, (at / PAGE) * 8) / 8
    for (let page = 0; page < got; page++) if ((entries.readUInt8(page * 8 + 7) & THERE) !== 0) yield at + page * PAGE
  }
}

/** Pages that lie side by side, no more than a block of them. */
function* runsOf(pages: Iterable<number>): Generator<Region> {
  let run: Region | undefined
  for (const page of pages) {
    const joins = run?.to === page && page - run.from < BLOCK
    if (run !== undefined && !joins) yield run
    run = { from: joins ? (run as Region).from : page, to: page + PAGE }
  }
  if (run !== undefined) yield run
}

/** What ended while it was read is left out; nothing else of a run may be. */
function readRun(memory: number, from: number, to: number): Uint8Array {
  const bytes = Buffer.alloc(to - from)
  for (let at = 0; at < bytes.length; ) at += readPart(memory, bytes, at, from)
  return bytes
}
function readPart(memory: number, bytes: Buffer, at: number, from: number): number {
  try {
    return Math.max(readSync(memory, bytes, at, bytes.length - at, from + at), 1)
  } catch {
    return PAGE - ((from + at) % PAGE)
  }
}

export interface Held {
  readonly kind: string
  readonly pid: number
  readonly bytes: number
  /** Name of what was looked for → how many copies. */
  readonly copies: ReadonlyMap<string, number>
}

export function searchMemory({ pid, kind }: DeskProcess, { index, names }: Needles): Held {
  const scanner = createByteScanner(index)
  for (const block of memoryOf(pid)) scanner.scan(block)
  return { kind, pid, bytes: scanner.bytesSeen, copies: new Map([...scanner.hitsByNeedle].map(([needle, copies]) => [names[needle] ?? '', copies])) }
}

/** Why this machine lets nobody look into another process. */
export function whyNoMemory(pid: number): string | undefined {
  try {
    for (const block of memoryOf(pid)) if (block.length > 0) return undefined
    return 'no page of it can be read'
  } catch (error) {
    return `its memory cannot be read here: ${(error as Error).message}`
  }
}
