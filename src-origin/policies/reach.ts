// How far a version reaches among everybody whom the company holds: counted by the same rules as on a desk, a slice of people at a time, so
// that neither the memory nor the patience of whoever asks hangs on how many there are.
import { setImmediate as breathe } from 'node:timers/promises'
import type { Day } from '../../src-shared/base/clock'
import type { PolicyId, SubjectId } from '../../src-shared/base/ids'
import type { ConsentEvent } from '../../src-shared/domain/consent-events'
import { peopleBoundBy, versionsToAskFor } from '../../src-shared/domain/policy-precedence'
import type { PolicyRegister } from '../../src-shared/domain/policy-register'
import type { Product } from '../../src-shared/domain/vocabulary'
import type { ReachResponse } from '../../src-shared/protocol/reach'
import type { Db } from '../store/database'
import { consentEventOf } from './consent-event'

/** With some events each, a few megabytes and well under a second. */
const SLICE_PEOPLE = 5_000
/** After so many the process does something else: nobody else waits for a count. */
const BREATH_PEOPLE = 200
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

export interface ReachQuestion {
  readonly policyId: PolicyId
  readonly day: Day
  readonly register: PolicyRegister
  readonly after: SubjectId | undefined
}

export async function countReach(db: Db, { policyId, day, register, after }: ReachQuestion, slicePeople = SLICE_PEOPLE): Promise<ReachResponse> {
  const people = await loadSlice(db, after, slicePeople)
  const count = { people: people.length, bound: 0, ask: 0, explicit: 0 }
  for (let at = 0; at < people.length; at += BREATH_PEOPLE) {
    for (const person of people.slice(at, at + BREATH_PEOPLE)) {
      for (const _bound of peopleBoundBy(policyId, [person], day, register)) count.bound += 1
      const need = versionsToAskFor(person, day, register).find(({ version }) => version.id === policyId)?.need
      if (need !== undefined) count.ask += 1
      if (need === 'explicit-consent') count.explicit += 1
    }
    await breathe()
  }
  const last = people.length < slicePeople ? undefined : people.at(-1)?.id
  return { ...count, ...(last === undefined ? {} : { after: last }) }
}

interface Counted {
  readonly id: SubjectId
  readonly products: readonly Product[]
  readonly events: ConsentEvent[]
}

async function loadSlice(db: Db, after: SubjectId | undefined, slicePeople: number): Promise<readonly Counted[]> {
  const rows = await db.selectFrom('subjects').select(['id', 'products']).where('id', '>', after ?? BEFORE_ALL).orderBy('id').limit(slicePeople).execute()
  // The cast is safe: products are checked when a person comes in.
  const people = rows.map(({ id, products }): Counted => ({ id: id as SubjectId, products: products as readonly Product[], events: [] }))
  const [first, last] = [people[0], people.at(-1)]
  if (!first || !last) return []
  const byId = new Map(people.map((person) => [person.id as string, person]))
  const consents = await db.selectFrom('consents').selectAll().where('subject_id', '>=', first.id).where('subject_id', '<=', last.id).execute()
  for (const row of consents) byId.get(row.subject_id)?.events.push(consentEventOf(row))
  return people
}
