// A second person at this workstation, and the end of it: the colleague proves themselves to the origin, whoever is signed in types their own passphrase, and only then
// the store's key is sealed to a slot of the colleague's.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { SlotView } from '../../src-shared/contract/session'
import type { PersonHere } from '../../src-shared/contract/workstation'
import type { StaffRecord } from '../../src-shared/protocol/records'
import type { StaffId } from '../../src-shared/base/ids'
import { MOST_SLOTS } from '../keys/key-file'
import { deleteDraftsOfStaff } from '../vault/repositories/drafts'
import { setMeta } from '../vault/repositories/meta'
import { countWaitingOf } from '../vault/repositories/outbox'
import { listRecords } from '../vault/repositories/records'
import { deleteSnoozesOfStaff } from '../vault/repositories/snoozes'
import type { Tx } from '../vault/transaction'
import { askAsPerson } from './ask-as-person'
import { passphraseCodeAnswer } from './passphrase-code'
import { proveAtOrigin } from './prove-at-origin'
import { signInFresh } from './sign-in-fresh'
import type { UnlockedDesk } from './unlocked-desk'
import { refuseWeakPassphrase } from './weak-passphrase'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'audit' | 'publish' | 'signIn' | 'enrolment' | 'kdf' | 'askOrigin' | 'people'>

export async function listPeopleHere({ vault, me, people }: Pick<Deps, 'vault' | 'me' | 'people'>): Promise<Result<readonly PersonHere[], DeskError>> {
  const waiting = await countWaitingOf(vault.reader)
  return ok(people.list().map(({ staffId, name, role }) => ({ staffId, name, role, isMe: staffId === me.staffId, waiting: waiting.get(staffId) ?? 0 })))
}

export async function letIn(deps: Deps, request: ParsedRequestOf<'workstation.letIn'>): Promise<Result<SlotView, DeskError>> {
  const { people, me } = deps
  const known = people.list()
  const isKnown = known.some(({ login }) => login === request.login)
  // A slot that stands is replaced by its own person alone, with a code for a new passphrase: the former one opens nothing then.
  if (request.login === me.login || (isKnown && request.passphraseCode === undefined)) return err({ kind: 'person-already-here' })
  if (!isKnown && known.length >= MOST_SLOTS) return err({ kind: 'workstation-full', params: { people: MOST_SLOTS } })
  const weak = request.passphraseCode === undefined ? undefined : refuseWeakPassphrase({ chosen: request.theirPassphrase })
  if (weak) return weak
  const fresh = await signInFresh(deps, request.passphrase)
  if (!fresh.ok) return fresh
  const proved = await proveColleague(deps, request)
  if (!proved.ok) return proved
  const { id: staffId, login, name, role } = proved.value
  // Before the slot stands: nobody can open the store without a line that says so.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'workstation.let-in', objectId: staffId, detail: { anew: isKnown } }))
  await people.put({ staffId, login, name, role }, request.theirPassphrase)
  deps.publish('session')
  return ok({ staffId, name, role })
}

function proveColleague(deps: Deps, { login, theirPassphrase: passphrase, passphraseCode: code }: ParsedRequestOf<'workstation.letIn'>): Promise<Result<StaffRecord, DeskError>> {
  const { signIn, askOrigin } = deps
  return proveAtOrigin(deps, { login, passphrase }, async (secret) => {
    if (code === undefined) return ok()
    const set = passphraseCodeAnswer(await askAsPerson(signIn, (token) => askOrigin.setPassphrase({ login, code, secret }, token)))
    // Refused as such it can only be for who lets them in: everything else about a code has one word.
    return !set.ok && set.error.kind === 'not-permitted' ? err({ kind: 'code-giver-lets-in' }) : set
  })
}

export async function takeOut(deps: Deps, { staffId, passphrase }: ParsedRequestOf<'workstation.takeOut'>): Promise<Result<void, DeskError>> {
  if (staffId === deps.me.staffId) return err({ kind: 'own-staff-record' })
  if (!deps.people.list().some((one) => one.staffId === staffId)) return err({ kind: 'not-found' })
  const waiting = (await countWaitingOf(deps.vault.reader)).get(staffId) ?? 0
  if (waiting > 0) return err({ kind: 'acts-wait', params: { count: waiting } })
  const fresh = await signInFresh(deps, passphrase)
  if (!fresh.ok) return fresh
  await endSlot(deps, staffId, (tx) => deps.audit(tx, { type: 'workstation.take-out', objectId: staffId }))
  return ok()
}

type EndDeps = Pick<Deps, 'vault' | 'publish' | 'people'>

/** Whoever works here no longer has no slot at this workstation either: the origin said so in the staff that came with the feed. */
export async function takeOutLeavers({ vault, publish, people, me, audit }: EndDeps & Pick<Deps, 'me'> & { readonly audit: UnlockedDesk['audit'] }): Promise<void> {
  const gone = new Set((await listRecords(vault.reader, 'staff')).filter(({ body }) => !body.active).map(({ body }) => body.id))
  for (const { staffId } of people.list()) {
    if (staffId !== me.staffId && gone.has(staffId)) await endSlot({ vault, publish, people }, staffId, (tx) => audit(tx, { type: 'workstation.leaver-out', objectId: staffId }))
  }
}

/** What they kept here for themselves goes with them; acts, notes and what was taken out of a package are the case's and stay. */
async function endSlot({ vault, publish, people }: EndDeps, staffId: StaffId, audit: (tx: Tx) => Promise<void>): Promise<void> {
  await vault.transaction(async (tx) => {
    await deleteDraftsOfStaff(tx, staffId)
    await deleteSnoozesOfStaff(tx, staffId)
    await setMeta(tx, 'renewalOwed', true)
    await audit(tx)
  })
  await people.remove(staffId)
  publish('session')
  await people.renewIfOwed()
}
