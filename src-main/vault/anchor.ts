// The anchor: a small file beside the store that says how far the audit chain had come, so that an older store is noticed.
//
// SQLite and SQLCipher find damage, not loss: a removed WAL, or the store of yesterday, is a whole and valid store (measured). The
// anchor is written and synced after the commit and before the person is told "saved": a crash between the two leaves a store that is
// ahead of its anchor (fine), never an anchor ahead of its store. So does an anchor that could not be written (app/anchored-vault.ts).
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
import type { Reader } from './transaction'

export const ANCHOR_FILE = 'anchor.json'

const anchorSchema = z.strictObject({
  v: z.literal(1),
  auditSize: z.number().int().nonnegative(),
  auditHead: z.string().regex(/^[0-9a-f]{64}$/),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
})

/** `anchor-missing` is the state of a new store, and of one whose anchor was taken away: the caller knows which it is. */
export type AnchorFault = 'anchor-missing' | 'anchor-damaged' | 'store-behind-anchor'

function macOf(body: { readonly v: 1; readonly auditSize: number; readonly auditHead: string }, macKey: Secret): Buffer {
  const key = deriveKey(macKey, new Uint8Array(0), 'privacy-desk/anchor/1')
  return key.use((bytes) => createHmac('sha256', bytes).update(canonicalJson({ v: 1, auditSize: body.auditSize, auditHead: body.auditHead }), 'utf8').digest())
}

export async function writeAnchor(dir: string, head: ChainHead, macKey: Secret): Promise<void> {
  const body = { v: 1 as const, auditSize: head.size, auditHead: head.headHash }
  await writeFileAtomically(join(dir, ANCHOR_FILE), JSON.stringify({ ...body, mac: macOf(body, macKey).toString('hex') }))
}

/** The entry that the anchor names must stand in the chain with the same hash; the store may have come further. */
export async function checkAnchor(dir: string, reader: Reader, macKey: Secret): Promise<Result<void, AnchorFault>> {
  let text: string
  try {
    text = await readFile(join(dir, ANCHOR_FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return err('anchor-missing')
    throw error
  }
  const anchor = readAnchor(text, macKey)
  if (!anchor) return err('anchor-damaged')
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
