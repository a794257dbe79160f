// How far each device's audit record had come when it last said so (one a day is kept), and where one turned out to be another than before.
import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_heads (
      device_id uuid not null references devices (id) on delete cascade,
      size bigint not null,
      head_hash text not null,
      at bigint not null,
      primary key (device_id, size)
    );
    create table audit_breaks (
      device_id uuid not null references devices (id) on delete cascade,
      size bigint not null,
      known_hash text not null,
      shown_hash text not null,
      found_at bigint not null,
      primary key (device_id, size)
    );
  `.execute(db)
}
