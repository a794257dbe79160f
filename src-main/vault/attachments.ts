// The folder of attached files and its rows: a file is here as long as something names it, and its key lies in its row alone.
//
//   names: a note that the origin has · a note that waits in the outbox · a draft, and what was set aside · just picked, by whoever is writing
//
// Whatever takes away the last name (an erasure, a note taken back, a draft thrown away) need not think of files: the sweep finds them.
import { createHash } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../src-shared/base/clock'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { createId, type Id } from '../../src-shared/base/ids'
import type { Random } from '../keys/device-key'
import { removeIfThere, syncFolder } from '../keys/private-files'
import { deleteAttachment, getAttachment, insertAttachment, listAttachments, nameOf, type Attachment } from './repositories/attachments'
import { listOutbox, type OutboxItem } from './repositories/outbox'
import { listRecordsOfSubject } from './repositories/records'
import { FILE_KEY_BYTES, FileDamaged, readSealed, writeSealed } from './sealed-file'
import type { Reader, Tx } from './transaction'
import type { Vault } from './vault'

const ATTACHMENTS_DIR = 'attachments'

export interface AttachmentPlace {
  readonly requestId: RequestId
  readonly subjectId: SubjectId
}
export interface Attachments {
  /** Seals what comes. Where the source fails nothing of it stays, and its fault is thrown on. */
  readonly put: (place: AttachmentPlace, source: AsyncIterable<Uint8Array>) => Promise<{ readonly sha256: string; readonly bytes: number }>
  /** A row for what is to be fetched, or the one that is there. */
  readonly begin: (tx: Tx, attachment: Pick<Attachment, 'requestId' | 'subjectId' | 'sha256' | 'bytes'>) => Promise<void>
  readonly pathOf: (attachment: Pick<Attachment, 'file'>) => string
  /** @throws FileDamaged */
  readonly read: (attachment: Attachment) => AsyncGenerator<Buffer, void>
  /** Rows that nothing names any more, and files that no row has. What was picked and never named goes with the first sweep of the next run. */
  readonly sweep: () => Promise<void>
}

export interface AttachmentsDeps {
  readonly vault: Vault
  readonly profileDir: string
  readonly clock: Clock
  readonly random: Random
  /** By the ledger of this store. */
  readonly isErased: (reader: Reader, subjectId: SubjectId) => Promise<boolean>
}

export async function openAttachments({ vault, profileDir, clock, random, isErased }: AttachmentsDeps): Promise<Attachments> {
  const dir = join(profileDir, ATTACHMENTS_DIR)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  /** Written right now: their rows come with their last byte. */
  const unfinished = new Set<string>()
  /** `REQUEST SHA256` of what was taken in during this run and nothing has named yet: whoever picked it is writing. */
  const picked = new Set<string>()
  const pathOf = ({ file }: Pick<Attachment, 'file'>): string => join(dir, file)
  const newFile = (): Pick<Attachment, 'file' | 'key' | 'madeAt'> => ({ file: createId<Id<'attachment'>>(clock.now(), random), key: random(new Uint8Array(FILE_KEY_BYTES)), madeAt: clock.now() })
  let sweeping: Promise<void> = Promise.resolve()
  const put = async (place: AttachmentPlace, source: AsyncIterable<Uint8Array>): Promise<{ readonly sha256: string; readonly bytes: number }> => {
    const made = newFile()
    unfinished.add(made.file)
    try {
      const { sha256, bytes } = await sealAll({ path: pathOf(made), key: made.key }, source, random)
      await syncFolder(dir)
      const former = await vault.transaction(async (tx) => {
        // Reading took a while: a file of somebody who is gone meanwhile must not be left behind them.
        if (await isErased(tx, place.subjectId)) throw new PersonGone('erased while a file of theirs was read')
        const there = await getAttachment(tx, { ...place, sha256 })
        // One that is whole already stays; half a download, or one that does not read any more, is replaced by what is whole now.
        if (there && (await readsWhole(pathOf(there), there))) return there
        if (there) await deleteAttachment(tx, there)
        await insertAttachment(tx, { ...place, ...made, sha256, bytes, received: bytes })
        return undefined
      })
      if (former) await removeIfThere(pathOf(made))
      else picked.add(nameOf({ ...place, sha256 }))
      return { sha256, bytes }
    } catch (error) {
      await removeIfThere(pathOf(made))
      throw error
    } finally {
      unfinished.delete(made.file)
      made.key.fill(0)
    }
  }
  const sweep = async (): Promise<void> => {
    await vault.transaction((tx) => dropUnnamed(tx, picked))
    // In this order: what is listed and was unfinished then has its row by the time the rows are read, or is unfinished still.
    const names = await readdir(dir)
    const busy = new Set(unfinished)
    const kept = new Set((await listAttachments(vault.reader)).map(({ file }) => file))
    for (const name of names) if (!kept.has(name) && !busy.has(name) && !unfinished.has(name)) await removeIfThere(join(dir, name))
  }
  return {
    put,
    begin: async (tx, attachment) => {
      await insertAttachment(tx, { ...attachment, ...newFile(), received: 0 })
    },
    pathOf,
    read: (attachment) => readSealed({ path: pathOf(attachment), key: attachment.key }, attachment.bytes),
    sweep: () => {
      const mine = sweeping.then(sweep)
      sweeping = mine.catch(() => undefined)
      return mine
    },
  }
}

