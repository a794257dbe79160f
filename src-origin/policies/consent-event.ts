// A row of the consent history as the rules of the domain read it.
import type { Selectable } from 'kysely'
import type { ConsentEvent } from '../../src-shared/domain/consent-events'
import type { ConsentsTable } from '../store/schema'

/** The casts are safe: the columns hold what the wire's own schema checked when it came in. */
export function consentEventOf(row: Selectable<ConsentsTable>): ConsentEvent {
  const { id, kind, purpose, product, policy_id: policyId, channel, at, wording_hash: wordingHash } = row
  return {
    id: id as ConsentEvent['id'], kind: kind as ConsentEvent['kind'], policyId: policyId as ConsentEvent['policyId'], channel: channel as ConsentEvent['channel'], at, wordingHash,
    ...(product === null ? {} : { product: product as NonNullable<ConsentEvent['product']> }),
    ...(purpose === null ? {} : { purpose: purpose as NonNullable<ConsentEvent['purpose']> }),
  }
}
