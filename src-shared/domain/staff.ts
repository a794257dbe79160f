// Roles are sets of permissions; the second person is a rule about people, not about roles.
import type { StaffId } from '../base/ids'
import type { Permission, Role } from './vocabulary'

const WORK: readonly Permission[] = [
  'search', 'read-person', 'read-queue', 'work-request', 'decide-request', 'export-package', 'propose-erasure', 'read-audit',
  'read-inventory',
]

/** Whoever decides on an exception may be the second person of another: the rule about two people keeps them apart, not the role. */
const INVENTORY: readonly Permission[] = ['keep-inventory', 'approve-inventory', 'approve-holds']

const POLICY: readonly Permission[] = ['propose-policy', 'approve-policy']

/** An incident may be about somebody who works here: not everybody reads of it. Whoever proposes the end, another one approves it. */
const INCIDENTS: readonly Permission[] = ['keep-incidents', 'approve-incidents']

const PERMISSIONS_BY_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  agent: WORK,
  // Whoever proposes, the other one approves: both roles hold both rights.
  reviewer: [...WORK, 'approve-identity', 'approve-erasure', ...POLICY, ...INVENTORY, ...INCIDENTS],
  // What stops an erasure is the officer's alone to place and to lift, and that a product ends theirs to propose; another officer or a reviewer is the second person.
  officer: [...WORK, 'approve-identity', 'approve-erasure', 'manage-devices', ...POLICY, ...INVENTORY, ...INCIDENTS, 'keep-holds', 'end-products'],
}

export function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS_BY_ROLE[role]
}

export function hasPermission(role: Role, permission: Permission): boolean {
  return PERMISSIONS_BY_ROLE[role].includes(permission)
}

/** Nobody approves their own proposal: at the desk or the origin, offline or not. */
export function isSecondPerson(proposedBy: StaffId, approver: StaffId): boolean {
  return proposedBy !== approver
}
