// One-time codes: the origin sends one to an identifier of a request and compares what is read back. What it confirms nobody at a desk had to
// vouch for.
//
//   send: checks, makes a code, forgets the one before → leaves by the sender, outside the transaction → sent | not-sent
//   confirm: right → the identifier is checked · wrong three times → the code is void and the attempt counts as failed (domain/identity.ts)
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { createId, type IdentifierId } from '../../src-shared/base/ids'
import { confirmByCode, failByCode, isMethodOpen } from '../../src-shared/domain/identity'
import { assert } from '../../src-shared/base/assert'
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'
import { CODE_DIGITS, type CodeRequest, type CodeResponse, type ConfirmRequest, type ConfirmResponse } from '../../src-shared/protocol/identity'
import { accessProblem, lockRequest, saveRequest, type Pusher } from '../cases/locked-request'
import type { OriginContext } from '../context'
import type { Db, Tx } from '../store/database'
import { within } from '../within'
import type { CodeSenders } from './code-sender'

export const CODE_LIFE_MS = 10 * 60_000
const GAP_MS = 60_000
/** To one identifier in a day: a person is not to be pestered by whoever keys in requests in their name. */
const MOST_A_DAY = 5
const DAY_MS = 86_400_000
const MOST_WRONG = 3
const SEND_WAIT_MS = 20_000
/** How long a line about a code is kept: to explain who was sent what, when somebody complains. */
const KEPT_MS = 30 * DAY_MS

type CodeId = IdentifierId
interface Made {
  readonly id: string
  readonly code: string
  readonly kind: IdentifierKind
  readonly value: string
  readonly caseNo: string
  readonly expiresAt: number
}

export async function sendCode(context: OriginContext, senders: CodeSenders, pusher: Pusher, asked: CodeRequest, onFailed: (error: unknown) => void): Promise<CodeResponse | 'not-found'> {
  const made = await context.db.transaction().execute((tx) => makeCode(tx, context, senders, pusher, asked))
  if (made === 'not-found' || 't' in made) return made
  const sent = await deliver(senders, made, onFailed)
  await context.db.updateTable('identity_codes').set({ state: sent ? 'sent' : 'not-sent' }).where('id', '=', made.id).where('state', '=', 'sending').execute()
  return sent ? { t: 'sent', expiresAt: made.expiresAt } : { t: 'not-sent' }
}

async function makeCode(tx: Tx, context: OriginContext, senders: CodeSenders, pusher: Pusher, { requestId, identifierId }: CodeRequest): Promise<Made | CodeResponse | 'not-found'> {
  const locked = await lockRequest(tx, requestId)
  if ((await accessProblem(tx, context, pusher, locked)) || !locked) return 'not-found'
  const { record } = locked
  const identifier = await tx.selectFrom('identifiers').select(['kind', 'value']).where('id', '=', identifierId).where('subject_id', '=', record.subjectId).executeTakeFirst()
  if (!identifier) return 'not-found'
  if (!isMethodOpen(record, { identifierId, method: 'one-time-code' }, context.rules.inForce)) return { t: 'not-now' }
  // The column's check allows these kinds alone.
  const kind = identifier.kind as IdentifierKind
  if (!senders[kind]) return { t: 'no-sender' }
  const waitS = await secondsToWait(tx, identifierId, context.now())
  if (waitS > 0) return { t: 'too-soon', retryAfterS: waitS }
  await tx.updateTable('identity_codes').set({ state: 'replaced' }).where('request_id', '=', requestId).where('identifier_id', '=', identifierId).where('state', 'in', ['sending', 'sent']).execute()
  const now = context.now()
  const id = createId<CodeId>(now, context.random)
  const code = randomCode(context.random)
  const expiresAt = now + CODE_LIFE_MS
  await tx
    .insertInto('identity_codes')
    .values({ id, request_id: requestId, subject_id: record.subjectId, identifier_id: identifierId, staff_id: pusher.staffId, code_mac: macOf(context, id, code), state: 'sending', made_at: now, expires_at: expiresAt })
    .execute()
  return { id, code, kind, value: identifier.value, caseNo: record.caseNo, expiresAt }
}

