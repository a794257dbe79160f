// Writes the people of a batch: new ones, changed ones, their counts, and what the feed must hear, one statement each.
import { sql } from 'kysely'
import { countPeopleOn, recountRegistration } from './count-holdings'
import type { KnownPerson } from './people'
import type { Batch } from './row-kind'
import { tellChanges } from './told-changes'

export interface DraftPerson {
  readonly person: KnownPerson
  /** key: the company's id alone was learnt, which no desk ever sees; directory: what everybody may find the person by changed too. */
  readonly change: 'none' | 'key' | 'record' | 'directory' | 'new'
}

export async function writePeople(batch: Batch, drafts: readonly DraftPerson[]): Promise<void> {
  const { tx } = batch
  const of = (...changes: readonly DraftPerson['change'][]): readonly KnownPerson[] => drafts.filter(({ change }) => changes.includes(change)).map(({ person }) => person)
  const created = of('new')
  const changed = of('record', 'directory')
  await insertPeople(batch, created)
  await updatePeople(batch, [...changed, ...of('key')])
  const ids = [...created, ...changed].map(({ id }) => id)
  const holdings = ids.length === 0 ? [] : await recountRegistration(tx, ids)
  const counted = changed.length === 0 ? [] : await countPeopleOn(tx, changed.map(({ id }) => id))
  const people = [...created.map(({ id }) => ({ id, v: 1 })), ...counted]
  await tellChanges(batch, { people, inDirectory: new Set(of('new', 'directory').map(({ id }) => id)), holdings })
}

const COLUMNS = sql`id uuid, account_no text, external_id text, name text, status text, birth_day date, region text, registered_at bigint, products jsonb`

async function insertPeople({ tx }: Batch, people: readonly KnownPerson[]): Promise<void> {
  if (people.length === 0) return
  await sql`
    insert into subjects (id, account_no, external_id, name, status, birth_day, region, registered_at, products, synthetic)
    select id, account_no, external_id, name, status, birth_day, region, registered_at, products, false
    from json_to_recordset(${JSON.stringify(people)}::json) as r (${COLUMNS})`.execute(tx)
}

async function updatePeople({ tx }: Batch, people: readonly KnownPerson[]): Promise<void> {
  if (people.length === 0) return
  await sql`
    update subjects s set account_no = r.account_no, external_id = r.external_id, name = r.name, status = r.status, birth_day = r.birth_day,
      region = r.region, registered_at = r.registered_at, products = r.products
    from json_to_recordset(${JSON.stringify(people)}::json) as r (${COLUMNS}) where s.id = r.id`.execute(tx)
}
