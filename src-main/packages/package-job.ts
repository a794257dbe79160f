// The worker's side of making a package: renders, hashes, compresses, encrypts, has the manifest signed, and checks what lies on the disk.
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { canonicalJson } from '../../src-shared/formats/canonical'
import { byteSourceOf } from '../../src-shared/formats/evidence/bytes'
import { checkPackage } from '../../src-shared/formats/evidence/check-package'
import { manifestBytes } from '../../src-shared/formats/package'
import { CERTIFICATE_NAME, HOW_TO_OPEN, MANIFEST_NAME, PACKAGE_CONTENT, SIGNATURE_NAME, type PackageContent } from '../../src-shared/formats/package-names'
import type { LogRow } from '../../src-shared/protocol/records'
import { nodeCrypto } from '../keys/node-crypto'
import { createDataFiles, LOG_CSV_HEAD, logCsvLine, logJsonLine } from './data-files'
import { HOW_TO_OPEN_TEXT } from './how-to-open'
import { attachedFiles, handedOutFacts } from './handed-out'
import { renderHtml } from './render-html'
import type { PackageJob, WorkerFailure, WrittenFile, WrittenPackage } from './worker-messages'
import { createArchive, type ArchiveWriter, type Entry } from './zip-archive'

/** What the worker asks of the data process. */
export interface JobHost {
  /** The next rows of a pass over the service log; undefined at its end. */
  readonly nextRows: (pass: 'ndjson' | 'csv') => Promise<readonly LogRow[] | undefined>
  /** The next piece of an attached file; undefined at its end. */
  readonly nextChunk: (sha256: string) => Promise<Uint8Array | undefined>
  /** Ed25519 by the device key, base64url. */
  readonly sign: (bytes: Uint8Array) => Promise<string>
  readonly onRows: (rows: number) => void
}

export class PackageJobError extends Error {
  constructor(
    readonly failure: WorkerFailure,
    message: string,
  ) {
    super(message)
  }
}

interface Content {
  /** Pieces of the file; bytes go out as they are made. */
  readonly pieces: AsyncIterable<string | Uint8Array> | Iterable<string>
  readonly rows: () => number | undefined
}

const whole = (text: string, rows?: number): Content => ({ pieces: [text], rows: () => rows })

/** One pass over the service log: a head, then a piece per batch. */
function logContent(pass: 'ndjson' | 'csv', job: PackageJob, host: JobHost, turn: { readonly comes: Promise<void>; readonly over: () => void }): Content {
  let rows = 0
  const { format, head } = pass === 'csv' ? { format: logCsvLine, head: LOG_CSV_HEAD } : { format: logJsonLine, head: '' }
  async function* pieces(): AsyncGenerator<string> {
    if (head !== '') yield head
    await turn.comes
    for (;;) {
      const batch = await host.nextRows(pass)
      if (!batch) break
      rows += batch.length
      host.onRows(batch.length)
      yield batch.map(format).join('')
    }
    turn.over()
    // Both passes must see the rows that page and coverage were made from: a sync in between would make the package contradict itself.
    if (rows !== job.collected.logTotal) throw new PackageJobError('changed', `${pass}: ${rows} rows instead of ${job.collected.logTotal}`)
  }
  return { pieces: pieces(), rows: () => rows }
}

/** Both passes, the second once the first was read: where that fails, nobody asks for the second any more. */
function logContents(job: PackageJob, host: JobHost): { readonly ndjson: Content; readonly csv: Content } {
  let over = (): void => undefined
  const first = new Promise<void>((done) => (over = done))
  return {
    ndjson: logContent('ndjson', job, host, { comes: Promise.resolve(), over }),
    csv: logContent('csv', job, host, { comes: first, over: () => undefined }),
  }
}

/** As it was attached: no byte of it is looked into here either. */
function attachedContent(sha256: string, host: JobHost): Content {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = await host.nextChunk(sha256)
      if (!bytes) return
      yield bytes
    }
  }
  return { pieces: pieces(), rows: () => undefined }
}

function pageFacts(job: PackageJob) {
  const { head } = job
  return {
    madeAt: head.madeAt, dataAsOf: head.dataAsOf, rulesPack: head.rulesPack, packageId: head.packageId, fileName: job.fileName,
    deviceName: head.device.name, organisationFingerprint: job.organisationFingerprint,
  }
}

interface Begun {
  readonly entry: Entry
  /** Of all of the content: once it is written. */
  readonly written: () => WrittenFile
}