/** Whatever request asks: the identifier belongs to one person, who gets the messages. */
async function secondsToWait(tx: Tx, identifierId: string, now: number): Promise<number> {
  const rows = await tx.selectFrom('identity_codes').select('made_at').where('identifier_id', '=', identifierId).where('made_at', '>', now - DAY_MS).orderBy('made_at', 'desc').limit(MOST_A_DAY).execute()
  const [newest] = rows
  const oldest = rows[MOST_A_DAY - 1]
  const freeAt = Math.max(newest ? newest.made_at + GAP_MS : 0, oldest ? oldest.made_at + DAY_MS : 0)
  return Math.max(0, Math.ceil((freeAt - now) / 1_000))
}

async function deliver(senders: CodeSenders, { kind, value, code, caseNo }: Made, onFailed: (error: unknown) => void): Promise<boolean> {
  const late = (): Error => new Error('the sender did not answer')
  try {
    await within(SEND_WAIT_MS, late, (signal) => senders[kind]?.send({ to: value, code, caseNo, minutes: CODE_LIFE_MS / 60_000 }, signal))
    return true
  } catch (error) {
    onFailed(error)
    return false
  }
}

export function confirmCode(context: OriginContext, pusher: Pusher, asked: ConfirmRequest): Promise<ConfirmResponse | 'not-found'> {
  return context.db.transaction().execute(async (tx) => {
    const { requestId, identifierId, code } = asked
    const locked = await lockRequest(tx, requestId)
    if ((await accessProblem(tx, context, pusher, locked)) || !locked) return 'not-found'
    // The same for both questions below: another may come into force meanwhile.
    const rules = context.rules.inForce
    if (!isMethodOpen(locked.record, { identifierId, method: 'one-time-code' }, rules)) return { t: 'not-now' }
    const now = context.now()
    const row = await tx
      .selectFrom('identity_codes').select(['id', 'code_mac', 'wrong']).where('request_id', '=', requestId).where('identifier_id', '=', identifierId)
      .where('state', '=', 'sent').where('expires_at', '>', now).orderBy('made_at', 'desc').limit(1).forUpdate().executeTakeFirst()
    if (!row) return { t: 'over' }
    const by = { staffId: pusher.staffId, at: now }
    if (timingSafeEqual(row.code_mac, macOf(context, row.id, code))) {
      await setState(tx, row.id, 'confirmed')
      return { t: 'confirmed', v: await save(tx, confirmByCode(locked.record, { identifierId, evidence: row.id, rules }, by)) }
    }
    const wrong = row.wrong + 1
    await tx.updateTable('identity_codes').set({ wrong }).where('id', '=', row.id).execute()
    if (wrong < MOST_WRONG) return { t: 'wrong', left: MOST_WRONG - wrong }
    await setState(tx, row.id, 'failed')
    await save(tx, failByCode(locked.record, { identifierId, evidence: row.id }, by))
    return { t: 'wrong', left: 0 }
  })
}

async function save(tx: Tx, step: ReturnType<typeof confirmByCode>): Promise<number> {
  assert(step.ok, 'a request that is being checked takes the result of a check')
  return saveRequest(tx, step.value)
}

async function setState(tx: Tx, id: string, state: 'confirmed' | 'failed'): Promise<void> {
  await tx.updateTable('identity_codes').set({ state }).where('id', '=', id).execute()
}

/** Every code is as likely as every other: what lies above the last whole million of 32 bits is drawn again. */
function randomCode(random: OriginContext['random']): string {
  const codes = 10 ** CODE_DIGITS
  const limit = Math.floor(2 ** 32 / codes) * codes
  for (;;) {
    const drawn = Buffer.from(random(new Uint8Array(4))).readUInt32BE()
    if (drawn < limit) return String(drawn % codes).padStart(CODE_DIGITS, '0')
  }
}

/** Keyed: a million codes are tried in a moment by whoever reads the table alone. */
function macOf({ keys }: OriginContext, id: string, code: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', keys.erasedIds, '', 'privacy-desk/identity-code', 32))
  return createHmac('sha256', key).update(`${id}\n${code}`).digest()
}

export async function forgetIdentityCodes(db: Db, now: number): Promise<void> {
  await db.deleteFrom('identity_codes').where('expires_at', '<=', now - KEPT_MS).execute()
}
