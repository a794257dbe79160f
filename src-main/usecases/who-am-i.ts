// Says who somebody at this desk is now: the origin's record of a person prevails over what stood there at enrolment or sign-in, and what they may do
// hangs on their training, which ends by itself on its day, offline too.
import type { Day } from '../../src-shared/base/clock'
import type { Me } from '../../src-shared/contract/session'
import type { Topic } from '../../src-shared/contract/topics'
import { permissionsOf } from '../../src-shared/domain/staff'
import { countsAsTrained, trainingStanding, type Training } from '../../src-shared/domain/training'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

export type KnownPerson = Pick<Me, 'staffId' | 'login' | 'name' | 'role'>
interface PersonFacts extends KnownPerson {
  readonly training: Training | undefined
  readonly officers: readonly string[]
}

/** Nobody where the origin says that they are no longer there; a role that was taken away is gone here too. */
export async function whoAmI(reader: Reader, known: KnownPerson, today: Day): Promise<Me | undefined> {
  const facts = await readPerson(reader, known)
  return facts && meOf(facts, today)
}

async function readPerson(reader: Reader, known: KnownPerson): Promise<PersonFacts | undefined> {
  const staff = (await listRecords(reader, 'staff')).map(({ body }) => body)
  const record = staff.find(({ id }) => id === known.staffId)
  if (record && !record.active) return undefined
  const { login, name, role } = record ?? known
  const officers = staff.filter((one) => one.active && one.role === 'officer' && one.id !== known.staffId).map((one) => one.name)
  return { staffId: known.staffId, login, name, role, training: record?.training, officers }
}

function meOf({ training, officers, ...person }: PersonFacts, today: Day): Me {
  const standing = trainingStanding(training, today)
  return { ...person, permissions: permissionsOf(person.role, countsAsTrained(standing) ? 'counts' : 'over'), training: { ...standing, officers } }
}

export interface MeKeeper {
  /** As of this moment. */
  readonly now: () => Me
  /** Reads the origin's record again; undefined: they are no longer there. */
  readonly look: () => Promise<Me | undefined>
}
export interface MeKeeperDeps {
  /** The store, which is another file after a purge: read through the vault at every look. */
  readonly vault: { readonly reader: Reader }
  readonly today: () => Day
  readonly publish: (topic: Topic) => void
}

/** What shows acts, and so is another once a permission came or went. */
const TOPICS_OF_ACTS: readonly Topic[] = ['session', 'request', 'subject', 'erasure', 'inventory', 'policy', 'note', 'job', 'leased', 'fleet', 'staff', 'retention']

export async function keepMe(known: KnownPerson, { vault, today, publish }: MeKeeperDeps): Promise<MeKeeper> {
  let facts: PersonFacts = (await readPerson(vault.reader, known)) ?? { ...known, training: undefined, officers: [] }
  const now = (): Me => meOf(facts, today())
  const told = (me: Me): string => JSON.stringify(me.training)
  let last = told(now())
  return {
    now,
    look: async () => {
      const read = await readPerson(vault.reader, known)
      if (!read) return undefined
      facts = read
      const me = now()
      if (told(me) !== last) for (const topic of TOPICS_OF_ACTS) publish(topic)
      last = told(me)
      return me
    },
  }
}
