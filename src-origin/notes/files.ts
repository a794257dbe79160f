// Takes the files that notes name, part by part, and hands them out again. A file is of one case: whoever may read a note of that case that
// names it may bring it and fetch it, and nobody else.
//
//   nothing ─part at `received`→ … ─last part: hash and type are right→ complete: every note of the case that names it says so
//                                  └──────────────── wrong → nothing
import { createHash } from 'node:crypto'
import { fitsType, type FileType } from '../../src-shared/domain/attached-files'
import type { NoteFile } from '../../src-shared/domain/notes'
import type { BlobResponse } from '../../src-shared/protocol/notes'
import type { OriginContext } from '../context'
import { recordDeliveries } from '../feed/deliveries'
import type { Db, Tx } from '../store/database'
import { newSalt, openPart, sealPart, type FilePlace } from './file-cipher'
import { saveNote } from './note-rows'

export interface FileAsked extends FilePlace {
  /** Of the device that asks. */
  readonly caseScopes: readonly string[]
}
interface NamedFile {
  readonly file: NoteFile
  readonly subjectId: string
}

/** Undefined: no note that this device may read names such a file. */
export async function takePart(context: OriginContext, asked: FileAsked, offset: number, bytes: Buffer): Promise<BlobResponse | undefined> {
  return context.db.transaction().execute(async (tx) => {
    const named = await findNamed(tx, asked, 'hold')
    if (!named) return undefined
    const blob = await lockBlob(tx, context, asked, named)
    const fits = offset === blob.received && !blob.complete && bytes.length > 0 && blob.received + bytes.length <= blob.bytes
    if (!fits) return { received: blob.received, complete: blob.complete }
    const key = Buffer.from(asked.sha256, 'hex')
    const received = blob.received + bytes.length
    const sealed = sealPart(context.keys.files, blob.salt, { ...asked, pos: offset }, bytes)
    await tx.insertInto('blob_parts').values({ request_id: asked.requestId, sha256: key, pos: offset, bytes: bytes.length, sealed }).execute()
    await tx.updateTable('blobs').set({ received, at: context.now() }).where('request_id', '=', asked.requestId).where('sha256', '=', key).execute()
    return received < blob.bytes ? { received, complete: false } : finish(tx, context, asked, { salt: blob.salt, received, type: named.file.type })
  })
}

/** `hold`: its request, against an act on a note of it: the file it names now it names until the transaction ends. */
async function findNamed(db: Db | Tx, { requestId, sha256, caseScopes }: FileAsked, mode: 'look' | 'hold'): Promise<NamedFile | undefined> {
  if (caseScopes.length === 0) return undefined
  const ofCase = db.selectFrom('requests').select('id').where('id', '=', requestId).where('in_scope', '=', true).where('scope', 'in', [...caseScopes])
  if (!(await (mode === 'hold' ? ofCase.forKeyShare() : ofCase).executeTakeFirst())) return undefined
  const note = await db
    .selectFrom('note_files as f')
    .innerJoin('notes as n', 'n.id', 'f.note_id')
    .select('n.body')
    .where('f.request_id', '=', requestId)
    .where('f.sha256', '=', Buffer.from(sha256, 'hex'))
    .orderBy('n.id')
    .executeTakeFirst()
  const file = note?.body.files.find((one) => one.sha256 === sha256)
  return note && file && { file, subjectId: note.body.subjectId }
}

async function lockBlob(tx: Tx, context: OriginContext, { requestId, sha256 }: FilePlace, { file, subjectId }: NamedFile) {
  const key = Buffer.from(sha256, 'hex')
  await tx
    .insertInto('blobs')
    .values({ request_id: requestId, sha256: key, subject_id: subjectId, salt: newSalt(), bytes: file.bytes, received: 0, complete: false, at: context.now() })
    .onConflict((conflict) => conflict.columns(['request_id', 'sha256']).doNothing())
    .execute()
  return tx.selectFrom('blobs').selectAll().where('request_id', '=', requestId).where('sha256', '=', key).forUpdate().executeTakeFirstOrThrow()
}

