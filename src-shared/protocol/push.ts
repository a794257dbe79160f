// POST /push: operations with an idempotency key and the version the operator saw; results in order.
import { z } from 'zod'
import type { DeviceId, ErasureId, IdentifierId, MutationId, PolicyId, RequestId, StaffId, SubjectId } from '../base/ids'
import { CHANNELS, IDENTITY_METHODS, OPERATION_NAMES, OUTCOMES, REJECTION_CODES, RIGHTS, type OperationName } from '../domain/vocabulary'
import { day, id, sha256Hex } from '../domain/fields'
import { askedFields, decisionFields, intakeFields } from '../domain/request-fields'
import { RECIPIENT_DUTIES, TELLING_WAYS } from '../domain/recipient-tasks'
import type { RecipientId } from '../domain/recipients'
import { CHECK_RESULTS } from '../domain/request'
import { INVENTORY_ARGS } from './inventory-operations'
import { LETTER_ARGS } from './letters'
import { NOTE_ARGS } from './notes'
import { policyEntrySchema } from './records'
import { CLOCK_ARGS } from './request-clock'
import { INTAKE_ARGS } from './request-intake'

export const createArgs = z.object({
  requestId: id<RequestId>(),
  subjectId: id<SubjectId>(),
  right: z.enum(RIGHTS),
  channel: z.enum(CHANNELS),
  receivedOn: day,
  text: z.string().max(8_000),
  ...askedFields,
  ...intakeFields,
})
export const takeArgs = z.object({ requestId: id<RequestId>() })
export const verifyArgs = z.object({
  requestId: id<RequestId>(),
  identifierId: id<IdentifierId>(),
  method: z.enum(IDENTITY_METHODS),
  evidence: z.string().min(1).max(400),
  result: z.enum(CHECK_RESULTS).optional(),
  /** By which the method was open where the check was made; absent from a desk of before: by the one in force. */
  rulesPack: z.string().max(64).optional(),
})
/** Of the check that waits for a second person; why not, where it is not enough. */
export const settleCheckArgs = z.object({ requestId: id<RequestId>(), identifierId: id<IdentifierId>(), isEnough: z.boolean(), reason: z.string().max(2_000) })
export const decideArgs = z.object({
  requestId: id<RequestId>(),
  outcome: z.enum(OUTCOMES),
  ground: z.string().max(32).optional(),
  text: z.string().min(1).max(8_000),
  rulesPack: z.string().max(64),
  /** Required after the target, where the pack has such reasons; in time it says nothing. */
  lateReason: z.string().max(32).optional(),
  ...decisionFields,
})
export const escalateArgs = z.object({ requestId: id<RequestId>(), reason: z.string().min(1).max(2_000) })
export const reopenArgs = z.object({ requestId: id<RequestId>(), reason: z.string().min(1).max(2_000) })
/** The assignee must be active at the origin. */
export const assignArgs = z.object({ requestId: id<RequestId>(), assigneeId: id<StaffId>() })
export const proposeErasureArgs = z.object({
  requestId: id<RequestId>(),
  erasureId: id<ErasureId>(),
  plan: z.unknown(),
  planHash: sha256Hex,
  /** What the person will read. */
  text: z.string().min(1).max(8_000),
  rulesPack: z.string().max(64),
  lateReason: z.string().max(32).optional(),
})
/** Online only: the origin asks for a fresh sign-in of the approver. */
export const approveErasureArgs = z.object({ erasureId: id<ErasureId>(), planHash: sha256Hex })

/** `recipientId` is absent where it was disclosed to everybody. The `base` says nothing: marks only add up. */
export const tellArgs = z.object({ erasureId: id<ErasureId>(), recipientId: id<RecipientId>().optional(), duty: z.enum(RECIPIENT_DUTIES), on: day, way: z.enum(TELLING_WAYS) })

export const proposePolicyArgs = z.object({ policy: policyEntrySchema })
/** Bound to what was on the approver's screen by its hash (formats/policy-hash.ts). Approving asks for a fresh sign-in, so both are online only. */
export const approvePolicyArgs = z.object({ policyId: id<PolicyId>(), entryHash: sha256Hex })
export const declinePolicyArgs = z.object({ policyId: id<PolicyId>(), entryHash: sha256Hex, reason: z.string().min(1).max(2_000) })

export const OPERATION_ARGS = {
  'request.create@1': createArgs,
  'request.take@1': takeArgs,
  'request.verify@1': verifyArgs,
  'request.decide@1': decideArgs,
  'request.reopen@1': reopenArgs,
  'request.settle-check@1': settleCheckArgs,
  'request.escalate@1': escalateArgs,
  'erasure.propose@1': proposeErasureArgs,
  'erasure.approve@1': approveErasureArgs,
  ...CLOCK_ARGS,
  ...INTAKE_ARGS,
  'request.assign@1': assignArgs,
  ...INVENTORY_ARGS,
  'policy.propose@1': proposePolicyArgs,
  'policy.approve@1': approvePolicyArgs,
  'policy.decline@1': declinePolicyArgs,
  'erasure.tell@1': tellArgs,
  ...LETTER_ARGS,
  ...NOTE_ARGS,
} as const satisfies Readonly<Record<OperationName, z.ZodType>>
export type OperationArgs<Op extends OperationName> = z.infer<(typeof OPERATION_ARGS)[Op]>

export const pushItemSchema = z.object({
  mid: id<MutationId>(),
  /** Items of one record in the order made; a failed one stops its chain alone. Type and id of the record, `request:UUID`. */
  chain: z.string().max(80),
  n: z.number().int(),
  op: z.enum(OPERATION_NAMES),
  /**
   * The version of the record that the operator saw; 0 for a create. A later item of a chain names the version its predecessor made
   * (the desk counts on by one for each pending item before it).
   */
  base: z.number().int().nonnegative(),
  args: z.record(z.string(), z.unknown()),
  seenAt: z.number().int(),
  madeAt: z.object({ wall: z.number().int(), mono: z.number(), bootId: z.string().max(64), offset: z.number(), uncertain: z.boolean() }),
})
export type PushItem = z.infer<typeof pushItemSchema>
export const pushRequest = z.object({ deviceId: id<DeviceId>(), items: z.array(pushItemSchema).max(50) })
export type PushRequest = z.infer<typeof pushRequest>

export const RETRIES = ['never', 'after_refresh', 'after_login', 'after_upgrade', 'after_training'] as const

export const rejectionSchema = z.object({
  code: z.enum(REJECTION_CODES),
  retry: z.enum(RETRIES),
  /** For `invalid`, and for some a `precondition`: field names, never values. */
  fields: z.array(z.string()).optional(),
  /** The record as it stands at the origin, where the operator may read it. */
  current: z.object({ v: z.number().int(), body: z.record(z.string(), z.unknown()) }).optional(),
})
export type Rejection = z.infer<typeof rejectionSchema>

export const pushResultSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('applied'), mid: id<MutationId>(), v: z.number().int() }),
  z.object({ t: z.literal('duplicate'), mid: id<MutationId>(), stored: z.union([z.object({ t: z.literal('applied'), v: z.number().int() }), z.object({ t: z.literal('rejected'), rejection: rejectionSchema })]) }),
  z.object({ t: z.literal('rejected'), mid: id<MutationId>(), rejection: rejectionSchema }),
  z.object({ t: z.literal('not_processed'), mid: id<MutationId>() }),
])
export type PushResult = z.infer<typeof pushResultSchema>
export const pushResponse = z.object({ results: z.array(pushResultSchema) })
