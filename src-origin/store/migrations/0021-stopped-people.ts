// People whose processing is stopped while their approved erasure waits out its cooling-off.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table stopped_people (
      -- With the person it goes.
      subject_id uuid primary key references subjects (id) on delete cascade,
      since bigint not null,
      -- What the account was before, for the case that the erasure does not come.
      former_status text not null,
      -- The person's version once stopped: any later one is a change that nobody approved.
      subject_v bigint not null
    );
    create index erasures_cooling on erasures (id) where state = 'cooling-off';
  `.execute(db)
}
