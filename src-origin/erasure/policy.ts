// What an erasure does to every table and every column of the origin; a new column without a rule does not compile. The desk's own: src-main/erasure/policy.ts.
import type { OriginSchema } from '../store/schema'

/**
 * `goes`: with its row. `emptied`: the row stays and loses what it said (minimise.ts, forget-person.ts, the state of an act). `kept-apart`: by a ground of law or a
 * hold, as the plan says (restricted_logs, held_lines, held_rows). `random-id`: stays, an id that no table joins to a person any more. `own`: structure, counts, times, staff,
 * devices and the company's words, never of a person.
 */
export type OriginColumnRule = 'goes' | 'emptied' | 'kept-apart' | 'random-id' | 'own'

/** Which rows an erasure touches. `deleted`: the person's own. `passing`: made by the erasure and gone with its last step. */
export type OriginRowRule =
  | { readonly rows: 'deleted'; readonly how: string }
  | { readonly rows: 'emptied'; readonly how: string }
  | { readonly rows: 'passing'; readonly how: string }
  | { readonly rows: 'kept'; readonly because: string }

export type OriginTablePolicy<Table extends keyof OriginSchema> = OriginRowRule & { readonly columns: Readonly<Record<keyof OriginSchema[Table], OriginColumnRule>> }

const CASCADE = 'on delete cascade of the person'

