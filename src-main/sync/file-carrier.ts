// Brings the files of notes to the origin and fetches those that somebody asks for.
//
//   to the origin    a note that the origin has names a file that it has not, and all of it is here: part by part, from where the origin says
//   from the origin  on demand: chunk by chunk behind what is here already, then its hash over all that lies on the disk; a wrong one goes
//
// Both pick up where they broke off: what has arrived is written down, at the origin and here.
import { createHash } from 'node:crypto'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import { PART_BYTES } from '../../src-shared/protocol/notes'
import type { Random } from '../keys/device-key'
import type { Attachments } from '../vault/attachments'
import { deleteAttachment, getAttachment, listAttachments, nameOf, setReceived, type Attachment, type AttachmentKey } from '../vault/repositories/attachments'
import { getRecord, listRecordsOfSubject } from '../vault/repositories/records'
import { FileDamaged, writeSealed } from '../vault/sealed-file'
import { StoreFault } from '../vault/driver/sqlite-handle'
import type { Vault } from '../vault/vault'
import { connectionError } from './https-channel'
import type { OriginClient } from './origin-client'

/** How much arrives between two looks of a screen at it, and between two lines in the store. */
const PROGRESS_BYTES = 1_048_576

export interface FileCarrier {
  /** Sends whatever waits, once; asked while it sends, it looks again afterwards. Never fails: what could not be sent waits for the next look. */
  readonly look: () => void
  /** Answers when it has begun. */
  readonly fetch: (file: WantedFile) => Promise<Result<void, DeskError>>
  /** False: it is not being fetched. What has come stays for the next time. */
  readonly cancel: (key: AttachmentKey) => boolean
  readonly isArriving: (key: AttachmentKey) => boolean
  /** Why the last try did not succeed, either way. */
  readonly failureOf: (key: AttachmentKey) => DeskErrorKind | undefined
  readonly stop: () => Promise<void>
}
export interface WantedFile extends AttachmentKey {
  readonly subjectId: SubjectId
  readonly bytes: number
}
export interface FileCarrierDeps {
  readonly vault: Vault
  readonly attachments: Attachments
  readonly client: Pick<OriginClient, 'putFile' | 'getFile'>
  readonly token: () => Promise<Result<string, DeskError>>
  readonly random: Random
  readonly onChange: (requestId: RequestId) => void
  readonly onFault: (error: unknown) => void
}

export function createFileCarrier(deps: FileCarrierDeps): FileCarrier {
  const stop = new AbortController()
  /** Asked anew at each use: it changes while something is awaited. */
  const isStopped = (): boolean => stop.signal.aborted
  const failures = new Map<string, DeskErrorKind>()
  const arriving = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>()
  const sending = createRounds(() => sendAll(), deps.onFault)
  const tell = (key: AttachmentKey, outcome: Result<unknown, DeskError>): void => {
    if (outcome.ok) failures.delete(nameOf(key))
    else failures.set(nameOf(key), outcome.error.kind)
    deps.onChange(key.requestId)
  }
  const sendAll = async (): Promise<void> => {
    if (isStopped()) return
    for (const attachment of await listUnsent(deps.vault)) {
      // It would be thrown away at the origin again.
      if (failures.get(nameOf(attachment)) === 'file-refused') continue
      const sent = await guarded(() => send(deps, attachment, stop.signal))
      if (isStopped()) return
      tell(attachment, sent)
      // The line is down: the others would only wait for it too.
      if (!sent.ok && sent.error.kind === 'origin-unreachable') return
    }
  }
  const fetch = async (file: WantedFile): Promise<Result<void, DeskError>> => {
    if (arriving.has(nameOf(file))) return ok()
    const begun = await deps.vault.transaction(async (tx) => {
      // An erasure, or the end of a grant, may have come since it was on a screen.
      if (!(await getRecord(tx, 'request', file.requestId))) return false
      await deps.attachments.begin(tx, file)
      return true
    })
    if (!begun) return err({ kind: 'not-found' })
    // Asked for twice at once: the other one was quicker.
    if (arriving.has(nameOf(file))) return ok()
    const abort = new AbortController()
    const done = guarded(() => receive(deps, file, AbortSignal.any([abort.signal, stop.signal]))).then((outcome) => {
      arriving.delete(nameOf(file))
      if (!isStopped()) tell(file, outcome.ok || outcome.error.kind !== 'cancelled' ? outcome : ok())
    })
    arriving.set(nameOf(file), { abort, done })
    failures.delete(nameOf(file))
    deps.onChange(file.requestId)
    return ok()
  }
  return {
    look: sending.ask,
    fetch,
    cancel: (key) => {
      const running = arriving.get(nameOf(key))
      running?.abort.abort()
      return running !== undefined
    },
    isArriving: (key) => arriving.has(nameOf(key)),
    failureOf: (key) => failures.get(nameOf(key)),
    stop: async () => {
      stop.abort()
      await Promise.all([sending.idle(), ...[...arriving.values()].map(({ done }) => done)])
    },
  }
}

/** One after the other; asked while one runs, another follows it. */
function createRounds(work: () => Promise<void>, onFault: (error: unknown) => void): { readonly ask: () => void; readonly idle: () => Promise<void> } {
  let last: Promise<void> = Promise.resolve()
  let waiting = false
  return {
    ask: () => {
      if (waiting) return
      waiting = true
      last = last.then(() => {
        waiting = false
        return work()
      }).catch(onFault)
    },
    idle: () => last,
  }
}

