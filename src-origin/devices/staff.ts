// The staff as the officer sees them, and what the officer does with one of them: somebody new, a record of training, another role, somebody who has left or
// came back.
import { sql } from 'kysely'
import type { StaffId } from '../../src-shared/base/ids'
import type { TrainingFacts } from '../../src-shared/domain/training'
import type { Role } from '../../src-shared/domain/vocabulary'
import { staffStateSchema, type StaffAddRequest, type StaffState } from '../../src-shared/protocol/staff'
import type { OriginContext } from '../context'
import type { Tx } from '../store/database'
import { endPassphraseCode } from './passphrase-codes'
import { endService, noteFleetAct } from './revoke'
import { SECRET_BYTES, SECRET_SALT_BYTES } from './staff-secret'
import { insertTraining, settleTraining, tellStaff, type StaffActor } from './training'

/** `only`: one of them. */
export async function listStaff({ db, now }: Pick<OriginContext, 'db' | 'now'>, only: string | 'all' = 'all'): Promise<readonly StaffState[]> {
  const { rows } = await sql<object>`
    select s.id, s.login, s.name, s.role, s.active, jsonb_strip_nulls(jsonb_build_object('dueOn', s.training_due, 'graceUntil', s.training_grace)) as training,
      jsonb_strip_nulls(jsonb_build_object('isSet', s.has_passphrase, 'codeUntil', (select expires_at from passphrase_codes where staff_id = s.id and used_by is null and expires_at > ${now()}))) as passphrase,
      coalesce((select jsonb_agg(r.body order by r.passed_on desc, r.entered_at desc, r.id desc) from (
        select t.passed_on, t.entered_at, t.id, jsonb_strip_nulls(jsonb_build_object('course', t.course, 'version', t.version, 'passedOn', t.passed_on, 'dueOn', t.due_on,
          'enteredAt', t.entered_at, 'enteredBy', w.name)) as body
        from training_records t left join staff w on w.id = t.entered_by where t.staff_id = s.id order by t.passed_on desc, t.entered_at desc, t.id desc limit 200) r), '[]') as records,
      coalesce((select jsonb_agg(d.body) from (select jsonb_build_object('id', id, 'name', name) as body from devices where last_staff_id = s.id and revoked_at is null order by name, id limit 200) d), '[]') as devices
    from staff s where ${only} in ('all', s.id::text) order by s.active desc, s.name, s.id`.execute(db)
  return rows.map((row) => staffStateSchema.parse(row))
}

export type StaffAnswer = 'done' | 'unknown' | 'taken'

/** Without a passphrase and without training: they sign in once they have set one with a code, and look at the queue until their training is entered. */
export function addStaff(context: OriginContext, { staffId, login, name, role }: StaffAddRequest, by: StaffActor): Promise<StaffAnswer> {
  return context.db.transaction().execute(async (tx) => {
    // Nobody knows what this is the hash of.
    const secret = { secret_salt: Buffer.from(context.random(new Uint8Array(SECRET_SALT_BYTES))), secret_hash: Buffer.from(context.random(new Uint8Array(SECRET_BYTES))) }
    const added = await tx.insertInto('staff').values({ id: staffId, login, name, role, active: true, has_passphrase: false, ...secret }).onConflict((one) => one.doNothing()).returning('v').executeTakeFirst()
    if (added) await noteAndTell(tx, context, { staffId, v: added.v, act: 'add', role }, by)
    // The same once more: its answer was lost.
    const isThere = added ?? (await tx.selectFrom('staff').select('id').where('id', '=', staffId).where('login', '=', login).executeTakeFirst())
    return isThere ? 'done' : 'taken'
  })
}

export function enterTraining(context: OriginContext, staffId: StaffId, facts: TrainingFacts, by: StaffActor): Promise<StaffAnswer> {
  return onStaff(context, staffId, async (tx) => {
    await insertTraining(tx, context, staffId, facts, by)
    const v = await settleTraining(tx, staffId)
    if (v !== undefined) await tellStaff(tx, staffId, v)
  })
}

/** What they hold at once by another token is judged by the new role with their next request. */
export function changeRole(context: OriginContext, staffId: StaffId, role: Role, by: StaffActor): Promise<StaffAnswer> {
  return onStaff(context, staffId, async (tx) => {
    const changed = await tx.updateTable('staff').set((eb) => ({ role, v: eb('v', '+', 1) })).where('id', '=', staffId).where('role', '!=', role).returning('v').executeTakeFirst()
    if (changed) await noteAndTell(tx, context, { staffId, v: changed.v, act: 'role', role }, by)
  })
}

/** They sign in nowhere any more, and their desk locks when it hears of it; the devices named go out of service. */
export function leaveCompany(context: OriginContext, staffId: StaffId, devices: readonly string[], by: StaffActor): Promise<StaffAnswer> {
  return onStaff(context, staffId, async (tx) => {
    const changed = await setActive(tx, staffId, false)
    await tx.deleteFrom('tokens').where('staff_id', '=', staffId).execute()
    await endPassphraseCode(tx, staffId)
    if (changed !== undefined) await noteAndTell(tx, context, { staffId, v: changed, act: 'leave', role: null }, by)
    // Theirs alone: no request takes a colleague's workstation away in passing.
    const theirs = devices.length === 0 ? [] : await tx.selectFrom('devices').select('id').where('id', 'in', [...devices]).where('last_staff_id', '=', staffId).orderBy('id').forUpdate().execute()
    for (const { id } of theirs) {
      if (await endService(tx, context, id)) await noteFleetAct(tx, { at: context.now(), device_id: id, act: 'revoke', salvage: null }, by)
    }
  })
}

export function returnToCompany(context: OriginContext, staffId: StaffId, by: StaffActor): Promise<StaffAnswer> {
  return onStaff(context, staffId, async (tx) => {
    const changed = await setActive(tx, staffId, true)
    if (changed !== undefined) await noteAndTell(tx, context, { staffId, v: changed, act: 'return', role: null }, by)
  })
}

async function setActive(tx: Tx, staffId: StaffId, active: boolean): Promise<number | undefined> {
  return (await tx.updateTable('staff').set((eb) => ({ active, v: eb('v', '+', 1) })).where('id', '=', staffId).where('active', '!=', active).returning('v').executeTakeFirst())?.v
}

/** Locked: two acts on one person take effect one after the other. */
async function onStaff(context: OriginContext, staffId: StaffId, act: (tx: Tx) => Promise<void>): Promise<StaffAnswer> {
  return context.db.transaction().execute(async (tx) => {
    if (!(await tx.selectFrom('staff').select('id').where('id', '=', staffId).forUpdate().executeTakeFirst())) return 'unknown'
    await act(tx)
    return 'done'
  })
}

interface Noted {
  readonly staffId: StaffId
  readonly v: number
  readonly act: 'add' | 'role' | 'leave' | 'return'
  readonly role: Role | null
}

async function noteAndTell(tx: Tx, context: OriginContext, { staffId, v, act, role }: Noted, by: StaffActor): Promise<void> {
  await tx.insertInto('staff_acts').values({ at: context.now(), staff_id: staffId, act, role, by_staff_id: by.staffId, at_device_id: by.atDeviceId }).execute()
  await tellStaff(tx, staffId, v)
}
