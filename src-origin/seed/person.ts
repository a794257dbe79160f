// One synthetic person in full, from the seed and the place in the population alone.
import { addDays, dayStart, toDay, type Day, type EpochMs } from '../../src-shared/base/clock'
import { createId, type IdentifierId, type SubjectId } from '../../src-shared/base/ids'
import { PRODUCTS, type AccountStatus, type IdentifierKind, type Product, type Proof } from '../../src-shared/domain/vocabulary'
import type { ConsentRecord, IdentifierRecord, SubjectRecord } from '../../src-shared/protocol/records'
import { accountNoFor, emailFor, mobileFor, OVERSEAS_REGIONS } from './contacts'
import { consentsFor, DAY_MS, demoConsents, withOddities } from './consents'
import { CAST, DEMO_MINOR, DEMO_PERSON, type CastMember } from './demo-cast'
import { nameFor, type PersonName } from './names'
import { createRng, type Rng } from './random'

export interface Person {
  readonly index: number
  readonly subject: SubjectRecord
  readonly consents: readonly ConsentRecord[]
}

const FIRST_DAY = '2018-01-05'
const CN_REGIONS = ['CN-LN', 'CN-BJ', 'CN-SH', 'CN-GD', 'CN-ZJ', 'CN-JS', 'CN-SD', 'CN-FJ', 'CN-SC', 'CN-HB', 'CN-TJ', 'CN-XJ'] as const

function productsFor(rng: Rng): Product[] {
  const products = PRODUCTS.filter((product) => rng.chance(product === 'trade-search' ? 0.85 : 0.3))
  return products.length === 0 ? ['trade-search'] : products
}

function statusFor(rng: Rng): AccountStatus {
  if (rng.chance(0.012)) return 'abnormal'
  return rng.chance(0.002) ? 'cancelled' : 'active'
}

/** Three in a hundred state a birthday; one in two hundred is a minor. */
function birthDayFor(today: Day, rng: Rng): Day | undefined {
  if (rng.chance(0.005)) return addDays(today, -rng.between(9 * 365, 17 * 365))
  return rng.chance(0.03) ? addDays(today, -rng.between(19 * 365, 70 * 365)) : undefined
}

interface IdentifierDraft {
  readonly kind: IdentifierKind
  readonly value: string
  readonly proof: Proof
}

/** Everybody registered with a mobile or an e-mail; many have both, the second often never proved. */
function draftIdentifiers(index: number, seed: string, name: PersonName, mobile: string, rng: Rng): IdentifierDraft[] {
  const email = emailFor(index, name.words, rng)
  const draw = rng.below(100)
  if (draw < 35) return [{ kind: 'mobile', value: mobile, proof: 'proved' }]
  if (draw < 50) return [{ kind: 'email', value: email, proof: 'proved' }]
  if (draw < 99 || index < CAST.length + 1) {
    return [
      { kind: 'mobile', value: mobile, proof: 'proved' },
      { kind: 'email', value: email, proof: rng.chance(0.5) ? 'proved' : 'unproved' },
    ]
  }
  // One in a hundred entered somebody else's mobile as a second contact and never proved it.
  const other = contactsOf(index - 1, seed)
  return [
    { kind: 'email', value: email, proof: 'proved' },
    { kind: 'mobile', value: other, proof: 'unproved' },
  ]
}

function regionWish(name: PersonName, rng: Rng): string {
  if (OVERSEAS_REGIONS.includes(name.region) && rng.chance(0.5)) return name.region
  return rng.chance(0.03) ? rng.pick(OVERSEAS_REGIONS) : 'CN'
}

function contactsOf(index: number, seed: string): string {
  const cast = CAST[index]
  if (cast !== undefined) return cast.mobile
  const rng = createRng(seed, 'contact', index)
  return mobileFor(index, rng, regionWish(nameFor(index, createRng(seed, 'name', index)), rng)).value
}

function identifiersFrom(drafts: readonly IdentifierDraft[], registeredAt: EpochMs, rng: Rng): IdentifierRecord[] {
  return drafts.map((draft, place) => {
    const addedAt = registeredAt + place * 60_000
    return { id: createId<IdentifierId>(addedAt, rng.fill), ...draft, addedAt }
  })
}

function castPerson(member: CastMember, seed: string, until: EpochMs): Person {
  const rng = createRng(seed, 'cast', member.index)
  const registeredAt = dayStart('2021-08-17') + (21 * 60 + 14) * 60_000 + member.index * DAY_MS
  const id = createId<SubjectId>(registeredAt, rng.fill)
  const products: Product[] = member === DEMO_PERSON ? ['trade-search', 'company-profile'] : ['trade-search']
  const drafts: readonly IdentifierDraft[] = [
    { kind: 'mobile', value: member.mobile, proof: 'proved' },
    { kind: 'email', value: member.email, proof: member === DEMO_PERSON ? 'unproved' : 'proved' },
  ]
  const subject: SubjectRecord = {
    id, accountNo: member.accountNo, name: member.name, status: 'active', region: 'CN-LN', registeredAt, products,
    identifiers: identifiersFrom(drafts, registeredAt, rng), synthetic: true,
    ...(member === DEMO_MINOR ? { birthDay: addDays(toDay(until), -13 * 365) } : {}),
  }
  const input = { subjectId: id, registeredAt, products, until }
  return { index: member.index, subject, consents: member === DEMO_PERSON ? demoConsents(input, rng) : consentsFor(input, rng) }
}

export function personAt(seed: string, today: Day, index: number): Person {
  const until = dayStart(today)
  const cast = CAST[index]
  if (cast !== undefined) return castPerson(cast, seed, until)
  const rng = createRng(seed, 'person', index)
  const name = nameFor(index, createRng(seed, 'name', index))
  const contactRng = createRng(seed, 'contact', index)
  const mobile = mobileFor(index, contactRng, regionWish(name, contactRng))
  // More people joined lately than in the first year: the square root pulls towards today.
  const first = dayStart(FIRST_DAY)
  const registeredAt = first + Math.floor(Math.sqrt(rng.next() / 0x1_0000_0000) * (until - first - 2 * DAY_MS))
  const id = createId<SubjectId>(registeredAt, rng.fill)
  const products = productsFor(rng)
  const birthDay = birthDayFor(today, rng)
  const subject: SubjectRecord = {
    id,
    accountNo: accountNoFor(index),
    name: name.text,
    status: statusFor(rng),
    region: mobile.region === 'CN' ? rng.pick(CN_REGIONS) : mobile.region,
    registeredAt,
    products,
    identifiers: identifiersFrom(draftIdentifiers(index, seed, name, mobile.value, contactRng), registeredAt, rng),
    synthetic: true,
    ...(birthDay === undefined ? {} : { birthDay }),
  }
  const input = { subjectId: id, registeredAt, products, until }
  return { index, subject, consents: withOddities(consentsFor(input, rng), input, createRng(seed, 'consent-oddity', index)) }
}
