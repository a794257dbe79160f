// The policies on this desk: all that the origin told of, and the register of those that were approved.
import { registerOf, type PolicyEntry } from '../../src-shared/domain/policy-proposal'
import type { PolicyRegister } from '../../src-shared/domain/policy-register'
import { listRecords } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'

/** There are some dozens in a company's whole history. */
export async function readPolicies(reader: Reader): Promise<readonly PolicyEntry[]> {
  return (await listRecords(reader, 'policy')).map((record) => record.body)
}

export async function readRegister(reader: Reader): Promise<PolicyRegister> {
  return registerOf(await readPolicies(reader))
}
