// What a package is made of, as functions handed in: the store answers them in the app, anything that keeps the promise in a test.
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import type { Category, LogCategory } from '../../src-shared/domain/vocabulary'
import type { RedactionChoices } from '../../src-shared/domain/redactions'
import type { ConsentRecord, HoldingRecord, LogRow, PolicyRecord, RequestRecord, SubjectRecord } from '../../src-shared/protocol/records'
import type { CaseNote } from '../../src-shared/domain/notes'
import type { LogPage } from '../vault/repositories/log-rows'
import type { HandedOver } from '../vault/repositories/transfers'

export interface PackageSource {
  /** With pending decisions of this desk counted in, where the caller has an overlay. */
  readonly request: (id: RequestId) => Promise<RequestRecord | undefined>
  readonly subject: (id: SubjectId) => Promise<SubjectRecord | undefined>
  readonly consents: (id: SubjectId) => Promise<readonly ConsentRecord[]>
  readonly policies: () => Promise<readonly PolicyRecord[]>
  readonly holdings: (id: SubjectId) => Promise<readonly HoldingRecord[]>
  readonly requestsOf: (id: SubjectId) => Promise<readonly RequestRecord[]>
  /** What was handed over about the person, of the categories that are held. */
  readonly handedOver: (id: SubjectId, held: readonly Category[]) => Promise<readonly HandedOver[]>
  /** Of one case, as this desk sees them. */
  readonly notes: (request: RequestRecord) => Promise<readonly CaseNote[]>
  /** SHA-256 of the files of a case that are here, whole. */
  readonly filesHere: (id: RequestId) => Promise<ReadonlySet<string>>
  /** Rows of the service log that are here, by category. */
  readonly logCounts: (id: SubjectId) => Promise<ReadonlyMap<LogCategory, number>>
  /** Another value after every change of the rows that are here. */
  readonly logState: (id: SubjectId) => Promise<string>
  /** Newest first. */
  readonly newestLogRows: (id: SubjectId, limit: number) => Promise<readonly LogRow[]>
  /** All that are here, in order; each call is a new pass over the same rows. */
  readonly logPages: (id: SubjectId) => AsyncIterable<LogPage>
  /** In order: at least those that name somebody by number, account or address. */
  readonly suspectLogRows: (id: SubjectId) => AsyncIterable<LogRow>
  readonly logRowsOf: (id: SubjectId, numbers: readonly number[]) => Promise<readonly LogRow[]>
  /** Which of these addresses, in small letters, the directory gives to somebody else. */
  readonly addressesOfOthers: (addresses: readonly string[], id: SubjectId) => Promise<readonly string[]>
  /** What the people at this desk chose to take out, of this case. */
  readonly redactions: (id: RequestId) => Promise<readonly RedactionChoices[]>
}