/** The person was erased while a file of theirs was taken in; nothing of it was kept. */
export class PersonGone extends Error {}

async function readsWhole(path: string, attachment: Attachment): Promise<boolean> {
  if (attachment.received < attachment.bytes) return false
  const hash = createHash('sha256')
  try {
    for await (const chunk of readSealed({ path, key: attachment.key }, attachment.bytes)) hash.update(chunk)
  } catch (error) {
    if (error instanceof FileDamaged) return false
    throw error
  }
  return hash.digest('hex') === attachment.sha256
}

async function sealAll(file: { readonly path: string; readonly key: Uint8Array }, source: AsyncIterable<Uint8Array>, random: Random): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const writer = await writeSealed(file, 0, random)
  const hash = createHash('sha256')
  try {
    for await (const plain of source) {
      hash.update(plain)
      await writer.write(plain)
    }
  } catch (error) {
    await writer.abandon()
    throw error
  }
  await writer.close()
  return { sha256: hash.digest('hex'), bytes: writer.written() }
}

async function dropUnnamed(tx: Tx, picked: Set<string>): Promise<void> {
  const attachments = await listAttachments(tx)
  // Most desks have none: then nothing else is read.
  const waiting = attachments.length > 0 ? await listOutbox(tx) : []
  const named = new Map<SubjectId, ReadonlySet<string>>()
  for (const attachment of attachments) {
    const { subjectId } = attachment
    const names = named.get(subjectId) ?? (await namesOf(tx, subjectId, waiting))
    named.set(subjectId, names)
    if (names.has(nameOf(attachment))) picked.delete(nameOf(attachment))
    else if (!picked.has(nameOf(attachment))) await deleteAttachment(tx, attachment)
  }
}

interface Naming {
  readonly requestId?: unknown
  readonly files?: unknown
}

/** `REQUEST SHA256` of every file that something about this person names. */
async function namesOf(reader: Reader, subjectId: SubjectId, waiting: readonly OutboxItem[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  const add = ({ requestId, files }: Naming): void => {
    if (Array.isArray(files)) for (const file of files as readonly { readonly sha256?: unknown }[]) names.add(`${String(requestId)} ${String(file.sha256)}`)
  }
  for (const { body } of await listRecordsOfSubject(reader, 'note', subjectId)) add(body)
  for (const item of waiting) if (item.subjectId === subjectId && item.args) add(item.args)
  const drafts = await reader.selectFrom('drafts').select(['request_id', 'body']).where('subject_id', '=', subjectId).execute()
  for (const { request_id: requestId, body } of drafts) add({ requestId, files: (JSON.parse(body) as Naming).files })
  return names
}
