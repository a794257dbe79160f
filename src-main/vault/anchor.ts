// The anchor: a small file beside the store that says how far the audit chain had come, so that an older store is noticed.
//
// SQLite and SQLCipher find damage, not loss: a removed WAL, or the store of yesterday, is a whole and valid store (measured). The
// anchor is written and synced after the commit and before the person is told "saved": a crash between the two leaves a store that is
// ahead of its anchor (fine), never an anchor ahead of its store. So does an anchor that could not be written (app/anchored-vault.ts).
//
// It also names the newest line that was left beside the store, as soon as it could be written: neither the file of waiting lines alone nor the
// store alone can then be put back or taken away without its showing.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ChainHead } from '../../src-shared/formats/audit-entry'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { deriveKey } from '../keys/sealing'
import { writeFileAtomically } from '../keys/private-files'
import type { Secret } from '../keys/secret'
import { getMeta } from './repositories/meta'
import type { Vault } from './vault'
import { NO_LINES, reaches, type WaitingHead } from './waiting-lines'

export const ANCHOR_FILE = 'anchor.json'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const anchorSchema = z.strictObject({
  v: z.literal(1),
  auditSize: z.number().int().nonnegative(),
  auditHead: hash,
  waiting: z.strictObject({ n: z.number().int().min(1), hash }).optional(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
})

/** `anchor-missing` is the state of a new store, and of one whose anchor was taken away: the caller knows which it is. */
export type AnchorFault = 'anchor-missing' | 'anchor-damaged' | 'store-behind-anchor'

type AnchorBody = Omit<z.infer<typeof anchorSchema>, 'mac'>

function macOf({ auditSize, auditHead, waiting }: AnchorBody, macKey: Secret): Buffer {
  const key = deriveKey(macKey, new Uint8Array(0), 'privacy-desk/anchor/1')
  return key.use((bytes) => createHmac('sha256', bytes).update(canonicalJson({ v: 1, auditSize, auditHead, waiting }), 'utf8').digest())
}

/** `waiting`: the newest line that was left, unless the chain holds it. */
export async function writeAnchor(dir: string, head: ChainHead, macKey: Secret, waiting?: WaitingHead): Promise<void> {
  const body: AnchorBody = { v: 1, auditSize: head.size, auditHead: head.headHash, ...(waiting ? { waiting: { n: waiting.n, hash: waiting.hash } } : {}) }
  await writeFileAtomically(join(dir, ANCHOR_FILE), JSON.stringify({ ...body, mac: macOf(body, macKey).toString('hex') }))
}

/** The entry that the anchor names must stand in the chain with the same hash, and the line it names there or in the file; the store may have come further. */
export async function checkAnchor(dir: string, { reader, waiting }: Pick<Vault, 'reader' | 'waiting'>, macKey: Secret): Promise<Result<void, AnchorFault>> {
  let text: string
  try {
    text = await readFile(join(dir, ANCHOR_FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return err('anchor-missing')
    throw error
  }
  const anchor = readAnchor(text, macKey)
  if (!anchor) return err('anchor-damaged')
  if (!reaches(waiting.list(), (await getMeta(reader, 'waitingTaken')) ?? NO_LINES, anchor.waiting)) return err('store-behind-anchor')
  if (anchor.auditSize === 0) return ok()
  const row = await reader.selectFrom('audit').select('hash').where('seq', '=', anchor.auditSize).executeTakeFirst()
  return row?.hash === anchor.auditHead ? ok() : err('store-behind-anchor')
}

function readAnchor(text: string, macKey: Secret): z.infer<typeof anchorSchema> | undefined {
  try {
    const anchor = anchorSchema.parse(JSON.parse(text))
    return timingSafeEqual(macOf(anchor, macKey), Buffer.from(anchor.mac, 'hex')) ? anchor : undefined
  } catch {
    return undefined
  }
}
