// The desk store's tables as Kysely sees them; names in SQL come from here. Every table and column has its erasure rule in
// src-main/erasure/policy.ts (a column without one does not compile). SQL rows use null, epoch ms and JSON text.
import type { Generated } from 'kysely'

/** Records of the case scope, as the origin sent them (`body` is canonical JSON of the declared fields). Never edited in place. */
export interface RecordsTable {
  type: string
  id: string
  v: number
  /** The person whom the record concerns; null for policy and staff. */
  subject_id: string | null
  body: string
  /** The era in which it came (meta `era`): versions compare within one alone. */
  gen: number
}
/** Which granted scopes hold a record; a record lives while at least one does. */
export interface RecordScopesTable {
  type: string
  id: string
  scope: string
  /** Generation of the scope that last told of it; what an older one alone told of goes when the next is complete. */
  gen: Generated<number>
}
/** Queue index of requests (rebuilt from records + outbox overlay in the same transaction). */
export interface RequestIndexTable {
  /** In the order in which they came to this desk: breaks ties, and is never given to another while its row is there. */
  n: number
  request_id: string
  subject_id: string
  case_no: string
  /** Year and running number as one number, so that 26-999 comes before 26-1000; one that has none yet comes last. */
  case_key: number
  /** The running number as text, for a search by its first digits. */
  case_tail: string
  right: string
  state: string
  channel: string
  assignee_id: string | null
  /** Target day, or the outer day where the calendar does not cover it. */
  due_on: string
  /** From this day on it is at risk; the day due where nothing can be said. */
  soon_on: string
  /** running | estimated */
  clock: string
  /** The last day of its pauses; empty where there is none. */
  paused_to: Generated<string>
  closed: number
  updated_at: number
  /** sent | to-send | refused | conflict */
  mark: string
  /** 1: it is left out of the counts. */
  test: Generated<number>
  /** State, right, channel, clock and mark as bits (queue-facets.ts). */
  facets: Generated<number>
  /** Of the assignee in `queue_owners`; 0: nobody's. */
  owner: Generated<number>
}
/** Everybody who ever had a case here, by a number that is short enough for every index. */
export interface QueueOwnersTable {
  owner: Generated<number>
  staff_id: string
}
/** How many rows have these facets, tests too; kept by triggers. */
export interface QueueFacetsTable {
  closed: number
  facets: number
  rows: number
}
/** What stands in a request about another: a link to it, or that it is a complaint about it. */
export interface RequestLinksTable {
  request_id: string
  /** link | about */
  kind: string
  other_id: string
  /** Of the request that holds it. */
  subject_id: string
}
/** How many rows of the index share these values; kept by its triggers. Of closed ones the days are empty. */
export interface QueueCountsTable {
  closed: number
  /** Empty: nobody's. */
  assignee_id: string
  state: string
  due_on: string
  soon_on: string
  clock: string
  paused_to: string
  rows: number
}
/** What a person put off until a day, for themselves alone. */
export interface SnoozesTable {
  staff_id: string
  request_id: string
  subject_id: string
  until_on: string
  made_at: number
}
/** A person's own views of the queue. */
export interface SavedViewsTable {
  staff_id: string
  view_id: string
  name: string
  /** JSON (domain/queue-query.ts); never the digits of a case. */
  query: string
  made_at: number
}
/** The directory: one narrow row per person of the population. `n` is the FTS rowid. */
export interface PeopleTable {
  n: Generated<number>
  id: string
  v: number
  account_no: string
  name: string
  /** Letters and digits of the name, folded (domain/search-terms `nameKey`): names are compared by it. */
  name_key: string
  status: string
  registered_at: number
  gen: number
}
export interface PersonIdentifiersTable {
  n: number
  kind: string
  /** Digits of a mobile (E.164 without +), lower-case e-mail. */
  value: string
  /** `value` reversed: a tail is a prefix of it. */
  value_rev: string
  proof: string
}
/** One row per reading of a name (a surname may have several). */
export interface PersonPinyinTable {
  n: number
  full: string
  initials: string
}
/** FTS5, content='', detail=none, secure-delete=1; tokens z/e/m of domain/search-terms. */
export interface PeopleFtsTable {
  rowid: number
  t: string
  people_fts: string
  rank: string
}
/** Service-log rows of people with an open case: clustered by person, dropped when the last case closes. */
export interface LogRowsTable {
  subject_id: string
  n: number
  category: string
  at: number
  product: string
  ip: string
  detail: string
}
export interface LogSetsTable {
  subject_id: string
  rows: number
  total: number
  /** 1 when every row is here. */
  complete: number
  fetched_at: number
}
export interface OutboxTable {
  mid: string
  seq: Generated<number>
  chain: string
  n: number
  op: string
  base: number
  /** Canonical JSON; null once an erasure removed it. */
  args: string | null
  subject_id: string | null
  staff_id: string
  made_at: string
  /** to-send | sending | refused | applied */
  state: string
  rejection: string | null
  applied_v: number | null
  acked: number
  /** Set while the act can still be undone: the run of the process, and its monotonic time (ms) at which the window ends. */
  held_boot: string | null
  held_until: number | null
}
/** What staff typed and have not sent, and what of theirs was set aside; the maker's own, never shown to somebody else. */
export interface DraftsTable {
  staff_id: string
  /** As in contract/draft.ts, or set-aside. */
  form: string
  /** Request; for a create the person; an entry of the inventory or the register, or `new`; for what was set aside the outbox item that it was. */
  target: string
  request_id: string | null
  /** Null: about no one person. */
  subject_id: string | null
  /** The version that was on the screen; 0 for what is new. */
  base: number
  /** JSON (contract/draft.ts). */
  body: string
  saved_at: number
}
/** Acts that are done, kept for an origin that is put back (repositories/outbox-done.ts). */
export interface OutboxDoneTable {
  seq: number
  mid: string
  chain: string
  n: number
  op: string
  base: number
  args: string
  subject_id: string | null
  staff_id: string
  made_at: string
  applied_v: number
  done_at: number
}
/** Files that notes name, as far as they are here; the bytes lie sealed in the folder of attachments. */
export interface AttachmentsTable {
  request_id: string
  sha256: string
  subject_id: string
  /** Random name in the folder. */
  file: string
  /** base64url, 32 bytes: nothing else opens the file. */
  key: string
  bytes: number
  /** Bytes on the disk; fewer than `bytes` while it is fetched. */
  received: number
  made_at: number
}
/** Names of copies in the export folder, by whose file it was. */
export interface SavedCopiesTable {
  subject_id: string
  file_name: string
}
/** Files of access packages that this desk wrote; times in ms. */
export interface PackageFilesTable {
  file_id: string
  package_id: string
  subject_id: string
  request_id: string
  /** Who had it written. */
  staff_id: string
  /** Null: the export folder. */
  folder: string | null
  file_name: string
  /** Null, as the hash: it is being written. */
  bytes: number | null
  sha256: string | null
  written_at: number
  expires_at: number
  destroyed_at: number | null
  destroyed_by: string | null
}
/** Settings of the store itself: scope cursors, epoch, device, times. */
export interface MetaTable {
  key: string
  value: string
}
export interface ScopesTable {
  id: string
  kind: string
  gen: number
  /** snapshot token while a bootstrap runs; null when done. */
  after: string | null
  rows: number
  total: number
  ready: number
}
/** Fields and types the origin sent that the desk was not built to hold: names and counts, never values. */
export interface UndeclaredTable {
  type: string
  field: string
  count: number
  last_at: number
  first_position: string | null
  last_position: string | null
  /** 1: declared meanwhile, and its records are being fetched again. */
  refetch: number
}
/** Hash chain; `entry` is canonical JSON (src-shared/formats/audit-entry.ts), free of personal data. */
export interface AuditTable {
  seq: number
  entry: string
  hash: string
}
/** Encrypted-store-only detail of an audit entry; can be erased without breaking the chain. */
export interface AuditDetailsTable {
  seq: number
  subject_id: string | null
  salt: string
  detail: string | null
}
/** Per-person salt of audit references; destroying it makes the references unlinkable. */
export interface SubjectSaltsTable {
  subject_id: string
  salt: string
}
/** Work that survives a crash: erasures to purge, sweeps, row sets to fetch. */
export interface JobsTable {
  id: string
  kind: string
  /** JSON without personal data. */
  state: string
  created_at: number
  done_at: number | null
}
/** Erasures this desk carried out, with what the receipt needs. Ids only. */
export interface ErasuresTable {
  erasure_id: string
  /** HMAC of the subject id under the store's ledger key: the suppression ledger. */
  subject_hmac: string
  /** JSON: rows per table. */
  counts: string
  deleted_at: number
  purged_at: number | null
  generation: number | null
  /** JSON ResidueView once checked. */
  residue: string | null
  receipt: string | null
  receipt_acked: number
}

export interface VaultSchema {
  records: RecordsTable
  record_scopes: RecordScopesTable
  request_index: RequestIndexTable
  request_links: RequestLinksTable
  queue_counts: QueueCountsTable
  queue_facets: QueueFacetsTable
  queue_owners: QueueOwnersTable
  snoozes: SnoozesTable
  saved_views: SavedViewsTable
  people: PeopleTable
  person_identifiers: PersonIdentifiersTable
  person_pinyin: PersonPinyinTable
  people_fts: PeopleFtsTable
  log_rows: LogRowsTable
  log_sets: LogSetsTable
  outbox: OutboxTable
  outbox_done: OutboxDoneTable
  drafts: DraftsTable
  attachments: AttachmentsTable
  saved_copies: SavedCopiesTable
  package_files: PackageFilesTable
  meta: MetaTable
  scopes: ScopesTable
  undeclared: UndeclaredTable
  audit: AuditTable
  audit_details: AuditDetailsTable
  subject_salts: SubjectSaltsTable
  jobs: JobsTable
  erasures: ErasuresTable
}
