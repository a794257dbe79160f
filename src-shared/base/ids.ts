// Ids are UUIDv7 (RFC 9562), branded per table so that no id fits another's lock.

declare const brand: unique symbol
export type Id<Of extends string> = string & { readonly [brand]: Of }

export type SubjectId = Id<'subject'>
export type IdentifierId = Id<'identifier'>
export type ConsentEventId = Id<'consent-event'>
export type PolicyId = Id<'policy'>
export type RequestId = Id<'request'>
export type ErasureId = Id<'erasure'>
export type NoteId = Id<'note'>
export type StaffId = Id<'staff'>
export type DeviceId = Id<'device'>
/** One item of a desk's outbox; with the device id it is the idempotency key of a push. */
export type MutationId = Id<'mutation'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isId(text: string): boolean {
  return UUID.test(text)
}

/** `random` fills its argument with random bytes; `nowMs` is epoch milliseconds. */
export function createId<I extends Id<string>>(nowMs: number, random: (bytes: Uint8Array) => Uint8Array): I {
  const bytes = random(new Uint8Array(16))
  let time = Math.floor(nowMs)
  for (let at = 5; at >= 0; at--) {
    bytes[at] = time % 256
    time = Math.floor(time / 256)
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') as I
}
