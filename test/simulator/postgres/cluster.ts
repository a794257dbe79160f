// One real PostgreSQL for many histories: a template database with the origin's structure, and a copy of it for each.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { openOriginKeys, type OriginKeys } from '../../../src-origin/devices/origin-keys'
import { POLICIES } from '../../../src-origin/seed/policies'
import { createRng } from '../../../src-origin/seed/random'
import { addCaseScope } from '../../../src-origin/service/partitions'
import { openDatabase, type Db } from '../../../src-origin/store/database'
import { startEmbeddedServer } from '../../../src-origin/store/embedded-server'
import { migrateOrigin } from '../../../src-origin/store/migrate'
import { BEGIN } from '../model/identity'
import { CASE_SCOPES } from '../sim-origin'
import { OFFICE, POLICY_ID, TRAINED_UNTIL } from './office'

export interface SimCluster {
  readonly keys: OriginKeys
  /** A folder of its own for one history: the ledger of erasures. */
  readonly folder: (name: string) => Promise<string>
  url(database: string): string
  /** Makes `to` a copy of `from`, which nobody is connected to; what `to` was is gone. */
  copy(from: string, to: string): Promise<void>
  drop(...databases: readonly string[]): Promise<void>
  stop(): Promise<void>
}

export const TEMPLATE = 'sim_template'

export async function startCluster(): Promise<SimCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'privacy-desk-sim-pg-'))
  await chmod(dir, 0o711)
  const server = await startEmbeddedServer({ dataDir: join(dir, 'database'), fsync: 'off' })
  const admin = new pg.Client({ connectionString: server.url('postgres') })
  await admin.connect()
  const drop = async (...databases: readonly string[]): Promise<void> => {
    for (const database of databases) await admin.query(`drop database if exists ${database} with (force)`)
  }
  await admin.query(`create database ${TEMPLATE}`)
  await fillTemplate(server.url(TEMPLATE))
  return {
    keys: await openOriginKeys({ dataDir: dir, random: createRng('cluster', 'keys', 0).fill }),
    folder: (name) => mkdtemp(join(dir, `${name}-`)),
    url: (database) => server.url(database),
    copy: async (from, to) => {
      await drop(to)
      await admin.query(`create database ${to} template ${from}`)
    },
    drop,
    stop: async () => {
      await admin.end()
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function fillTemplate(url: string): Promise<void> {
  const database = openDatabase({ url }, () => undefined)
  const { db } = database
  await migrateOrigin(db)
  for (const scope of CASE_SCOPES) await addCaseScope(db, { scope, part: 'case' })
  const [policy] = POLICIES
  await db.insertInto('policies').values({ id: POLICY_ID, body: JSON.stringify({ ...policy, id: POLICY_ID }) }).execute()
  const secret = { secret_salt: Buffer.alloc(16), secret_hash: Buffer.alloc(32) }
  for (const { staffId, role } of [OFFICE.agent, OFFICE.reviewer]) await db.insertInto('staff').values({ id: staffId, login: role, name: role, role, active: true, training_due: TRAINED_UNTIL, ...secret }).execute()
  // The office's own machine holds no copy of anything: nobody waits for it.
  await db
    .insertInto('devices')
    .values({ id: OFFICE.deviceId, name: 'office', public_key: Buffer.alloc(32), certificate: '{}', enrolled_at: BEGIN, revoked_at: BEGIN, last_seen_at: null, declared_by: null })
    .execute()
  await watchEffects(db)
  await database.close()
}

/** Writes down, in the same transaction, which version of a request an act found, and which act it was: what an oracle compares. */
async function watchEffects(db: Db): Promise<void> {
  await sql`
    create table sim_effects (n bigserial, tx xid8 not null default pg_current_xact_id(), request_id uuid not null, from_v bigint not null);
    create table sim_results (n bigserial, tx xid8 not null default pg_current_xact_id(), device_id uuid not null, mid uuid not null, chain text not null);
    create function sim_effect() returns trigger language plpgsql as $$ begin
      insert into sim_effects (request_id, from_v) values (new.id, case when tg_op = 'INSERT' then 0 else old.v end); return null; end $$;
    create trigger sim_effect_new after insert on requests for each row execute function sim_effect();
    create trigger sim_effect_change after update of v on requests for each row execute function sim_effect();
    create function sim_result() returns trigger language plpgsql as $$ begin
      insert into sim_results (device_id, mid, chain) values (new.device_id, new.mid, new.chain); return null; end $$;
    create trigger sim_result after update on push_results for each row when (new.result ->> 't' = 'applied' and old.result ->> 't' is null) execute function sim_result();
  `.execute(db)
}
