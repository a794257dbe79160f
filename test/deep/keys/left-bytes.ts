// Every file that a desk's run can have left on this machine, searched byte by byte: its profile, its home with Chromium's folders, its own temporary
// folder, and what its user wrote into the machine's.
import { createReadStream, readdirSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { createByteScanner } from '../../../src-main/erasure/byte-scanner'
import type { Needles } from './secret-needles'

/** Open to everybody, so of other people's files nothing is read. */
const SHARED = ['/tmp', '/var/tmp', '/dev/shm', '/var/crash', '/var/lib/systemd/coredump']
/** Of other tests: origins with their databases, other desks. */
const OF_TESTS = /^privacy-desk/

export interface LeftBytes {
  readonly files: number
  readonly bytes: number
  /** `name of what was found: file` */
  readonly found: readonly string[]
}

export async function searchLeftBytes(own: readonly string[], shared: { readonly uid: number | undefined; readonly since: number }, needles: Needles): Promise<LeftBytes> {
  const files = [...new Set([...own.flatMap((folder) => [...filesIn(folder)]), ...theirs(shared)])]
  const found: string[] = []
  let bytes = 0
  for (const file of files) {
    const scanner = createByteScanner(needles.index)
    scanner.scan(Buffer.from(`${file}\n`))
    for await (const chunk of createReadStream(file)) scanner.scan(chunk as Buffer)
    bytes += scanner.bytesSeen
    for (const needle of scanner.hitsByNeedle.keys()) found.push(`${needles.names[needle] ?? ''}: ${file}`)
  }
  return { files: files.length, bytes, found }
}

/** Where the desk runs as ourselves, nothing tells its files from those of the test. */
function theirs({ uid, since }: { readonly uid: number | undefined; readonly since: number }): readonly string[] {
  if (uid === undefined) return []
  const places = SHARED.flatMap((folder) => entriesOf(folder).filter(({ name }) => !OF_TESTS.test(name)))
  const files = places.flatMap((place) => (place.isFile() ? [pathOf(place)] : place.isDirectory() ? [...filesIn(pathOf(place))] : []))
  return files.filter((file) => {
    const stat = statSync(file, { throwIfNoEntry: false })
    return stat?.uid === uid && stat.mtimeMs >= since
  })
}

const pathOf = (entry: Dirent): string => join(entry.parentPath, entry.name)

/** Empty where somebody else just removed it. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function* filesIn(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    if (entry.isFile()) yield pathOf(entry)
    else if (entry.isDirectory()) yield* filesIn(pathOf(entry))
  }
}
