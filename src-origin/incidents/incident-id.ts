// The id of an incident that the origin opens by itself: made from its cause, so that one cause never has two.
import { createHash } from 'node:crypto'
import type { IncidentId } from '../../src-shared/domain/incident-register'

/** A UUID of version 8 (RFC 9562: of one's own making). The cast only adds the brand. */
export function incidentIdOf(cause: string): IncidentId {
  const bytes = createHash('sha256').update(`privacy-desk/incident/${cause}`, 'utf8').digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') as IncidentId
}
