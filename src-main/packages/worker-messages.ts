// What the data process and its package worker say to each other; every value is plain data that a structured clone carries.
//
//   data process → worker   workerData: WorkerTask       a job of `make`, then rows | rows-end | chunk | chunk-end | source-failed | signature
//   worker → data process   next-rows | next-chunk | sign | written     done | failed
//
// The device key stays where it is: the worker sends the manifest's bytes and gets a signature back.
import type { EpochMs } from '../../src-shared/base/clock'
import type { EvidenceFinding } from '../../src-shared/formats/evidence/finding'
import type { Manifest } from '../../src-shared/formats/package'
import type { SignedCertificate, OrgTrust } from '../../src-shared/formats/signed'
import type { LogPage } from '../vault/repositories/log-rows'
import type { Collected } from './collect'

export type ManifestHead = Omit<Manifest, 'files' | 'coverage' | 'redactions' | 'handedOut'>

/** What the worker is started for; the jobs of packages are told one after the other, each once it is known, so that the thread can load before. */
export type WorkerTask = { readonly task: 'make' } | { readonly task: 'check'; readonly job: CheckJob }

/** Of a file from anywhere. Answers with one CheckAnswer. */
export interface CheckJob {
  readonly path: string
  readonly passphrase?: string
  /** Raw; the organisation's. */
  readonly orgPublicKey: OrgTrust
}
/** `unreadable`: no plain file, or one that cannot be read to its end. */
export type CheckAnswer = { readonly sizeBytes: number; readonly finding: EvidenceFinding } | 'unreadable'

export interface PackageJob {
  /** The unfinished file, in the target folder; made by the worker with 0600, never there before. */
  readonly path: string
  /** What the file will be called; the page names it. */
  readonly fileName: string
  readonly passphrase: string
  readonly collected: Collected
  readonly head: ManifestHead
  readonly certificate: SignedCertificate
  readonly organisationFingerprint: string
  /** Raw organisation key; without it the finished file is checked as far as an unknown signer allows. */
  readonly organisationKey?: OrgTrust
}

export type ToWorker =
  | { readonly type: 'job'; readonly job: PackageJob }
  | { readonly type: 'rows'; readonly page: LogPage }
  | { readonly type: 'rows-end' }
  /** Of an attached file, decrypted; it lies sealed in the store's folder, with its key in the store. */
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'chunk-end' }
  | { readonly type: 'source-failed'; readonly failure: Extract<WorkerFailure, 'changed' | 'file-damaged' | 'failed'> }
  | { readonly type: 'signature'; readonly sig: string }

export interface WrittenFile {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly rows?: number
}
export interface WrittenPackage {
  readonly sizeBytes: number
  /** Of the archive as it lies on the disk. */
  readonly sha256: string
  readonly files: readonly WrittenFile[]
  readonly madeAt: EpochMs
}

/** `changed`: the rows were other ones in the second pass; the package would contradict itself. */
export type WorkerFailure = 'changed' | 'disk-full' | 'file-damaged' | 'not-verified' | 'failed'

export type FromWorker =
  | { readonly type: 'next-rows'; readonly pass: 'ndjson' | 'csv'; readonly start: boolean }
  | { readonly type: 'next-chunk'; readonly sha256: string; readonly start: boolean }
  | { readonly type: 'sign'; readonly bytes: Uint8Array }
  | { readonly type: 'written'; readonly rows: number }
  | { readonly type: 'done'; readonly written: WrittenPackage }
  | { readonly type: 'failed'; readonly failure: WorkerFailure; readonly message: string }
