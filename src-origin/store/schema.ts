// The origin's tables as Kysely sees them; names in SQL come from here. bigint arrives as number and date as `YYYY-MM-DD` (database.ts
// sets both parsers on our own pool), so times are epoch milliseconds like everywhere else.
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { ErasureRecord, PolicyRecord, RequestRecord } from '../../src-shared/protocol/records'
import type { FeedHeadTable, FeedTable, OutboxTable } from './schema-feed'
import type { IdentityCodesTable } from './schema-identity'
import type { FleetTables } from './schema-fleet'
import type { RetentionTables } from './schema-retention'
import type { InventoryTables } from './schema-inventory'
import type { LettersTable } from './schema-letters'
import type { NoteTables } from './schema-notes'
import type { SealedActsTable } from './schema-sealed'
import type { PassphraseCodesTable, StaffActsTable, StaffTable, TrainingRecordsTable } from './schema-staff'

/** A jsonb column written as JSON text: pg would send a JavaScript array as a PostgreSQL array. */
type Json<T extends object | null> = JSONColumnType<T>
type OptionalJson = JSONColumnType<object | null, string | null | undefined, string | null>

export interface DevicesTable {
  id: string
  name: string
  /** Raw Ed25519 public key. */
  public_key: Buffer
  certificate: Json<object>
  enrolled_at: number
  revoked_at: number | null
  last_seen_at: number | null
  /** Who declared that the workstation stands in mainland China; kept beyond its enrolment code. */
  declared_by: string | null
  /** Counts on with every change of its scopes. */
  access_version: Generated<number>
  lease_not_after: Generated<number>
  /** Signed by the organisation's key; goes out with the 401 of a revoked device. */
  wipe_order: OptionalJson
  wiped_at: Generated<number | null>
  wipe_receipt: OptionalJson
  /** Who last signed in there. */
  last_staff_id: Generated<string | null>
  /** Raw Ed25519 public key that proves nothing but the question how the device stands; told with every session. */
  standing_key: Generated<Buffer | null>
}
export interface ScopesTable {
  /** `desk:dalian`, `directory:all` */
  id: string
  /** case | directory */
  kind: string
  /** Feed partition that its changes travel in. */
  part: string
}
export interface DeviceScopesTable {
  device_id: string
  scope: string
}
export interface EnrolmentCodesTable {
  /** SHA-256 of the code; the code itself is shown once and kept nowhere. */
  code_hash: Buffer
  workstation: string
  /** Scopes that the device gets, as the officer declared them. */
  scopes: Json<readonly string[]>
  declared_by: string
  created_at: number
  expires_at: number
  used_at: number | null
  used_by: string | null
}
export interface TokensTable {
  /** SHA-256 of the bearer token. */
  hash: Buffer
  staff_id: string
  device_id: string
  expires_at: number
  /** Until when an irreversible act may be done with it. */
  fresh_until: number | null
}
export interface SubjectsTable {
  id: string
  account_no: string
  /** The company's own random id of the person, where its import gives one; never a contact and never a running number. */
  external_id: string | null
  name: string
  /** active | abnormal | cancelled */
  status: string
  birth_day: ColumnType<string | null, string | null | undefined, string | null>
  region: string
  registered_at: number
  products: Json<readonly string[]>
  synthetic: boolean
  /** The highest number that a row of their log that went ever had. */
  log_n: Generated<number>
  /** Counts on with every change of the row, its identifiers, its consents or its holdings. */
  v: Generated<number>
}
export interface IdentifiersTable {
  id: string
  subject_id: string
  /** Order of display within the person, from 0. */
  pos: number
  /** mobile | email */
  kind: string
  value: string
  /** proved | unproved */
  proof: string
  added_at: number
  /** The company's name for this row, unique within the person; null for what was not imported. */
  source_key: string | null
}
export interface ConsentsTable {
  id: string
  subject_id: string
  kind: string
  purpose: string | null
  /** Of `product-ended`. */
  product: ColumnType<string | null, string | null | undefined, string | null>
  policy_id: string
  policy_version: string
  channel: string
  at: number
  wording_hash: string
  evidence: string | null
  /** The company's id of this event; null for what was not imported, or imported without one. */
  source_key: string | null
}
export interface PoliciesTable {
  id: string
  v: Generated<number>
  body: Json<PolicyRecord>
}
export interface RequestsTable {
  id: string
  case_no: string
  subject_id: string
  /** Case scope that works on it. */
  scope: Generated<string>
  state: string
  received_on: string
  closed_at: number | null
  /** Open, or closed within 90 days: then its scope holds it, and the person it concerns. */
  in_scope: Generated<boolean>
  v: Generated<number>
  body: Json<RequestRecord>
}
/** Usage data, clustered by person: one range of the primary key is one person. */
export interface ServiceLogsTable {
  subject_id: string
  n: number
  category: string
  at: number
  product: string
  ip: string
  detail: string
  /** The company's id of this row, unique within the person; null for what was not imported. */
  source_key: string | null
}
/** Rows kept after an erasure by a retention rule of law: no person's id, readable by no route, deleted on the release day. */
export interface RestrictedLogsTable {
  erasure_id: string
  n: number
  account_no: string
  ip: string
  at: number
  result: string
  ground: string
  release_on: string
}
/** Rows anonymised by an erasure: nothing leads back to a person or to the erasure. */
export interface AnonymousLogsTable {
  category: string
  product: string
  /** Monday 00:00 Asia/Shanghai of the row's week. */
  week: number
  detail: string
}
export interface HoldingsTable {
  subject_id: string
  category: string
  system: string
  rows: number
  from_at: number | null
  to_at: number | null
  v: Generated<number>
}
export interface ErasuresTable {
  id: string
  request_id: string
  subject_id: string
  state: string
  v: Generated<number>
  body: Json<ErasureRecord>
}
/** What the sweep of an approved erasure still has to do; the row goes with the last slice. */
export interface ErasureJobsTable {
  erasure_id: string
  subject_id: string
  account_no: string
  /** The company's own id of the person, for the systems that know them by it. */
  external_id: string | null
  started_at: number
  /** Rows done so far, counted on in the transaction of each slice. */
  executed: Json<NonNullable<ErasureRecord['executed']>>
}
/** A system beside the origin that is asked until it has answered; then it knows the person no more. */
export interface ErasureSystemsTable {
  erasure_id: string
  system: string
  name: Json<{ 'zh-CN': string; en: string }>
  account_no: string | null
  external_id: string | null
  tries: number
  ask_at: number
  problem: string | null
  removed: number | null
  done_at: number | null
  receipt: Json<object> | null
}
/** Whose processing is stopped while an approved erasure waits for its day. */
export interface StoppedPeopleTable {
  subject_id: string
  since: number
  former_status: string
  subject_v: number
}
/** The signed entry that tells a holder to erase. */
export interface EraseEntriesTable {
  erasure_id: string
  line: Json<object>
}
export interface ErasureDevicesTable {
  erasure_id: string
  device_id: string
  name: string
  received_at: number | null
  receipt: JSONColumnType<object | null, string | null, string | null>
}
/** Which device was ever sent a person's records: written before the first byte leaves. */
export interface DeliveriesTable {
  device_id: string
  subject_id: string
  at: number
}
/** Devices that began to copy the directory: they hold everybody. */
export interface DirectoryDeliveriesTable {
  device_id: string
  at: number
}
export interface PushResultsTable {
  device_id: string
  mid: string
  body_hash: Buffer
  chain: string
  result: Json<object>
  at: number
  acked_at: number | null
}
/** Suppression ledger: HMAC of the random ids of every erased person, ours and the company's; refuses resurrection for ever. */
export interface ErasedIdsTable {
  hash: Buffer
  erasure_id: string
  at: number
  /** subject | external */
  kind: Generated<string>
}
/** How far an import of the company's data has come, moved on in the transaction of each batch; finished ones stay as a history. */
export interface ImportsTable {
  id: string
  fingerprint: string
  started_at: number
  finished_at: number | null
  result_file: string
  /** Length of the result file when the last batch committed: what lies behind it belongs to a batch that never did. */
  result_bytes: Generated<number>
  /** Place of the source that is being read, in the order of the run. */
  source: Generated<number>
  /** Records of that source done so far. */
  records: Generated<number>
  /** Outcomes per source. */
  counts: Json<readonly ImportCounts[]>
}
export interface ImportCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
  /** Refused rows by the code of their reason. */
  readonly codes: Readonly<Record<string, number>>
}
export interface RulesTable {
  version: string
  body: Json<object>
  /** The pack as it was signed elsewhere, its text; null: signed by this origin when it is served. */
  signed: string | null
  added_at: number
}
/** The origin's own settings: epoch, system identifier and timeline of the cluster, last case number per year. */
export interface SettingsTable {
  key: string
  value: string
}