function beginFile(archive: ArchiveWriter, name: string, content: Content): Begun {
  const hash = createHash('sha256')
  let sizeBytes = 0
  async function* bytesOf(): AsyncGenerator<Uint8Array> {
    for await (const piece of content.pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece // five times as fast as an encoder
      hash.update(bytes)
      sizeBytes += bytes.length
      yield bytes
    }
  }
  const written = (): WrittenFile => {
    const rows = content.rows()
    return { name, sizeBytes, sha256: hash.digest('hex'), ...(rows === undefined ? {} : { rows }) }
  }
  return { entry: archive.begin(name, bytesOf()), written }
}

async function addFile(archive: ArchiveWriter, { entry, written }: Begun): Promise<WrittenFile> {
  await archive.write(entry)
  return written()
}

/**
 * The fixed files, in their order. All are begun before the first is written: while this thread renders the page, the log's first rows are read and the small
 * files packed by others. The second pass over the log begins when the first was read to its end; one question is open at a time.
 */
async function writeFixed(archive: ArchiveWriter, job: PackageJob, host: JobHost): Promise<WrittenFile[]> {
  const log = logContents(job, host)
  const begun = new Map<string, Begun>()
  const begin = (name: PackageContent, content: Content): void => void begun.set(name, beginFile(archive, name, content))
  begin('data/service-log.ndjson', log.ndjson)
  begin('data/service-log.csv', log.csv)
  begin(HOW_TO_OPEN, whole(HOW_TO_OPEN_TEXT))
  for (const { name, text, rows } of createDataFiles(job.collected, job.head.dataAsOf)) begin(name, whole(text, rows))
  begin('index.html', whole(renderHtml(job.collected, pageFacts(job))))
  const files: WrittenFile[] = []
  for (const name of PACKAGE_CONTENT) {
    const file = begun.get(name)
    if (!file) throw new Error(`invariant: nothing makes ${name}`)
    files.push(await addFile(archive, file))
  }
  return files
}

async function writeContent(archive: ArchiveWriter, job: PackageJob, host: JobHost): Promise<readonly WrittenFile[]> {
  const files = await writeFixed(archive, job, host)
  const add = (name: string, content: Content): Promise<WrittenFile> => addFile(archive, beginFile(archive, name, content))
  for (const { entry, sha256 } of attachedFiles(job.collected.notes)) {
    const written = await add(entry, attachedContent(sha256, host))
    // What its note names, or nothing: the person would get another file than the one that was looked at.
    if (written.sha256 !== sha256) throw new PackageJobError('file-damaged', `${entry} is not what its note names`)
    files.push(written)
  }
  const { coverage, redactions, notes } = job.collected
  const manifest = manifestBytes({ ...job.head, files: [...files], coverage: [...coverage], redactions: [...redactions], handedOut: handedOutFacts(notes) })
  const text = new TextDecoder().decode(manifest)
  await add(MANIFEST_NAME, whole(text))
  await add(SIGNATURE_NAME, whole(await host.sign(manifest)))
  await add(CERTIFICATE_NAME, whole(canonicalJson(job.certificate)))
  return files
}

/** Bytes on the disk, then their check: what was not read back right is not a package. */
async function checkWritten(file: FileHandle, job: PackageJob): Promise<void> {
  const { organisationKey, passphrase } = job
  const { outcome } = await checkPackage(await byteSourceOf(file), { passphrase, crypto: nodeCrypto, ...(organisationKey ? { orgPublicKey: organisationKey } : {}) })
  // Without the organisation's key everything but the signer was checked (formats/package.ts).
  if (outcome === 'valid' || (outcome === 'unknown-signer' && organisationKey === undefined)) return
  throw new PackageJobError('not-verified', outcome)
}

/** The caller renames the file, or removes it when this throws. */
export async function runPackageJob(job: PackageJob, host: JobHost): Promise<WrittenPackage> {
  const file = await open(job.path, 'wx+', 0o600)
  try {
    await file.chmod(0o600)
    const archive = createArchive(file, job.passphrase)
    const files = await writeContent(archive, job, host)
    const { sizeBytes, sha256 } = await archive.close()
    await file.sync()
    await checkWritten(file, job)
    return { sizeBytes, sha256, files, madeAt: job.head.madeAt }
  } finally {
    await file.close()
  }
}

export function failureOf(error: unknown): WorkerFailure {
  if (error instanceof PackageJobError) return error.failure
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'disk-full' : 'failed'
}

