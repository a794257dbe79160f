// Puts exceptions, recipients, transfers and a hold into a seeded origin: those that had happened before its day.
import { dayStart, type Day } from '../../src-shared/base/clock'
import type { Tx } from '../store/database'
import { DEMO_CONFLICT_PERSON, DEMO_PERSON } from './demo-cast'
import { SEED_EXCEPTIONS, SEED_HOLD, SEED_PROVIDED, SEED_RECIPIENTS, SEED_TRANSFERS } from './inventory-cast'

export async function insertInventory(tx: Tx, { today }: { readonly today: Day }): Promise<void> {
  const until = dayStart(today)
  await insertEntries(tx, 'exceptions', SEED_EXCEPTIONS.filter((one) => one.decidedAt < until))
  await insertEntries(tx, 'recipients', SEED_RECIPIENTS.filter((one) => one.proposedAt < until))
  await insertEntries(tx, 'transfers', SEED_TRANSFERS.filter((one) => one.recordedAt < until))
  if (SEED_PROVIDED.recordedAt < until) await insertProvided(tx)
  if (SEED_HOLD.placedAt < until) await insertHold(tx)
}

async function insertEntries(tx: Tx, table: 'exceptions' | 'recipients' | 'transfers', entries: readonly { readonly id: string }[]): Promise<void> {
  if (entries.length > 0) await tx.insertInto(table).values(entries.map((entry) => ({ id: entry.id, body: JSON.stringify(entry) }))).execute()
}

async function insertProvided(tx: Tx): Promise<void> {
  const consent = await tx
    .selectFrom('consents as c')
    .innerJoin('subjects as s', 's.id', 'c.subject_id')
    .select(['c.id', 'c.subject_id'])
    .where('s.account_no', '=', DEMO_PERSON.accountNo)
    .where('c.kind', '=', 'separate-consent')
    .where('c.purpose', '=', SEED_PROVIDED.purpose)
    .where('c.at', '<=', SEED_PROVIDED.at)
    .orderBy('c.at', 'desc')
    .executeTakeFirst()
  if (!consent) return
  await insertEntries(tx, 'transfers', [SEED_PROVIDED])
  await tx.insertInto('transfer_people').values({ transfer_id: SEED_PROVIDED.id, subject_id: consent.subject_id, consent_id: consent.id }).execute()
}

async function insertHold(tx: Tx): Promise<void> {
  const person = await tx.selectFrom('subjects').select('id').where('account_no', '=', DEMO_CONFLICT_PERSON.accountNo).executeTakeFirst()
  if (person) await tx.insertInto('holds').values({ id: SEED_HOLD.id, body: JSON.stringify({ ...SEED_HOLD, subjectId: person.id }) }).execute()
}