/** What breaks off while it is read is a failure like another; a full disk and a damaged file have kinds of their own. */
async function guarded(work: () => Promise<Result<void, DeskError>>): Promise<Result<void, DeskError>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FileDamaged) return err({ kind: 'file-damaged' })
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC' || (error instanceof StoreFault && error.code === 'SQLITE_FULL')
    return err(isFull ? { kind: 'disk-full' } : connectionError(error as NodeJS.ErrnoException))
  }
}

/** Whole here, named by a note that the origin has, and not there. */
async function listUnsent(vault: Vault): Promise<readonly Attachment[]> {
  const whole = (await listAttachments(vault.reader)).filter(({ bytes, received }) => bytes === received)
  const unsent: Attachment[] = []
  for (const attachment of whole) {
    const notes = await listRecordsOfSubject(vault.reader, 'note', attachment.subjectId)
    const isAwaited = notes.some(({ body }) => body.requestId === attachment.requestId && body.files.some(({ sha256, stored }) => sha256 === attachment.sha256 && stored !== true))
    if (isAwaited) unsent.push(attachment)
  }
  return unsent
}

async function send(deps: FileCarrierDeps, attachment: Attachment, signal: AbortSignal): Promise<Result<void, DeskError>> {
  const { requestId, sha256, bytes } = attachment
  // Asked with nothing: how much has arrived.
  let part: Uint8Array = new Uint8Array()
  let from = 0
  for (;;) {
    const token = await deps.token()
    if (!token.ok) return token
    const answer = await deps.client.putFile({ requestId, sha256, from, signal }, part, token.value)
    // Its note was taken back meanwhile.
    if (!answer.ok) return answer.error.kind === 'not-found' ? ok() : answer
    if (answer.value.problem !== undefined) return err({ kind: 'file-refused' })
    if (answer.value.complete) return ok()
    from = answer.value.received
    if (from >= bytes) return err({ kind: 'origin-answer-invalid' })
    part = await partOf(deps.attachments, attachment, from)
  }
}

async function partOf(attachments: Attachments, attachment: Attachment, from: number): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let at = 0
  for await (const chunk of attachments.read(attachment)) {
    if (at + chunk.length > from && at < from + PART_BYTES) pieces.push(chunk.subarray(Math.max(0, from - at), Math.min(chunk.length, from + PART_BYTES - at)))
    at += chunk.length
    if (at >= from + PART_BYTES) break
  }
  return Buffer.concat(pieces)
}

async function receive(deps: FileCarrierDeps, key: AttachmentKey, signal: AbortSignal): Promise<Result<void, DeskError>> {
  try {
    return await receiveWhole(deps, key, signal)
  } catch (error) {
    if (!(error instanceof FileDamaged)) throw error
    // Whoever changed it, on the way or on the disk: nothing of it is kept, and the next try begins anew.
    await deps.vault.transaction((tx) => deleteAttachment(tx, key))
    await deps.attachments.sweep()
    return err({ kind: 'file-damaged' })
  }
}

async function receiveWhole(deps: FileCarrierDeps, key: AttachmentKey, signal: AbortSignal): Promise<Result<void, DeskError>> {
  const attachment = await getAttachment(deps.vault.reader, key)
  if (!attachment) return err({ kind: 'not-found' })
  if (attachment.received < attachment.bytes) {
    const arrived = await append(deps, attachment, signal)
    if (!arrived.ok) return arrived
  }
  const hash = createHash('sha256')
  for await (const chunk of deps.attachments.read(attachment)) hash.update(chunk)
  if (hash.digest('hex') !== key.sha256) throw new FileDamaged('hash')
  return ok()
}

async function append(deps: FileCarrierDeps, attachment: Attachment, signal: AbortSignal): Promise<Result<void, DeskError>> {
  const token = await deps.token()
  if (!token.ok) return token
  const writer = await writeSealed({ path: deps.attachments.pathOf(attachment), key: attachment.key }, attachment.received, deps.random)
  const keep = (received: number): Promise<boolean> => deps.vault.transaction((tx) => setReceived(tx, attachment, received))
  let kept = writer.written()
  try {
    const answer = await deps.client.getFile({ ...attachment, from: kept, signal }, token.value)
    if (!answer.ok) {
      await writer.abandon()
      // It is named, and not there: whoever wrote the note has not sent it yet.
      return answer.error.kind === 'not-found' ? err({ kind: 'file-not-there' }) : answer
    }
    let came = kept
    for await (const piece of answer.value) {
      came += piece.length
      // More than its note says: the hash would not fit, and there is no need to wait for it.
      if (came > attachment.bytes) throw new FileDamaged('long')
      await writer.write(piece)
      if (writer.written() - kept < PROGRESS_BYTES) continue
      kept = writer.written()
      if (!(await keep(kept))) return await abandonAs(writer, 'not-found')
      deps.onChange(attachment.requestId)
    }
  } catch (error) {
    await keep(writer.written())
    await writer.abandon()
    throw error
  }
  await writer.close()
  if (writer.written() < attachment.bytes) return err({ kind: 'origin-answer-invalid' })
  return (await keep(writer.written())) ? ok() : err({ kind: 'not-found' })
}

async function abandonAs(writer: { readonly abandon: () => Promise<void> }, kind: DeskErrorKind): Promise<Result<never, DeskError>> {
  await writer.abandon()
  return err({ kind })
}
