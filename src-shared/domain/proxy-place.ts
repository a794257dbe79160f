// Where a company's proxy is: a name or an IPv4 address, and a port; and which one a workstation goes through. Pure, so that the form, the store's neighbour and the
// enrolment file mean the same by it.
import { z } from 'zod'

/**
 * Names alone: an address of numbers cannot be certified by a private CA in a way people can read, and would pass DNS pinning by. What ends in a number is one to
 * the resolver, in hexadecimal too: 127.0x1 is this machine.
 */
export const HOST_NAME = /^(?!(?:.*\.)?(?:\d+|0x[\da-f]*)$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
export const hostName = z.string().max(253).regex(HOST_NAME)

/** Certified by nobody and trusted with nothing, so it may be an address. */
export const proxySchema = z.strictObject({ host: z.union([hostName, z.ipv4()]), port: z.number().int().min(1).max(65_535) })
export type ProxyPlace = z.infer<typeof proxySchema>

/** `enrolment`: as the enrolment file says, one or none. */
export const proxyChoiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('enrolment') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('own'), place: proxySchema }),
])
export type ProxyChoice = z.infer<typeof proxyChoiceSchema>

export function proxyOf(choice: ProxyChoice, ofEnrolment: ProxyPlace | undefined): ProxyPlace | undefined {
  return choice.kind === 'own' ? choice.place : choice.kind === 'none' ? undefined : ofEnrolment
}

/** As somebody types it; what is wrong is named by field. */
export function readProxy(host: string, port: string): { readonly place: ProxyPlace } | { readonly wrong: 'host' | 'port' } {
  const name = host.trim().toLowerCase()
  if (!proxySchema.shape.host.safeParse(name).success) return { wrong: 'host' }
  const number = /^\d{1,5}$/.test(port.trim()) ? Number(port) : 0
  return proxySchema.shape.port.safeParse(number).success ? { place: { host: name, port: number } } : { wrong: 'port' }
}
