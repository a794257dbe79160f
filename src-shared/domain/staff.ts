// Roles are sets of permissions, less all that needs training while somebody has none; the second person is a rule about people, not about roles.
import type { StaffId } from '../base/ids'
import type { Permission, Role } from './vocabulary'

const WORK: readonly Permission[] = [
  'search', 'read-person', 'read-queue', 'read-case', 'work-request', 'decide-request', 'export-package', 'propose-erasure', 'read-audit',
  'read-inventory', 'reveal',
]

/** Whoever decides on an exception may be the second person of another: the rule about two people keeps them apart, not the role. */
const INVENTORY: readonly Permission[] = ['keep-inventory', 'approve-inventory', 'approve-holds']

const POLICY: readonly Permission[] = ['propose-policy', 'approve-policy']

/** An incident may be about somebody who works here: not everybody reads of it. Whoever proposes the end, another one approves it. */
const INCIDENTS: readonly Permission[] = ['keep-incidents', 'approve-incidents']

const PERMISSIONS_BY_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  agent: WORK,
  // Whoever proposes, the other one approves: both roles hold both rights.
  reviewer: [...WORK, 'approve-identity', 'approve-erasure', 'read-reports', 'reveal-minor', ...POLICY, ...INVENTORY, ...INCIDENTS],
  // What stops an erasure is the officer's alone to place and to lift, and that a product ends theirs to propose; another officer or a reviewer is the second person.
  officer: [...WORK, 'approve-identity', 'approve-erasure', 'read-reports', 'reveal-minor', 'manage-devices', 'manage-staff', ...POLICY, ...INVENTORY, ...INCIDENTS, 'keep-holds', 'end-products', 'read-access-use'],
  // Looks at what was done and how things stand, opens nobody's case, and does nothing.
  auditor: ['read-queue', 'read-audit', 'read-inventory', 'read-reports'],
}

/** All that is left to somebody whose training is over: whatever is not listed here needs it, also a permission that is new tomorrow. */
const WITHOUT_TRAINING: readonly Permission[] = ['read-queue', 'read-case']

export function needsTraining(permission: Permission): boolean {
  return !WITHOUT_TRAINING.includes(permission)
}

export function permissionsOf(role: Role, training: 'counts' | 'over' = 'counts'): readonly Permission[] {
  const held = PERMISSIONS_BY_ROLE[role]
  return training === 'counts' ? held : held.filter((permission) => !needsTraining(permission))
}

export function hasPermission(role: Role, permission: Permission): boolean {
  return PERMISSIONS_BY_ROLE[role].includes(permission)
}

/** Whoever looks after the record itself reads everybody's lines of it; of the people of one workstation the others read their own. */
export function seesEveryLine(role: Role): boolean {
  return role === 'officer' || role === 'auditor'
}

/** Why somebody may not: their role never does, or their training is over. */
export function lackOf({ role, permissions }: { readonly role: Role; readonly permissions: readonly Permission[] }, permission: Permission): 'not-permitted' | 'training-expired' | undefined {
  if (permissions.includes(permission)) return undefined
  return hasPermission(role, permission) ? 'training-expired' : 'not-permitted'
}

/** Whoever is here and whose role works on cases at all; an auditor's does not. */
export function canBeAssigned({ active, role }: { readonly active: boolean; readonly role: Role }): boolean {
  return active && hasPermission(role, 'work-request')
}

/** Nobody approves their own proposal: at the desk or the origin, offline or not. */
export function isSecondPerson(proposedBy: StaffId, approver: StaffId): boolean {
  return proposedBy !== approver
}
