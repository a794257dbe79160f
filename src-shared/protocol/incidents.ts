// The wire's `incident` record, the operations on it, and POST /chain: that a device's audit chain does not hold together.
import { z } from 'zod'
import type { DeviceId, ErasureId, StaffId, SubjectId } from '../base/ids'
import { day, epochMs, id } from '../domain/fields'
import {
  CHAIN_FAULTS, CLOSINGS, INCIDENT_KINDS, MOST_AFFECTED, MOST_ERASED, MOST_MEASURES, MOST_NOTICES, NOTICE_ITEMS, NOTICE_TO, NOTICE_WAYS, type IncidentId,
} from '../domain/incident-register'
import { CATEGORIES } from '../domain/vocabulary'

const words = z.string().max(2_000)
const typed = z.string().min(1).max(2_000)
const entered = { by: id<StaffId>(), at: epochMs }
const categories = z.array(z.enum(CATEGORIES)).max(CATEGORIES.length)
/** More people than there are. */
const number = z.number().int().nonnegative().max(10_000_000_000)
const lossYuan = z.number().int().nonnegative().max(1_000_000_000_000)
const moment = epochMs.min(0).max(253_402_271_999_999)
const says = z.array(z.enum(NOTICE_ITEMS)).max(NOTICE_ITEMS.length)
const closing = { ...entered, outcome: z.enum(CLOSINGS), reportedOn: day, text: words }

/** `incident`: what each act does to it: domain/incident-register.ts. It names people by random ids, and an erased one by the erasure alone. */
export const incidentEntrySchema = z.object({
  id: id<IncidentId>(),
  kind: z.enum(INCIDENT_KINDS),
  cause: z.object({ deviceId: id<DeviceId>(), deviceName: z.string().max(80), fault: z.enum(CHAIN_FAULTS).optional(), brokenAt: z.number().int().optional(), directory: z.boolean().optional() }).optional(),
  discoveredAt: epochMs,
  what: words,
  openedBy: id<StaffId>().optional(),
  openedAt: epochMs,
  categories,
  affected: z.array(id<SubjectId>()).max(MOST_AFFECTED),
  erased: z.array(id<ErasureId>()).max(MOST_AFFECTED + MOST_ERASED),
  others: number,
  lossYuan: lossYuan.optional(),
  graver: z.boolean(),
  harmAvoided: z.object({ ...entered, reason: words }).optional(),
  measures: z.array(z.object({ ...entered, text: words })).max(MOST_MEASURES),
  notices: z.array(z.object({ ...entered, to: z.enum(NOTICE_TO), toldAt: epochMs, way: z.enum(NOTICE_WAYS), says, reference: z.string().max(200) })).max(MOST_NOTICES),
  contained: z.object(entered).optional(),
  closing: z.object(closing).optional(),
  closed: z.object({ ...closing, approvedBy: id<StaffId>(), approvedAt: epochMs }).optional(),
})

const on = { incidentId: id<IncidentId>() }
export const INCIDENT_ARGS = {
  'incident.open@1': z.object({ ...on, kind: z.enum(INCIDENT_KINDS), discoveredAt: moment, what: typed, categories, others: number }),
  /** What is known of it now, as a whole: what is left out is not said any more. */
  'incident.assess@1': z.object({ ...on, categories, others: number, lossYuan: lossYuan.optional(), graver: z.boolean(), harmAvoided: typed.optional() }),
  /** One person whom a case of the desk's scopes concerns. */
  'incident.affect@1': z.object({ ...on, subjectId: id<SubjectId>() }),
  'incident.measure@1': z.object({ ...on, text: typed }),
  'incident.notice@1': z.object({ ...on, to: z.enum(NOTICE_TO), toldAt: moment, way: z.enum(NOTICE_WAYS), says, reference: z.string().max(200) }),
  'incident.contain@1': z.object({ ...on, text: typed }),
  'incident.reopen@1': z.object({ ...on, text: typed }),
  'incident.close@1': z.object({ ...on, outcome: z.enum(CLOSINGS), reportedOn: day, text: typed }),
  /** Of the closing that waits. Online only, under a fresh sign-in. */
  'incident.approve@1': z.object(on),
} as const

/** A device tells what its own look found; a store that is older than its anchor is told before it is closed again. */
export const chainRequest = z.object({ fault: z.enum(CHAIN_FAULTS), brokenAt: z.number().int().nonnegative().optional(), seenAt: epochMs })
export type ChainRequest = z.infer<typeof chainRequest>
export const chainResponse = z.object({ accepted: z.literal(true) })
