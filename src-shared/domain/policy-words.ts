// The closed words of policies: where a service is used, how information is handled, and what of a handling counts as changed.
import { z } from 'zod'

/** Forms of the service that the policy names, and `new:…` for a form that came later; phone, letter and counter are no service. */
export type ServiceChannel = 'website' | 'applet' | `new:${string}`
const SERVICE_CHANNEL = /^(?:website|applet|new:[a-z0-9]+(?:-[a-z0-9]+)*)$/

export function isServiceChannel(channel: string): channel is ServiceChannel {
  return SERVICE_CHANNEL.test(channel)
}
/** Sections of a text by their key, each with its mark; more than any text has (a policy has some fifty, the wire takes 400 clauses). */
export const MAX_MAPPED_SECTIONS = 2_000
export const sectionMapping = z.record(z.string().max(16), z.string().max(400)).refine((mapping) => Object.keys(mapping).length <= MAX_MAPPED_SECTIONS, 'more sections than a text has')
export const serviceChannel = z.string().max(40).refine(isServiceChannel, 'not a form of the service')

/** What the law calls handling (PIPL 4): 收集、存储、使用、加工、传输、提供、公开、删除. */
export const PROCESSING_METHODS = ['collect', 'store', 'use', 'refine', 'transmit', 'provide', 'disclose', 'delete'] as const
export type ProcessingMethod = (typeof PROCESSING_METHODS)[number]
