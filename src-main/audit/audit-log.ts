// The desk's audit record: one entry for every act, in the same transaction as the act itself, chained by hash.
//
// A crash leaves effect and entry, or neither (one transaction). The entry holds no personal data: the person
// is an HMAC under a salt of their own, the detail stands beside it and can be erased while the chain still verifies.
import { createHash, createHmac } from 'node:crypto'
import { must } from '../../src-shared/base/assert'
import type { Clock, EpochMs } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import {
  auditEntrySchema, auditExportFirstLine, auditExportLastLine, createChainCheck, EMPTY_CHAIN, hashEntry, nextEntry, NO_HASH, signAuditHead,
  type AuditEntry, type ChainBreak, type ChainedEntry, type ChainHead,
} from '../../src-shared/formats/audit-entry'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { Signer } from '../../src-shared/formats/crypto'
import type { AuditWitness } from '../../src-shared/formats/audit-witness'
import type { Signed, SignedCertificate } from '../../src-shared/formats/signed'
import type { Random } from '../keys/device-key'
import { nodeCrypto } from '../keys/node-crypto'
import type { Reader, Tx } from '../vault/transaction'

export interface AuditContext {
  readonly clock: Clock
  readonly random: Random
  /** Names the boot that `clock.mono` counts from. */
  readonly bootId: string
  readonly device: string
}
/** When and where something happened, and the salt of its entry: taken at that moment, whenever the entry is written. */
export interface AuditStamp {
  readonly ts: EpochMs
  readonly mono: number
  readonly bootId: string
  readonly device: string
  /** Hex. */
  readonly salt: string
}
export interface AuditEvent {
  /** `request.decide`, `search.people` …: lower-case words (src-shared/formats/audit-entry.ts). */
  readonly type: string
  /** Staff id, or `system`. */
  readonly actor: string
  /**
   * The person concerned. Never after the person was erased: it would make a new salt and keep the id. An erasure names itself as
   * `objectId` instead; usecases/audit-writer.ts, which knows the ledger, leaves the id out wherever else it comes.
   */
  readonly subjectId?: SubjectId
  /** What was acted on, if not the person as such: a request, an erasure, a package. */
  readonly objectId?: string
  /** May hold personal data: it is kept inside the store only and goes with the person. */
  readonly detail?: Readonly<Record<string, unknown>>
}

const SALT_BYTES = 32
const PAGE_ROWS = 2_000
const BACK_PAGE_ROWS = 500

export async function readAuditHead(reader: Reader): Promise<ChainHead> {
  const last = await reader.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return last ? { size: last.seq, headHash: last.hash } : EMPTY_CHAIN
}

/** Of the entry of that number; undefined: the record does not reach so far. */
export async function readEntryHash(reader: Reader, seq: number): Promise<string | undefined> {
  return (await reader.selectFrom('audit').select('hash').where('seq', '=', seq).executeTakeFirst())?.hash
}

async function saltOf(tx: Tx, subjectId: SubjectId, random: Random): Promise<string> {
  const present = await tx.selectFrom('subject_salts').select('salt').where('subject_id', '=', subjectId).executeTakeFirst()
  if (present) return present.salt
  const salt = Buffer.from(random(new Uint8Array(SALT_BYTES))).toString('hex')
  await tx.insertInto('subject_salts').values({ subject_id: subjectId, salt }).execute()
  return salt
}

/** Without a person the entry's own salt is the key: two entries about one object cannot be told to be so without the store. */
function reference(saltHex: string, id: string): string {
  return createHmac('sha256', Buffer.from(saltHex, 'hex')).update(id, 'utf8').digest('hex')
}

function hashDetail(saltHex: string, detail: string): string {
  return createHash('sha256').update(Buffer.from(saltHex, 'hex')).update(detail, 'utf8').digest('hex')
}

export function stampAudit({ clock, bootId, device, random }: AuditContext): AuditStamp {
  return { ts: clock.now(), mono: clock.mono(), bootId, device, salt: Buffer.from(random(new Uint8Array(SALT_BYTES))).toString('hex') }
}

/** `refSalt`: of the person, or the entry's own. */
function chain(head: ChainHead, event: AuditEvent, { salt, ts, mono, bootId, device }: AuditStamp, refSalt: string): ChainedEntry {
  const objectId = event.objectId ?? event.subjectId
  const detail = detailText(event)
  const chained = nextEntry(
    head,
    {
      ts, mono, bootId, actor: event.actor, device, type: event.type,
      ...(objectId === undefined ? {} : { objRef: reference(refSalt, objectId) }),
      detailHash: detail === undefined ? NO_HASH : hashDetail(salt, detail),
    },
    nodeCrypto,
  )
  // What does not read back as an entry would break the chain for ever: a defect, found here and not by an auditor.
  auditEntrySchema.parse(chained.entry)
  return chained
}

function detailText({ detail }: AuditEvent): string | undefined {
  return detail === undefined ? undefined : canonicalJson(detail)
}

