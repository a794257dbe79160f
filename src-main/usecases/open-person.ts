// One person on one screen: account, identifiers, consents, what is held, requests; masked, and the look is on record.
import type { Day } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ConsentView, HoldingView, PersonHoldView, PersonView } from '../../src-shared/contract/person'
import { holdState, isHolding, isOnPerson } from '../../src-shared/domain/hold-register'
import { inventoryOf } from '../../src-shared/domain/inventory'
import { maskAccountNo, maskIdentifier, maskName, masksOf } from '../../src-shared/domain/masking'
import { isMinor } from '../../src-shared/domain/minors'
import type { PolicyEntry } from '../../src-shared/domain/policy-proposal'
import { LOG_CATEGORIES, type Category } from '../../src-shared/domain/vocabulary'
import type { ConsentRecord, HoldingRecord, SubjectRecord } from '../../src-shared/protocol/records'
import { readEntries } from '../sync/read-inventory'
import { getLogSet, type LogSet } from '../vault/repositories/log-rows'
import type { DirectoryPerson } from '../vault/repositories/people'
import { listRecordsOfSubject } from '../vault/repositories/records'
import { listRequestIdsOfSubject } from '../vault/repositories/request-index'
import { findPerson, rowIdentifierId, whyNotHere } from './find-person'
import { readFreshness } from './freshness'
import { readPolicies } from './read-policies'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'clock' | 'time' | 'today' | 'rules' | 'auditLook' | 'leased'>

export async function openPerson(deps: Deps, { subjectId }: ParsedRequestOf<'person.open'>): Promise<Result<PersonView, DeskError>> {
  const { reader } = deps.vault
  const found = await findPerson(reader, deps.leased, subjectId)
  if (!found) return err(await whyNotHere(reader, subjectId))
  const today = deps.today()
  const head = found.t === 'case' ? fullHead(found.subject, today, deps) : narrowHead(found.row, deps)
  const details = found.t === 'case' ? await readDetails(deps, found.subject) : { holdings: [], consents: [] }
  const requestIds = await listRequestIdsOfSubject(reader, subjectId)
  const reading = await readRequests(reader, requestIds, { rules: deps.rules.current(), today })
  await deps.auditLook({ type: 'person.open', subjectId })
  return ok({
    subjectId,
    ...head,
    ...(found.t === 'row' && found.leaseUntil !== undefined ? { scope: 'leased', leaseUntil: found.leaseUntil } : {}),
    ...details,
    holds: await holdViews(deps, subjectId, today),
    requests: requestIds.filter((id) => reading.overlaid.has(id)).map((id) => reading.rowOf(id)),
    freshness: await readFreshness(deps),
  })
}

type Head = Pick<PersonView, 'maskedName' | 'maskedAccountNo' | 'status' | 'registeredAt' | 'isMinor' | 'synthetic' | 'products' | 'identifiers' | 'scope'>

function fullHead(subject: SubjectRecord, today: Day, deps: Deps): Head {
  const masks = masksOf(deps.rules.current().masks)
  return {
    maskedName: maskName(subject.name, masks.name),
    maskedAccountNo: maskAccountNo(subject.accountNo, masks.account),
    status: subject.status,
    registeredAt: subject.registeredAt,
    isMinor: isMinor(subject.birthDay, today),
    synthetic: subject.synthetic,
    products: subject.products,
    identifiers: subject.identifiers.map(({ id, kind, value, proof }) => ({ id, kind, masked: maskIdentifier(kind, value, masks), proof })),
    scope: 'case',
  }
}

/** Of somebody without an open case only the narrow row is here; its identifiers have no ids, since nothing can be done with them. */
function narrowHead(person: DirectoryPerson, deps: Deps): Head {
  const masks = masksOf(deps.rules.current().masks)
  return {
    maskedName: maskName(person.name, masks.name),
    maskedAccountNo: maskAccountNo(person.accountNo, masks.account),
    status: person.status,
    registeredAt: person.registeredAt,
    isMinor: false,
    synthetic: false,
    products: [],
    identifiers: person.identifiers.map(({ kind, value, proof }, at) => ({ id: rowIdentifierId(person, at), kind, masked: maskIdentifier(kind, value, masks), proof })),
    scope: 'directory',
  }
}

async function readDetails(deps: Deps, subject: SubjectRecord): Promise<Pick<PersonView, 'holdings' | 'consents'>> {
  const { reader } = deps.vault
  const policies = await readPolicies(reader)
  const consents = (await listRecordsOfSubject(reader, 'consent', subject.id)).map((record) => record.body).sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  const holdings = (await listRecordsOfSubject(reader, 'holding', subject.id)).map((record) => record.body)
  return {
    holdings: await holdingViews(deps, subject.id, holdings),
    consents: consents.map((consent) => consentView(consent, policies)),
  }
}

function consentView(consent: ConsentRecord, policies: readonly PolicyEntry[]): ConsentView {
  const product = policies.find((policy) => policy.id === consent.policyId)?.product
  return {
    id: consent.id,
    kind: consent.kind,
    ...(consent.purpose === undefined ? {} : { purpose: consent.purpose }),
    ...(consent.product === undefined ? {} : { product: consent.product }),
    policy: { ...(product === undefined ? {} : { product }), version: consent.policyVersion },
    channel: consent.channel,
    at: consent.at,
    wordingHash: consent.wordingHash,
    ...(consent.evidence === undefined ? {} : { evidence: consent.evidence }),
  }
}

async function holdingViews({ vault }: Deps, subjectId: SubjectId, holdings: readonly HoldingRecord[]): Promise<readonly HoldingView[]> {
  const set = await getLogSet(vault.reader, subjectId)
  return holdings.map((holding) => ({
    category: holding.category,
    system: holding.system,
    rows: holding.rows,
    ...(holding.fromAt === undefined ? {} : { fromAt: holding.fromAt }),
    ...(holding.toAt === undefined ? {} : { toAt: holding.toAt }),
    retention: inventoryOf(holding.category).retention,
    here: whatIsHere(holding.category, set),
  }))
}

/** With what waits here: a hold counts from its placing. */
async function holdViews({ vault, rules }: Deps, subjectId: SubjectId, today: Day): Promise<readonly PersonHoldView[]> {
  const entries = (await readEntries(vault.reader, 'hold', rules.current())).map(({ entry }) => entry)
  return entries
    .filter((hold) => isHolding(hold, today) && isOnPerson(hold, subjectId))
    .map((hold) => ({
      id: hold.id,
      matter: hold.matter,
      reach: hold.reach,
      ...(hold.categories === undefined ? {} : { categories: hold.categories }),
      ...(hold.fields === undefined ? {} : { fields: hold.fields }),
      review: { on: hold.reviewOn, overdue: hold.reviewOn < today },
      state: holdState(hold),
    }))
    .sort((a, b) => a.review.on.localeCompare(b.review.on) || (a.id < b.id ? -1 : 1))
}

/** Service logs are fetched in the background once a case is open; everything else came with the person. */
function whatIsHere(category: Category, set: LogSet | undefined): HoldingView['here'] {
  if (!(LOG_CATEGORIES as readonly Category[]).includes(category)) return 'all'
  if (!set) return 'none'
  return set.complete ? 'all' : 'part'
}