export const ORIGIN_ERASURE_POLICY: { readonly [Table in keyof OriginSchema]: OriginTablePolicy<Table> } = {
  staff: {
    rows: 'kept',
    because: 'staff',
    columns: { id: 'own', login: 'own', name: 'own', role: 'own', active: 'own', training_due: 'own', training_grace: 'own', secret_salt: 'own', secret_hash: 'own', has_passphrase: 'own', v: 'own' },
  },
  training_records: {
    rows: 'kept',
    because: 'staff',
    columns: { id: 'own', staff_id: 'own', course: 'own', version: 'own', passed_on: 'own', due_on: 'own', entered_at: 'own', entered_by: 'own', at_device_id: 'own' },
  },
  staff_acts: {
    rows: 'kept',
    because: 'staff',
    columns: { id: 'own', at: 'own', staff_id: 'own', act: 'own', role: 'own', by_staff_id: 'own', at_device_id: 'own' },
  },
  passphrase_codes: {
    rows: 'kept',
    because: 'staff',
    columns: { staff_id: 'own', code_hash: 'own', created_at: 'own', expires_at: 'own', used_by: 'own' },
  },
  devices: {
    rows: 'kept',
    because: 'workstations',
    columns: { id: 'own', name: 'own', public_key: 'own', certificate: 'own', enrolled_at: 'own', revoked_at: 'own', last_seen_at: 'own', declared_by: 'own', access_version: 'own', lease_not_after: 'own', wipe_order: 'own', wiped_at: 'own', wipe_receipt: 'own', last_staff_id: 'own', standing_key: 'own' },
  },
  scopes: {
    rows: 'kept',
    because: 'what desks hold',
    columns: { id: 'own', kind: 'own', part: 'own' },
  },
  device_scopes: {
    rows: 'kept',
    because: 'workstations',
    columns: { device_id: 'own', scope: 'own' },
  },
  enrolment_codes: {
    rows: 'kept',
    because: 'workstations',
    columns: { code_hash: 'own', workstation: 'own', scopes: 'own', declared_by: 'own', created_at: 'own', expires_at: 'own', used_at: 'own', used_by: 'own' },
  },
  tokens: {
    rows: 'kept',
    because: 'sessions of staff',
    columns: { hash: 'own', staff_id: 'own', device_id: 'own', expires_at: 'own', fresh_until: 'own' },
  },
  subjects: {
    rows: 'deleted',
    how: 'remove-person.ts',
    columns: { id: 'goes', account_no: 'kept-apart', external_id: 'goes', name: 'goes', status: 'goes', birth_day: 'goes', region: 'goes', registered_at: 'goes', products: 'goes', synthetic: 'goes', log_n: 'goes', v: 'goes' },
  },
  identifiers: {
    rows: 'deleted',
    how: CASCADE,
    columns: { id: 'goes', subject_id: 'goes', pos: 'goes', kind: 'goes', value: 'goes', proof: 'goes', added_at: 'goes', source_key: 'goes' },
  },
  consents: {
    rows: 'deleted',
    how: CASCADE,
    columns: { id: 'goes', subject_id: 'goes', kind: 'goes', purpose: 'goes', product: 'goes', policy_id: 'goes', policy_version: 'goes', channel: 'goes', at: 'goes', wording_hash: 'goes', evidence: 'goes', source_key: 'goes' },
  },
  policies: {
    rows: 'kept',
    because: 'the company’s words',
    columns: { id: 'own', v: 'own', body: 'own' },
  },
  requests: {
    rows: 'emptied',
    how: 'minimise.ts: the file of the case stays without a word of the person',
    columns: { id: 'random-id', case_no: 'own', subject_id: 'random-id', scope: 'own', state: 'own', received_on: 'own', closed_at: 'own', in_scope: 'own', v: 'own', body: 'emptied' },
  },
  service_logs: {
    rows: 'deleted',
    how: 'sweep.ts, in slices',
    columns: { subject_id: 'goes', n: 'kept-apart', category: 'goes', at: 'kept-apart', product: 'goes', ip: 'kept-apart', detail: 'kept-apart', source_key: 'goes' },
  },
  restricted_logs: {
    rows: 'kept',
    because: 'by a ground of law, each row to its day, readable by no route',
    columns: { erasure_id: 'random-id', n: 'kept-apart', account_no: 'kept-apart', ip: 'kept-apart', at: 'kept-apart', result: 'kept-apart', ground: 'own', release_on: 'own' },
  },
  anonymous_logs: {
    rows: 'kept',
    because: 'anonymise.ts: words of a list',
    columns: { category: 'own', product: 'own', week: 'own', detail: 'own' },
  },
  holdings: {
    rows: 'deleted',
    how: CASCADE,
    columns: { subject_id: 'goes', category: 'goes', system: 'goes', rows: 'goes', from_at: 'goes', to_at: 'goes', v: 'goes' },
  },
  letters: {
    rows: 'deleted',
    how: CASCADE,
    columns: { id: 'goes', request_id: 'goes', subject_id: 'goes', v: 'goes', body: 'goes' },
  },
  erasures: {
    rows: 'kept',
    because: 'the proof: a random id, counts, days, who approved',
    columns: { id: 'random-id', request_id: 'random-id', subject_id: 'random-id', state: 'own', v: 'own', body: 'random-id' },
  },
  erasure_jobs: {
    rows: 'passing',
    how: 'gone with the last slice',
    columns: { erasure_id: 'random-id', subject_id: 'goes', account_no: 'goes', external_id: 'goes', started_at: 'own', executed: 'own' },
  },
  erasure_systems: {
    rows: 'passing',
    how: 'a system that has answered knows them no more',
    columns: { erasure_id: 'random-id', system: 'own', name: 'own', account_no: 'emptied', external_id: 'emptied', tries: 'own', ask_at: 'own', problem: 'own', removed: 'own', done_at: 'own', receipt: 'own' },
  },
  stopped_people: {
    rows: 'deleted',
    how: CASCADE,
    columns: { subject_id: 'goes', since: 'goes', former_status: 'goes', subject_v: 'goes' },
  },
  erase_entries: {
    rows: 'kept',
    because: 'the signed order for desks that were away: random ids',
    columns: { erasure_id: 'random-id', line: 'random-id' },
  },
  erasure_devices: {
    rows: 'kept',
    because: 'receipts of workstations',
    columns: { erasure_id: 'random-id', device_id: 'own', name: 'own', received_at: 'own', receipt: 'own' },
  },
  deliveries: {
    rows: 'deleted',
    how: 'complete.ts, with the last receipt',
    columns: { device_id: 'goes', subject_id: 'goes', at: 'goes' },
  },
  directory_deliveries: {
    rows: 'kept',
    because: 'workstations',
    columns: { device_id: 'own', at: 'own' },
  },
  push_results: {
    rows: 'kept',
    because: 'what became of acts, by random ids',
    columns: { device_id: 'own', mid: 'random-id', body_hash: 'own', chain: 'random-id', result: 'own', at: 'own', acked_at: 'own' },
  },
  sealed_acts: {
    rows: 'emptied',
    how: 'remove-person.ts: nobody can apply them any more',
    columns: { device_id: 'own', mid: 'random-id', pos: 'own', staff_id: 'own', subject_id: 'emptied', chain: 'random-id', op: 'own', made_at: 'own', uploaded_at: 'own', reason: 'own', body: 'emptied', proof: 'own', state: 'own', code: 'own', settled_at: 'own', settled_by: 'own' },
  },
  online_searches: {
    rows: 'kept',
    because: 'counts and kinds, never what was typed',
    columns: { id: 'own', at: 'own', device_id: 'own', staff_id: 'own', kind: 'own', rows: 'own' },
  },
  fleet_acts: {
    rows: 'kept',
    because: 'workstations',
    columns: { id: 'own', at: 'own', device_id: 'own', act: 'own', salvage: 'own', staff_id: 'own', at_device_id: 'own' },
  },
  residue_checks: {
    rows: 'kept',
    because: 'counts of finds by erasure',
    columns: { id: 'own', device_id: 'own', checked_at: 'own', cause: 'own', people: 'own', found: 'own' },
  },
  audit_heads: { rows: 'kept', because: 'hashes and counts of workstations', columns: { device_id: 'own', size: 'own', head_hash: 'own', at: 'own' } },
  audit_breaks: { rows: 'kept', because: 'hashes and counts of workstations', columns: { device_id: 'own', size: 'own', known_hash: 'own', shown_hash: 'own', found_at: 'own' } },
  retention_batches: {
    rows: 'kept',
    because: 'counts of everybody’s rows',
    columns: { id: 'own', state: 'own', made_at: 'own', body: 'own', product: 'own', ends_on: 'own' },
  },
  batch_reports: {
    rows: 'kept',
    because: 'counts of everybody’s rows',
    columns: { batch_id: 'own', report: 'own' },
  },
  identity_codes: {
    rows: 'deleted',
    how: CASCADE,
    columns: { id: 'goes', request_id: 'goes', subject_id: 'goes', identifier_id: 'goes', staff_id: 'goes', code_mac: 'goes', state: 'goes', made_at: 'goes', expires_at: 'goes', wrong: 'goes' },
  },
  outbox: {
    rows: 'kept',
    because: 'what is to be told, by random ids',
    columns: { oid: 'own', part: 'own', scope: 'own', type: 'own', id: 'random-id', ver: 'own', op: 'own', at: 'own' },
  },
  feed: {
    rows: 'kept',
    because: 'what was told, by random ids',
    columns: { part: 'own', seq: 'own', scope: 'own', type: 'own', id: 'random-id', ver: 'own', op: 'own', at: 'own' },
  },
  feed_head: {
    rows: 'kept',
    because: 'positions',
    columns: { part: 'own', head: 'own', floor: 'own' },
  },
  erased_ids: {
    rows: 'kept',
    because: 'the ledger: keyed digests of random ids, for ever',
    columns: { hash: 'random-id', erasure_id: 'random-id', at: 'own', kind: 'own' },
  },
  imports: {
    rows: 'kept',
    because: 'counts of files',
    columns: { id: 'own', fingerprint: 'own', started_at: 'own', finished_at: 'own', result_file: 'own', result_bytes: 'own', source: 'own', records: 'own', counts: 'own' },
  },
  rules: {
    rows: 'kept',
    because: 'packs of rules',
    columns: { version: 'own', body: 'own', signed: 'own', added_at: 'own' },
  },
  settings: {
    rows: 'kept',
    because: 'the origin’s own',
    columns: { key: 'own', value: 'own' },
  },
  exceptions: {
    rows: 'emptied',
    how: 'forget-person.ts takes their name out of typed texts',
    columns: { id: 'own', v: 'own', body: 'emptied' },
  },
  recipients: {
    rows: 'kept',
    because: 'companies',
    columns: { id: 'own', v: 'own', body: 'own' },
  },
  transfers: {
    rows: 'emptied',
    how: 'forget-person.ts',
    columns: { id: 'own', v: 'own', body: 'emptied' },
  },
  presets: {
    rows: 'emptied',
    how: 'forget-person.ts',
    columns: { id: 'own', v: 'own', body: 'emptied' },
  },
  holds: {
    rows: 'emptied',
    how: 'forget-person.ts',
    columns: { id: 'own', v: 'own', body: 'emptied' },
  },
  incidents: {
    rows: 'emptied',
    how: 'forget-person.ts: the erasure stands where the person did',
    columns: { id: 'own', v: 'own', body: 'emptied' },
  },
  transfer_people: {
    rows: 'deleted',
    how: CASCADE,
    columns: { transfer_id: 'goes', subject_id: 'goes', consent_id: 'goes' },
  },
  held_lines: {
    rows: 'kept',
    because: 'a hold names them; gone with it',
    columns: { erasure_id: 'random-id', category: 'own', hold_ids: 'own', fields: 'own', account_no: 'kept-apart', after_hold: 'own', ground: 'own', months: 'own' },
  },
  held_rows: {
    rows: 'kept',
    because: 'a hold names them; gone with it',
    columns: { erasure_id: 'random-id', category: 'own', n: 'own', body: 'kept-apart' },
  },
  notes: {
    rows: 'deleted',
    how: CASCADE,
    columns: { id: 'goes', request_id: 'goes', subject_id: 'goes', v: 'goes', body: 'goes' },
  },
  note_files: {
    rows: 'deleted',
    how: 'on delete cascade of the note',
    columns: { note_id: 'goes', request_id: 'goes', sha256: 'goes' },
  },
  blobs: {
    rows: 'deleted',
    how: CASCADE,
    columns: { request_id: 'goes', sha256: 'goes', subject_id: 'goes', salt: 'goes', bytes: 'goes', received: 'goes', complete: 'goes', at: 'goes' },
  },
  blob_parts: {
    rows: 'deleted',
    how: 'on delete cascade of the file',
    columns: { request_id: 'goes', sha256: 'goes', pos: 'goes', bytes: 'goes', sealed: 'goes' },
  },
}