/** Throws where no entry could be made of it. */
export function checkEvent(event: AuditEvent, stamp: AuditStamp): void {
  chain(EMPTY_CHAIN, event, stamp, stamp.salt)
}

export async function appendAudit(tx: Tx, event: AuditEvent, context: AuditContext, stamp: AuditStamp = stampAudit(context)): Promise<ChainedEntry> {
  const refSalt = event.subjectId === undefined ? stamp.salt : await saltOf(tx, event.subjectId, context.random)
  const chained = chain(await readAuditHead(tx), event, stamp, refSalt)
  await tx.insertInto('audit').values({ seq: chained.entry.seq, entry: chained.text, hash: chained.hash }).execute()
  await tx
    .insertInto('audit_details')
    .values({ seq: chained.entry.seq, subject_id: event.subjectId ?? null, salt: stamp.salt, detail: detailText(event) ?? null })
    .execute()
  return chained
}

interface AuditRow {
  readonly seq: number
  readonly entry: string
  readonly hash: string
  readonly salt: string | null
  readonly detail: string | null
}

async function* readPages(reader: Reader): AsyncGenerator<readonly AuditRow[], void> {
  let after = 0
  for (;;) {
    const rows = await reader
      .selectFrom('audit')
      .leftJoin('audit_details', 'audit_details.seq', 'audit.seq')
      .select(['audit.seq', 'entry', 'hash', 'salt', 'detail'])
      .where('audit.seq', '>', after)
      .orderBy('audit.seq')
      .limit(PAGE_ROWS)
      .execute()
    if (rows.length === 0) return
    yield rows
    after = must(rows[rows.length - 1], 'last row').seq
  }
}

/** The stored hash and, where it was not erased, the detail must fit the entry. */
function rowFits(row: AuditRow, detailHash: string): boolean {
  if (row.hash !== hashEntry(row.entry, nodeCrypto)) return false
  if (row.detail === null) return true
  return row.salt !== null && hashDetail(row.salt, row.detail) === detailHash
}

export interface PastEntry {
  readonly entry: AuditEntry
  /** While the person is here. */
  readonly subjectId: string | null
  readonly detail: string | null
}

/** From the newest entry back, or from before one, for whoever looks for what was done lately; the chain is not checked. */
export async function* readBack(reader: Reader, from = Number.MAX_SAFE_INTEGER): AsyncGenerator<PastEntry, void> {
  let before = from
  for (;;) {
    const rows = await reader
      .selectFrom('audit')
      .leftJoin('audit_details', 'audit_details.seq', 'audit.seq')
      .select(['audit.seq', 'entry', 'subject_id', 'detail'])
      .where('audit.seq', '<', before)
      .orderBy('audit.seq', 'desc')
      .limit(BACK_PAGE_ROWS)
      .execute()
    for (const row of rows) yield pastOf(row)
    const last = rows.at(-1)
    if (last === undefined) return
    before = last.seq
  }
}

/** The newest entries that concern a person. */
export async function readOfPerson(reader: Reader, subjectId: SubjectId, limit: number): Promise<readonly PastEntry[]> {
  const rows = await reader.selectFrom('audit_details').innerJoin('audit', 'audit.seq', 'audit_details.seq').select(['entry', 'subject_id', 'detail']).where('subject_id', '=', subjectId).orderBy('audit_details.seq', 'desc').limit(limit).execute()
  return rows.map(pastOf)
}

/** Written by `appendAudit`, which checks the shape. */
function pastOf({ entry, subject_id: subjectId, detail }: { readonly entry: string; readonly subject_id: string | null; readonly detail: string | null }): PastEntry {
  return { entry: JSON.parse(entry) as AuditEntry, subjectId, detail }
}

export async function verifyAudit(reader: Reader): Promise<Result<ChainHead, ChainBreak>> {
  const chain = createChainCheck(nodeCrypto)
  for await (const rows of readPages(reader)) {
    for (const row of rows) {
      if (!chain.add(row.entry)) return chain.result()
      const { detailHash } = JSON.parse(row.entry) as { readonly detailHash: string } // `add` has just checked its shape
      if (!rowFits(row, detailHash)) return err({ brokenAt: row.seq })
    }
  }
  const result = chain.result()
  return result.ok ? ok(result.value) : result
}

export interface AuditSigner {
  readonly signer: Signer
  readonly certificate: SignedCertificate
  readonly device: string
  readonly clock: Clock
  /** What the origin signed of it last. */
  readonly witness?: Signed<AuditWitness> | undefined
}

/** Lines of the export file, without line feeds; the head that is signed last is that of what was written, whatever was added meanwhile. */
export async function* exportAudit(reader: Reader, signing: AuditSigner): AsyncGenerator<string, ChainHead> {
  yield auditExportFirstLine(signing.witness)
  let head = EMPTY_CHAIN
  for await (const rows of readPages(reader)) {
    for (const row of rows) {
      yield row.entry
      head = { size: row.seq, headHash: row.hash }
    }
  }
  yield auditExportLastLine(signAuditHead(head, signing.device, signing.clock.now(), signing.signer, signing.certificate))
  return head
}
