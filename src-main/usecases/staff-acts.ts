// The staff as the origin knows them now, and what the officer changes about a colleague: at the origin, signed in freshly, with a line in this desk's audit.
import { createId, type StaffId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PassphraseCodeView, StaffMember, StaffView } from '../../src-shared/contract/staff'
import { trainingFault, trainingStanding } from '../../src-shared/domain/training'
import type { StaffState } from '../../src-shared/protocol/staff'
import { toDay, type Day } from '../../src-shared/base/clock'
import { askAsPerson } from './ask-as-person'
import { answerOfOrder, orderAtOrigin, type OrderDeps, type OriginOrder } from './order-at-origin'
import type { UnlockedDesk } from './unlocked-desk'

type ListDeps = Pick<UnlockedDesk, 'signIn' | 'askOrigin' | 'device' | 'time' | 'me'>
type ActDeps = OrderDeps & Pick<UnlockedDesk, 'askOrigin' | 'today'>
type AddDeps = OrderDeps & Pick<UnlockedDesk, 'askOrigin' | 'clock' | 'random'>

/** Nothing of it is kept here: it is asked for whenever the officer looks. */
export async function listStaff(deps: ListDeps): Promise<Result<StaffView, DeskError>> {
  const answer = await askAsPerson(deps.signIn, deps.askOrigin.staff)
  if (!answer.ok) return answer
  const now = deps.time()
  const members = answer.value.staff.map((one) => toMember(one, deps, toDay(now)))
  return ok({ staff: members.toSorted((one, other) => Number(other.active) - Number(one.active) || one.name.localeCompare(other.name, 'zh-CN') || (one.id < other.id ? -1 : 1)), asOf: now })
}

function toMember({ training, devices, ...state }: StaffState, { device, me }: Pick<ListDeps, 'device' | 'me'>, today: Day): StaffMember {
  return {
    ...state,
    training: trainingStanding(training, today),
    devices: devices.map((one) => ({ ...one, thisDesk: one.id === device.deviceId })),
    isMe: state.id === me.staffId,
  }
}

/** The audit names nobody: whom the id is of stands at the origin. */
export async function addStaff(deps: AddDeps, { passphrase, ...who }: ParsedRequestOf<'staff.add'>): Promise<Result<{ readonly staffId: StaffId }, DeskError>> {
  const staffId = createId<StaffId>(deps.clock.now(), deps.random)
  const added = await answerOfOrder(deps, { act: 'staff.add', objectId: staffId, detail: { role: who.role }, passphrase, ask: (token) => deps.askOrigin.addStaff({ staffId, ...who }, token), topics: ['staff'] })
  return added.ok ? ok({ staffId }) : added
}

/** Nothing of the code is kept here: it goes to the screen, once. */
export async function giveCode(deps: ActDeps, { staffId, passphrase }: ParsedRequestOf<'staff.code'>): Promise<Result<PassphraseCodeView, DeskError>> {
  if (staffId === deps.me.staffId) return err({ kind: 'own-staff-record' })
  return answerOfOrder(deps, { act: 'staff.code', objectId: staffId, detail: {}, passphrase, ask: (token) => deps.askOrigin.giveCode({ staffId }, token), topics: ['staff'] })
}

export async function enterTraining(deps: ActDeps, { staffId, passphrase, ...facts }: ParsedRequestOf<'staff.enterTraining'>): Promise<Result<void, DeskError>> {
  const field = trainingFault(facts, deps.today())
  if (field !== undefined) return err({ kind: 'invalid-input', params: { field } })
  return change(deps, { staffId, passphrase, act: 'staff.training', detail: { ...facts }, ask: (token) => deps.askOrigin.enterTraining({ staffId, ...facts }, token) })
}

export function changeRole(deps: ActDeps, { staffId, role, passphrase }: ParsedRequestOf<'staff.changeRole'>): Promise<Result<void, DeskError>> {
  return change(deps, { staffId, passphrase, act: 'staff.role', detail: { role }, ask: (token) => deps.askOrigin.changeRole({ staffId, role }, token) })
}

export function leaveCompany(deps: ActDeps, { staffId, devices, passphrase }: ParsedRequestOf<'staff.leave'>): Promise<Result<void, DeskError>> {
  return change(deps, { staffId, passphrase, act: 'staff.leave', detail: { devices }, ask: (token) => deps.askOrigin.leaveCompany({ staffId, devices }, token) })
}

export function returnToCompany(deps: ActDeps, { staffId, passphrase }: ParsedRequestOf<'staff.return'>): Promise<Result<void, DeskError>> {
  return change(deps, { staffId, passphrase, act: 'staff.return', detail: {}, ask: (token) => deps.askOrigin.returnToCompany({ staffId }, token) })
}

interface Change extends Pick<OriginOrder, 'passphrase' | 'detail' | 'ask'> {
  readonly staffId: StaffId
  readonly act: 'staff.training' | 'staff.role' | 'staff.leave' | 'staff.return'
}

async function change(deps: ActDeps, { staffId, ...order }: Change): Promise<Result<void, DeskError>> {
  // The origin refuses it as well; here nobody types a passphrase for it.
  if (staffId === deps.me.staffId) return err({ kind: 'own-staff-record' })
  return orderAtOrigin(deps, { ...order, objectId: staffId, topics: ['staff', 'fleet'] })
}