async function finish(tx: Tx, context: OriginContext, place: FilePlace, { salt, received, type }: { readonly salt: Buffer; readonly received: number; readonly type: FileType }): Promise<BlobResponse> {
  const key = Buffer.from(place.sha256, 'hex')
  if (!(await isItself(tx, context, place, salt, type))) {
    await tx.deleteFrom('blobs').where('request_id', '=', place.requestId).where('sha256', '=', key).execute()
    return { received: 0, complete: false, problem: 'wrong-bytes' }
  }
  await tx.updateTable('blobs').set({ complete: true }).where('request_id', '=', place.requestId).where('sha256', '=', key).execute()
  const notes = await tx.selectFrom('notes').select('body').where('request_id', '=', place.requestId).orderBy('id').forUpdate().execute()
  for (const { body } of notes) {
    const names = body.files.some(({ sha256, stored }) => sha256 === place.sha256 && stored !== true)
    if (names) await saveNote(tx, { ...body, files: body.files.map((file) => (file.sha256 === place.sha256 ? { ...file, stored: true } : file)) })
  }
  return { received, complete: true }
}

async function isItself(tx: Tx, context: OriginContext, place: FilePlace, salt: Buffer, type: FileType): Promise<boolean> {
  const hash = createHash('sha256')
  let isOfType = true
  for await (const { plain, pos } of readParts(tx, context, place, salt, 0)) {
    hash.update(plain)
    isOfType &&= fitsType(type, plain, pos === 0 ? 'first' : 'later')
  }
  return isOfType && hash.digest('hex') === place.sha256
}

async function* readParts(db: Db | Tx, context: OriginContext, place: FilePlace, salt: Buffer, from: number) {
  const ofFile = db.selectFrom('blob_parts').where('request_id', '=', place.requestId).where('sha256', '=', Buffer.from(place.sha256, 'hex'))
  const parts = await ofFile.select(['pos', 'bytes']).orderBy('pos').execute()
  for (const { pos, bytes } of parts) {
    if (pos + bytes <= from) continue
    // A note that was taken back meanwhile: the answer is cut short, and a desk throws away what does not have its hash.
    const { sealed } = await ofFile.select('sealed').where('pos', '=', pos).executeTakeFirstOrThrow()
    yield { pos, plain: openPart(context.keys.files, salt, { ...place, pos }, sealed) }
  }
}

export interface FileRead {
  readonly bytes: number
  readonly chunks: AsyncIterable<Buffer>
}

/** From a byte on; undefined: not named, or not here as a whole. `past-end`: it is shorter. */
export async function readFile(context: OriginContext, asked: FileAsked & { readonly deviceId: string }, from: number): Promise<FileRead | 'past-end' | undefined> {
  const { db } = context
  const named = await findNamed(db, asked, 'look')
  if (!named) return undefined
  const blob = await db.selectFrom('blobs').select(['salt', 'bytes', 'complete']).where('request_id', '=', asked.requestId).where('sha256', '=', Buffer.from(asked.sha256, 'hex')).executeTakeFirst()
  if (!blob?.complete) return undefined
  if (from >= blob.bytes) return 'past-end'
  // Before the first byte leaves, as with everything of a person.
  if ((await recordDeliveries(db, asked.deviceId, [named.subjectId], context.now())) === 'gone') return undefined
  return { bytes: blob.bytes, chunks: cutFrom(readParts(db, context, asked, blob.salt, from), from) }
}

async function* cutFrom(parts: AsyncIterable<{ readonly pos: number; readonly plain: Buffer }>, from: number): AsyncGenerator<Buffer> {
  for await (const { pos, plain } of parts) yield plain.subarray(Math.max(0, from - pos))
}
