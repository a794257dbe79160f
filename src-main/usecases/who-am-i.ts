// Says who somebody at this desk is now: the origin's record of a person prevails over what stood there at enrolment or sign-in.
import type { Me } from '../../src-shared/contract/session'
import { permissionsOf } from '../../src-shared/domain/staff'
import { getRecord } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

/** Nobody where the origin says that they are no longer there; a role that was taken away is gone here too. */
export async function whoAmI(reader: Reader, known: Omit<Me, 'permissions'>): Promise<Me | undefined> {
  const record = (await getRecord(reader, 'staff', known.staffId))?.body
  if (record && !record.active) return undefined
  const { login, name, role } = record ?? known
  return { staffId: known.staffId, login, name, role, permissions: permissionsOf(role) }
}
