// What an erasure does to every table and every column of the desk store; a new column without a rule does not compile. A row of nobody's
// that names the person in a typed text stays and loses the name (forget-mentions.ts).
import type { VaultSchema } from '../vault/schema'

/**
 * `goes`: with its row. `blanked`: set to null, the row stays. `random-id`: stays, a random id that no table joins to a person any
 * more. `store-own`: structure, counts and times of the store itself, never about a person.
 */
export type ColumnRule = 'goes' | 'blanked' | 'random-id' | 'store-own'

/** Which rows an erasure touches: the person's own, found by the named column or through the directory number; or none. */
export type RowRule =
  | { readonly rows: 'deleted'; readonly by: 'subject_id' | 'id' | 'directory-number' | 'record-of-subject' }
  | { readonly rows: 'blanked'; readonly by: 'subject_id' }
  | { readonly rows: 'kept'; readonly because: string }

export type TablePolicy<Table extends keyof VaultSchema> = RowRule & {
  readonly columns: Readonly<Record<keyof VaultSchema[Table], ColumnRule>>
}

export const ERASURE_POLICY: { readonly [Table in keyof VaultSchema]: TablePolicy<Table> } = {
  records: {
    // All but the progress record `erasure`, which holds random ids and counts alone and is what the certificate is read from.
    rows: 'deleted',
    by: 'subject_id',
    columns: { type: 'goes', id: 'goes', v: 'goes', subject_id: 'goes', body: 'goes', gen: 'goes' },
  },
  record_scopes: { rows: 'deleted', by: 'record-of-subject', columns: { type: 'goes', id: 'goes', scope: 'goes', gen: 'goes' } },
  request_index: {
    rows: 'deleted',
    by: 'subject_id',
    columns: {
      n: 'goes', request_id: 'goes', subject_id: 'goes', case_no: 'goes', case_key: 'goes', case_tail: 'goes', right: 'goes', state: 'goes', channel: 'goes',
      assignee_id: 'goes', due_on: 'goes', soon_on: 'goes', clock: 'goes', paused_to: 'goes', closed: 'goes', updated_at: 'goes', mark: 'goes', test: 'goes',
      facets: 'goes', owner: 'goes',
    },
  },
  request_links: { rows: 'deleted', by: 'subject_id', columns: { request_id: 'goes', kind: 'goes', other_id: 'goes', subject_id: 'goes' } },
  queue_counts: {
    rows: 'kept',
    because: 'how many cases stand where; a trigger of the index counts the person’s own down as they go',
    columns: { closed: 'store-own', assignee_id: 'random-id', state: 'store-own', due_on: 'store-own', soon_on: 'store-own', clock: 'store-own', paused_to: 'store-own', rows: 'store-own' },
  },
  queue_facets: {
    rows: 'kept',
    because: 'how many cases are of which kind; triggers of the index count the person’s own down as they go',
    columns: { closed: 'store-own', facets: 'store-own', rows: 'store-own' },
  },
  queue_owners: { rows: 'kept', because: 'ids of staff who have or had cases', columns: { owner: 'store-own', staff_id: 'random-id' } },
  snoozes: { rows: 'deleted', by: 'subject_id', columns: { staff_id: 'goes', request_id: 'goes', subject_id: 'goes', until_on: 'goes', made_at: 'goes' } },
  saved_views: {
    rows: 'kept',
    because: 'words and days of staff; a name that names the person loses it (forget-mentions.ts)',
    columns: { staff_id: 'random-id', view_id: 'random-id', name: 'store-own', query: 'store-own', made_at: 'store-own' },
  },
  people: {
    rows: 'deleted',
    by: 'id',
    columns: { n: 'goes', id: 'goes', v: 'goes', account_no: 'goes', name: 'goes', name_key: 'goes', status: 'goes', registered_at: 'goes', gen: 'goes' },
  },
  person_identifiers: {
    rows: 'deleted',
    by: 'directory-number',
    columns: { n: 'goes', kind: 'goes', value: 'goes', value_rev: 'goes', proof: 'goes' },
  },
  person_pinyin: { rows: 'deleted', by: 'directory-number', columns: { n: 'goes', full: 'goes', initials: 'goes' } },
  people_fts: { rows: 'deleted', by: 'directory-number', columns: { rowid: 'goes', t: 'goes', people_fts: 'store-own', rank: 'store-own' } },
  log_rows: {
    // Out of everybody's reach with the row of their set, deleted in chunks behind it (erase-log-rows.ts).
    rows: 'deleted',
    by: 'subject_id',
    columns: { subject_id: 'goes', n: 'goes', category: 'goes', at: 'goes', product: 'goes', ip: 'goes', detail: 'goes' },
  },
  log_sets: {
    rows: 'deleted',
    by: 'subject_id',
    columns: { subject_id: 'goes', rows: 'goes', total: 'goes', complete: 'goes', fetched_at: 'goes' },
  },
  outbox: {
    // The item stays so that a decision is never silently absent; what staff or the person wrote in it goes.
    rows: 'blanked',
    by: 'subject_id',
    columns: {
      mid: 'random-id', seq: 'store-own', chain: 'random-id', n: 'store-own', op: 'store-own', base: 'store-own', args: 'blanked',
      subject_id: 'blanked', staff_id: 'random-id', made_at: 'store-own', state: 'store-own', rejection: 'store-own', applied_v: 'store-own',
      acked: 'store-own', held_boot: 'store-own', held_until: 'store-own',
    },
  },
  drafts: {
    rows: 'deleted',
    by: 'subject_id',
    columns: {
      staff_id: 'goes', form: 'goes', target: 'goes', request_id: 'goes', subject_id: 'goes', base: 'goes', body: 'goes', saved_at: 'goes',
    },
  },
  attachments: {
    // The key goes with its row; the sweep then takes the file, which nobody can open any more.
    rows: 'deleted',
    by: 'subject_id',
    columns: { request_id: 'goes', sha256: 'goes', subject_id: 'goes', file: 'goes', key: 'goes', bytes: 'goes', received: 'goes', made_at: 'goes' },
  },
  saved_copies: { rows: 'deleted', by: 'subject_id', columns: { subject_id: 'goes', file_name: 'goes' } },
  package_files: {
    // The files themselves go before: those in reach are overwritten and removed (usecases/saved-copies.ts).
    rows: 'deleted',
    by: 'subject_id',
    columns: {
      file_id: 'goes', package_id: 'goes', subject_id: 'goes', request_id: 'goes', staff_id: 'goes', folder: 'goes', file_name: 'goes', bytes: 'goes', sha256: 'goes',
      written_at: 'goes', expires_at: 'goes', destroyed_at: 'goes', destroyed_by: 'goes',
    },
  },
  outbox_done: {
    rows: 'deleted',
    by: 'subject_id',
    columns: {
      seq: 'goes', mid: 'goes', chain: 'goes', n: 'goes', op: 'goes', base: 'goes', args: 'goes', subject_id: 'goes', staff_id: 'goes', made_at: 'goes',
      applied_v: 'goes', done_at: 'goes',
    },
  },
  meta: { rows: 'kept', because: 'the store’s own settings', columns: { key: 'store-own', value: 'store-own' } },
  scopes: {
    rows: 'kept',
    because: 'positions of the sync',
    columns: { id: 'store-own', kind: 'store-own', gen: 'store-own', after: 'store-own', rows: 'store-own', total: 'store-own', ready: 'store-own' },
  },
  undeclared: {
    rows: 'kept',
    because: 'names of fields and counts, never values',
    columns: { type: 'store-own', field: 'store-own', count: 'store-own', last_at: 'store-own', first_position: 'store-own', last_position: 'store-own', refetch: 'store-own' },
  },
  audit: {
    rows: 'kept',
    because: 'entries refer by a keyed hash whose salt goes, so the chain still verifies and names nobody',
    columns: { seq: 'store-own', entry: 'random-id', hash: 'store-own' },
  },
  audit_details: {
    rows: 'blanked',
    by: 'subject_id',
    columns: { seq: 'store-own', subject_id: 'blanked', salt: 'store-own', detail: 'blanked' },
  },
  subject_salts: { rows: 'deleted', by: 'subject_id', columns: { subject_id: 'goes', salt: 'goes' } },
  jobs: {
    rows: 'kept',
    because: 'kinds and random ids of work to finish',
    columns: { id: 'random-id', kind: 'store-own', state: 'random-id', created_at: 'store-own', done_at: 'store-own' },
  },
  erasures: {
    rows: 'kept',
    because: 'the suppression ledger and the proof; keyed hash of a random id',
    columns: {
      erasure_id: 'random-id', subject_hmac: 'random-id', counts: 'store-own', deleted_at: 'store-own', purged_at: 'store-own',
      generation: 'store-own', residue: 'store-own', receipt: 'random-id', receipt_acked: 'store-own',
    },
  },
}
