// erasures.ledger: who was erased, and which devices were taken away, outside the database, so that a backup put back brings neither back
// (docs/decisions/0016 and 0029). The lines of devices: device-entry.ts.
//
//   one line an erasure: canonical JSON {actions, approvedBy, at, erasureId, external?, planHash, rulesPack, sig, subject, v} and a line feed
//
// | field      | what                                                                                                 |
// |------------|------------------------------------------------------------------------------------------------------|
// | subject    | HMAC of the person's random id, external: of the company's own id; both only with the key `erasedIds` |
// | actions    | what the approved plan does to each category, without counts; on hold: by which holds and of which fields, and what then |
// | approvedBy | random id of the member of staff who approved                                                        |
// | sig        | Ed25519 of the origin's key over the canonical JSON of the rest                                      |
//
// A line is on the disk before the erasure is said to be executed. A crash while writing leaves half a last line, which the next append takes
// away; a whole line that is not ours stops the start, because to read over it could bring its person back.
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { CATEGORIES } from '../../src-shared/domain/vocabulary'
import { canonicalJson, parseJson } from '../../src-shared/formats/canonical'
import { signCanonical, verifyCanonical } from '../../src-shared/formats/signed'
import { nodeCrypto } from '../devices/node-crypto'
import type { OriginKeys } from '../devices/origin-keys'
import { OriginStartError } from '../start-error'
import { ifMissing, syncFolder } from '../files'
import { deviceEntrySchema, type DeviceEntry } from './device-entry'

export const LEDGER_FILE = 'erasures.ledger'
const LINE_FEED = 0x0a

const hash = z.string().length(43)
const entrySchema = z.strictObject({
  v: z.literal(1),
  erasureId: z.uuid(),
  subject: hash,
  external: hash.optional(),
  at: z.number().int(),
  planHash: z.string(),
  approvedBy: z.string(),
  rulesPack: z.string(),
  actions: z.array(
    z.strictObject({
      category: z.enum(CATEGORIES),
      action: z.enum(['delete', 'anonymise', 'restrict', 'hold']),
      ground: z.string().optional(),
      then: z.enum(['delete', 'anonymise', 'restrict']).optional(),
      holds: z.array(z.strictObject({ id: z.uuid(), fields: z.array(z.string().max(40)).optional() })).optional(),
    }),
  ),
})
export type LedgerEntry = z.infer<typeof entrySchema>
const lineSchema = z.union([entrySchema.extend({ sig: z.string() }), deviceEntrySchema.extend({ sig: z.string() })])

export interface ErasureLedger {
  readonly file: string
  isThere(): Promise<boolean>
  /** Empty, at the first start: from then on a file that is not there was lost. */
  create(): Promise<void>
  /** All that is on the disk now, also by another process that shares the folder. */
  read(): Promise<ReadonlyMap<string, LedgerEntry>>
  /** By device, the last line of each. */
  readDevices(): Promise<ReadonlyMap<string, DeviceEntry>>
  /** On the disk when it resolves. One writer at a time: the caller leads (service/lead.ts). */
  append(entries: readonly (LedgerEntry | DeviceEntry)[]): Promise<void>
}

export function openLedger(dataDir: string, keys: Pick<OriginKeys, 'origin'>): ErasureLedger {
  const file = path.join(dataDir, LEDGER_FILE)
  const entries = new Map<string, LedgerEntry>()
  const devices = new Map<string, DeviceEntry>()
  let readBytes = 0
  let lines = 0

  /** What was added since; a file that has become shorter is another one. */
  async function read(): Promise<ReadonlyMap<string, LedgerEntry>> {
    const bytes = await readFrom(file, readBytes)
    if (bytes === undefined) {
      entries.clear()
      devices.clear()
      readBytes = 0
      lines = 0
      return (await sizeOf(file)) === 0 ? entries : read()
    }
    const whole = bytes.lastIndexOf(LINE_FEED) + 1
    for (const text of bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)) {
      lines += 1
      const entry = readLine(text, keys)
      if (!entry) throw new OriginStartError('ledger-damaged', { file, line: lines })
      if ('erasureId' in entry) entries.set(entry.erasureId, entry)
      else devices.set(entry.deviceId, entry)
    }
    readBytes += whole
    return entries
  }

  return {
    file,
    isThere: () => fs.access(file).then(() => true, () => false),
    create: () => appendAt(file, 0, ''),
    read,
    readDevices: () => read().then(() => devices),
    append: async (added) => {
      await read()
      const text = added.filter((entry) => !('erasureId' in entry) || !entries.has(entry.erasureId)).map((entry) => `${canonicalJson({ ...entry, sig: signCanonical(entry, keys.origin) })}\n`).join('')
      if (text === '') return
      await appendAt(file, readBytes, text)
      await read()
    },
  }
}

function readLine(text: string, keys: Pick<OriginKeys, 'origin'>): LedgerEntry | DeviceEntry | undefined {
  const read = lineSchema.safeParse(parseJson(text))
  if (!read.success) return undefined
  const { sig, ...entry } = read.data
  return verifyCanonical(entry, sig, keys.origin.publicKey, nodeCrypto) ? entry : undefined
}

async function sizeOf(file: string): Promise<number> {
  return fs.stat(file).then((found) => found.size, ifMissing(0))
}

/** Undefined where the file does not reach as far. */
async function readFrom(file: string, from: number): Promise<Buffer | undefined> {
  const size = await sizeOf(file)
  if (size < from) return undefined
  if (size === from) return Buffer.alloc(0)
  const handle = await fs.open(file, 'r')
  try {
    const bytes = Buffer.alloc(size - from)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Behind the last whole line; the folder is synced too, or a new file could be lost with its name. */
async function appendAt(file: string, position: number, text: string): Promise<void> {
  const handle = await fs.open(file, 'a', 0o600)
  try {
    await handle.truncate(position)
    await handle.appendFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(path.dirname(file))
}
