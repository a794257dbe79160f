// Held acts take effect by the same path as a push, under their own device and mid: with their person's next sign-in, or by the officer's word.
//
//   person signs in   acts of a device in service that carry the person's proof (the secret that checks it is here at this moment alone), not
//                     older than a push may be: as if the desk had sent them with this token
//   officer           any of them, a revoked device's and an old one too (the officer answers for it), or dropped
//
// A conflict is a refusal as ever; the act with its words stays in the list until the officer has dropped it.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { DeviceId, MutationId, StaffId } from '../../src-shared/base/ids'
import { isHalfOfTwo } from '../../src-shared/domain/act-about'
import type { RejectionCode, Role, SealedState } from '../../src-shared/domain/vocabulary'
import { PROOF_INFO, proofText } from '../../src-shared/formats/sealed-outbox'
import type { PushResult } from '../../src-shared/protocol/push'
import type { SealedSettleRequest } from '../../src-shared/protocol/sealed'
import { trainingOf } from '../devices/training'
import type { Person } from '../devices/tokens'
import { reject, isRemembered } from '../cases/rejection'
import type { OriginContext } from '../context'
import { caseScopesOf } from '../feed/state'
import { processPush } from '../push/process-push'
import { TENANT } from '../tenant'

interface HeldRow {
  readonly device_id: string
  readonly mid: string
  readonly chain: string
  readonly staff_id: string
  readonly body: object | null
}
/** Base64url, as it came with the sign-in. */
type SigninSecret = string
export interface Settled {
  readonly state: SealedState
  readonly code?: RejectionCode
}

/** Those of the person who has just signed in. What follows somebody else's held act in its chain waits for them, as it does on a desk. */
export async function applyHeldOf(context: OriginContext, person: Person, secret: SigninSecret): Promise<void> {
  const mine = await context.db.selectFrom('sealed_acts').select('mid').where('staff_id', '=', person.staffId).where('state', '=', 'held').where('code', 'is', null).limit(1).executeTakeFirst()
  if (!mine) return
  const rows = await context.db
    .selectFrom('sealed_acts as a')
    .innerJoin('devices as d', 'd.id', 'a.device_id')
    .select(['a.device_id', 'a.mid', 'a.chain', 'a.staff_id', 'a.body', 'a.code', 'a.proof'])
    .where('a.state', '=', 'held')
    .where('d.revoked_at', 'is', null)
    .orderBy('a.device_id')
    .orderBy('a.pos')
    .execute()
  const waiting = new Set<string>()
  for (const row of rows) {
    const place = `${row.device_id} ${row.chain}`
    if (row.staff_id !== person.staffId || row.code !== null || waiting.has(place)) waiting.add(place)
    else if (isProved(row, secret)) await applyOne(context, row, person, 'by-person')
    // Another passphrase since, or never theirs: the officer asks them.
    else await close(context, row, { state: 'held', code: 'needs_online_auth' }, person.staffId)
  }
}

/** Undefined: there is no such act, or it was settled before. */
export async function settleHeld(context: OriginContext, officer: Person, { deviceId, mid, choice }: SealedSettleRequest): Promise<Settled | undefined> {
  const row = await context.db.selectFrom('sealed_acts').select(['device_id', 'mid', 'chain', 'staff_id', 'body', 'state']).where('device_id', '=', deviceId).where('mid', '=', mid).executeTakeFirst()
  if (!row || row.state === 'applied' || row.state === 'dropped') return undefined
  if (choice === 'drop') return close(context, row, { state: 'dropped' }, officer.staffId)
  if (row.state !== 'held' || row.body === null) return undefined
  if (isHalfOfTwo('op' in row.body ? String(row.body.op) : '')) return { state: 'held', code: 'needs_second_person' }
  const staff = await context.db.selectFrom('staff').select(['role', 'training_due', 'training_grace']).where('id', '=', row.staff_id).executeTakeFirst()
  return staff ? applyOne(context, row, { role: staff.role as Role, training: trainingOf(staff) }, 'vouched', officer.staffId) : undefined
}

function isProved(row: HeldRow & { readonly proof: Buffer | null }, secret: SigninSecret): boolean {
  if (row.proof === null || row.body === null) return false
  const key = new Uint8Array(hkdfSync('sha256', Buffer.from(secret, 'base64url'), '', PROOF_INFO, 32))
  const wanted = createHmac('sha256', key).update(proofText({ tenant: TENANT, deviceId: row.device_id as DeviceId }, row.body), 'utf8').digest()
  return wanted.length === row.proof.length && timingSafeEqual(wanted, row.proof)
}

async function applyOne(context: OriginContext, row: HeldRow, { role, training }: Pick<Person, 'role' | 'training'>, authority: 'by-person' | 'vouched', settledBy: string = row.staff_id): Promise<Settled> {
  const caseScopes = await caseScopesOf(context.db, row.device_id)
  const pusher = { staffId: row.staff_id as StaffId, role, training, deviceId: row.device_id as DeviceId, caseScopes, isFresh: false, isVouched: authority === 'vouched' }
  const results = await processPush(context, pusher, [row.body])
  return close(context, row, settledOf(results?.[0]), settledBy)
}

function settledOf(result: PushResult | undefined): Settled {
  const stored = result?.t === 'duplicate' ? result.stored : result
  if (stored?.t === 'applied') return { state: 'applied' }
  const rejection = stored?.t === 'rejected' ? stored.rejection : reject('invalid')
  // What only asks for a person again is not over: it waits for the officer.
  return { state: isRemembered(rejection) ? 'refused' : 'held', code: rejection.code }
}

async function close(context: OriginContext, row: HeldRow, settled: Settled, settledBy: string): Promise<Settled> {
  const isOver = settled.state === 'applied' || settled.state === 'dropped' || settled.code === 'gone_erased'
  await context.db
    .updateTable('sealed_acts')
    .set({ state: settled.state, code: settled.code ?? null, settled_at: context.now(), settled_by: settledBy, ...(isOver ? { body: null, subject_id: null } : {}) })
    .where('device_id', '=', row.device_id)
    .where('mid', '=', row.mid as MutationId)
    .where('state', 'not in', ['applied', 'dropped'])
    .execute()
  return settled
}
