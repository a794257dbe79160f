// GET /staff: who works here, as the officer sees it. POST /staff/add, /code, /training, /role, /leave and /return: somebody new, or a change of one of them, never
// of oneself. POST /passphrase: with the code of /staff/code the person sets a passphrase of their own; POST /passphrase/change: with the one that they know.
import { z } from 'zod'
import type { DeviceId, StaffId } from '../base/ids'
import { day, epochMs, id, newLogin, newName } from '../domain/fields'
import { ROLES } from '../domain/vocabulary'
import { staffSchema } from './records'

const course = z.string().trim().min(1).max(80)
const version = z.string().trim().min(1).max(32)

export const trainingRecordSchema = z.object({
  course: z.string(),
  version: z.string(),
  passedOn: day,
  /** The last day on which it counts. */
  dueOn: day,
  enteredAt: epochMs,
  /** Who entered it; absent where it was imported. */
  enteredBy: z.string().optional(),
})
export type TrainingRecord = z.infer<typeof trainingRecordSchema>

export const staffStateSchema = staffSchema.required({ training: true }).extend({
  /** The one that counts first: passed last and, of one day, entered last. */
  records: z.array(trainingRecordSchema).max(200),
  /** `isSet`: they have one. `codeUntil`: a code for a first or a new one waits for them until then. Absent: an origin that gives none. */
  passphrase: z.object({ isSet: z.boolean(), codeUntil: epochMs.optional() }).optional(),
  /** In service, and they were the last to sign in there. */
  devices: z.array(z.object({ id: id<DeviceId>(), name: z.string() })).max(200),
})
export type StaffState = z.infer<typeof staffStateSchema>
export const staffResponse = z.object({ staff: z.array(staffStateSchema) })
export type StaffResponse = z.infer<typeof staffResponse>

export const trainingRequest = z.object({ staffId: id<StaffId>(), course, version, passedOn: day, dueOn: day })
export type TrainingRequest = z.infer<typeof trainingRequest>
/** Made by the desk, so that the same request sent again is the same person. */
export const staffAddRequest = z.object({ staffId: id<StaffId>(), login: newLogin, name: newName, role: z.enum(ROLES) })
export type StaffAddRequest = z.infer<typeof staffAddRequest>
export const staffCodeRequest = z.object({ staffId: id<StaffId>() })
export type StaffCodeRequest = z.infer<typeof staffCodeRequest>
/** Shown once: the origin keeps a hash alone. */
export const staffCodeResponse = z.object({ code: z.string(), expiresAt: epochMs })
export type StaffCodeResponse = z.infer<typeof staffCodeResponse>
/** `secret`: of the new passphrase, as in POST /signin. */
export const passphraseRequest = z.object({ login: z.string().max(64), code: z.string().max(40), secret: z.string().max(64) })
export type PassphraseRequest = z.infer<typeof passphraseRequest>
/** In place of one that is known: `former` is the secret of that one. */
export const passphraseChangeRequest = z.object({ login: z.string().max(64), former: z.string().max(64), secret: z.string().max(64) })
export type PassphraseChangeRequest = z.infer<typeof passphraseChangeRequest>
export const passphraseCheckRequest = passphraseRequest.omit({ secret: true })
export type PassphraseCheckRequest = z.infer<typeof passphraseCheckRequest>
export const passphraseResponse = z.object({})

export const staffRoleRequest = z.object({ staffId: id<StaffId>(), role: z.enum(ROLES) })
export type StaffRoleRequest = z.infer<typeof staffRoleRequest>
/** `devices`: taken out of service with it. */
export const staffLeaveRequest = z.object({ staffId: id<StaffId>(), devices: z.array(id<DeviceId>()).max(200) })
export type StaffLeaveRequest = z.infer<typeof staffLeaveRequest>
export const staffReturnRequest = z.object({ staffId: id<StaffId>() })
export type StaffReturnRequest = z.infer<typeof staffReturnRequest>
/** How they stand now. */
export const staffActResponse = z.object({ member: staffStateSchema })
export type StaffActResponse = z.infer<typeof staffActResponse>