/** Without what was typed: that is a person's data. */
export interface OnlineSearchesTable {
  id: Generated<number>
  at: number
  device_id: string
  staff_id: string
  kind: string
  rows: number
}

export interface OriginSchema extends FleetTables, InventoryTables, NoteTables, RetentionTables {
  staff: StaffTable
  devices: DevicesTable
  scopes: ScopesTable
  device_scopes: DeviceScopesTable
  enrolment_codes: EnrolmentCodesTable
  tokens: TokensTable
  subjects: SubjectsTable
  identifiers: IdentifiersTable
  consents: ConsentsTable
  policies: PoliciesTable
  requests: RequestsTable
  service_logs: ServiceLogsTable
  restricted_logs: RestrictedLogsTable
  anonymous_logs: AnonymousLogsTable
  holdings: HoldingsTable
  letters: LettersTable
  erasures: ErasuresTable
  erasure_jobs: ErasureJobsTable
  erasure_systems: ErasureSystemsTable
  stopped_people: StoppedPeopleTable
  erase_entries: EraseEntriesTable
  erasure_devices: ErasureDevicesTable
  deliveries: DeliveriesTable
  directory_deliveries: DirectoryDeliveriesTable
  push_results: PushResultsTable
  sealed_acts: SealedActsTable
  online_searches: OnlineSearchesTable
  training_records: TrainingRecordsTable
  staff_acts: StaffActsTable
  passphrase_codes: PassphraseCodesTable
  identity_codes: IdentityCodesTable
  outbox: OutboxTable
  feed: FeedTable
  feed_head: FeedHeadTable
  erased_ids: ErasedIdsTable
  imports: ImportsTable
  rules: RulesTable
  settings: SettingsTable
}
