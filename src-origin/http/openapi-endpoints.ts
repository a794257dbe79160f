// Every endpoint of the origin as the API's own description tells it: who may call it, what it reads, what it answers, how it refuses.
import { z } from 'zod'
import { id } from '../../src-shared/domain/fields'
import { rulesPackBodySchema } from '../../src-shared/domain/rules'
import { eraseReceiptSchema } from '../../src-shared/formats/receipt'
import { signedCertificateSchema } from '../../src-shared/formats/signed'
import type { PolicyId, SubjectId } from '../../src-shared/base/ids'
import { bundleQuery } from '../../src-shared/protocol/bundle'
import { CURSOR_ERRORS, type CursorError } from '../../src-shared/protocol/feed'
import { blobParams, blobResponse } from '../../src-shared/protocol/notes'
import { codeRequest, codeResponse, confirmRequest, confirmResponse } from '../../src-shared/protocol/identity'
import { presenceRequest, presenceResponse } from '../../src-shared/protocol/presence'
import { OPERATION_ARGS, pushItemSchema, pushRequest, pushResponse } from '../../src-shared/protocol/push'
import { reachResponse } from '../../src-shared/protocol/reach'
import { intakeRequest, intakeResponse, searchRequest, searchResponse } from '../../src-shared/protocol/search'
import { sealedRequest, sealedResponse, sealedSettleRequest, sealedSettleResponse } from '../../src-shared/protocol/sealed'
import {
  ackRequest, ackResponse, enrolRequest, enrolResponse, helloResponse, sessionRequest, sessionResponse, signinRequest, signinResponse, type OriginErrorCode,
} from '../../src-shared/protocol/session'
import type { OperationName } from '../../src-shared/domain/vocabulary'
import {
  passphraseChangeRequest, passphraseCheckRequest, passphraseRequest, passphraseResponse, staffActResponse, staffAddRequest, staffCodeRequest, staffCodeResponse, staffLeaveRequest, staffResponse, staffReturnRequest, staffRoleRequest,
  trainingRequest,
} from '../../src-shared/protocol/staff'
import { wipedRequest, wipedResponse } from '../../src-shared/protocol/wipe'
import { deviceActResponse, deviceRevokeRequest, devicesResponse, deviceWipeRequest, standingResponse } from '../../src-shared/protocol/devices'
import { auditHeadRequest, auditHeadResponse } from '../../src-shared/protocol/audit-head'
import { chainRequest, chainResponse } from '../../src-shared/protocol/incidents'
import { residueRequest, residueResponse } from '../../src-shared/protocol/residue'
import { endProductRequest, retentionActResponse, retentionAgreeRequest, retentionDeclineRequest, retentionResponse } from '../../src-shared/protocol/retention'
import { ACK_BYTES, BLOB_BYTES, BODY_BYTES, PUSH_BYTES, SEALED_BYTES } from './body-limits'
import { BUNDLE_LINE, CHANGES_LINE, ROWS_LINE, SNAPSHOT_LINE } from './openapi-lines'
import { blobGetQuery, blobPutQuery, changesQuery, reachQuery, retentionQuery, rowsQuery, snapshotQuery } from './queries'

/** Who may call: anybody, a device by its proof, a person at a device, the company's intake servers. */
export type Caller = 'anybody' | 'device' | 'person' | 'intake'
export interface Endpoint {
  readonly method: 'get' | 'post' | 'put'
  readonly path: string
  readonly summary: string
  readonly caller: Caller
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /** `bytes`: of a file, as they are. */
  readonly request?: z.ZodType | 'bytes'
  readonly maxBytes?: number
  /** A JSON answer by its schema, a page by the name of its lines' schema, a file by what is said of its bytes. */
  readonly answers: { readonly json: z.ZodType } | { readonly lines: string; readonly order: string } | { readonly bytes: string }
  /** Beside those that every caller of its kind may get. */
  readonly errors?: readonly (OriginErrorCode | CursorError)[]
  /** What Retry-After means where a good answer may carry it. */
  readonly pause?: string
}

const receipt = z.object({ body: eraseReceiptSchema, certificate: signedCertificateSchema, sig: z.string().length(86) })
const rulesPack = z.object({ body: rulesPackBodySchema, keyId: z.string().length(64), sig: z.string().length(86) })
const health = z.object({
  ok: z.boolean(),
  role: z.enum(['all', 'api', 'sequencer', 'janitor']),
  version: z.string(),
  database: z.enum(['answers', 'silent']),
  feed: z.array(z.object({ part: z.string(), head: z.number().int(), floor: z.number().int(), waiting: z.number().int(), oldestMs: z.number() })).optional(),
})

/** An item with the arguments of its own operation, where the wire's schema only says "an object". */
const items = (Object.keys(OPERATION_ARGS) as OperationName[]).map((op) => pushItemSchema.extend({ op: z.literal(op), args: OPERATION_ARGS[op] }))
const describedPush = pushRequest.extend({ items: z.array(z.union(items)).min(1).max(50) })
const describedAck = ackRequest.extend({ receipts: z.array(z.object({ erasureId: ackRequest.shape.receipts.element.shape.erasureId, receipt })) })

const ENDS = 'The last line is the end line; its n counts the lines before it and its sha256 (hex) is over their exact bytes with their line feeds'
const SYNC = '/sync/v1'

export const ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: `${SYNC}/hello`, summary: 'Signed statement of tenant and region; sig is by the certificate’s key over the canonical JSON (RFC 8785) of body', caller: 'anybody', answers: { json: helloResponse.extend({ certificate: signedCertificateSchema }) } },
  { method: 'post', path: `${SYNC}/enrol`, summary: 'One-time code and device key for a device certificate', caller: 'anybody', request: enrolRequest, answers: { json: enrolResponse.extend({ deviceCertificate: signedCertificateSchema, rulesPack }) }, errors: ['bad_code', 'too_many'] },
  { method: 'post', path: `${SYNC}/signin`, summary: 'A person at a device: secret is scrypt (N 131072, r 8, p 1, 32 bytes, base64url) of the passphrase (NFKC) with the salt SHA-256("privacy-desk/sign-in/1\\n" tenant "\\n" login)', caller: 'device', request: signinRequest, answers: { json: signinResponse }, errors: ['bad_credentials', 'too_many'] },
  { method: 'post', path: `${SYNC}/signin/fresh`, summary: 'The same, for an act that cannot be undone; the token carries such acts until freshUntil', caller: 'device', request: signinRequest, answers: { json: signinResponse }, errors: ['bad_credentials', 'too_many'] },
  { method: 'post', path: `${SYNC}/session`, summary: 'Scopes, limits and lease; the lease’s sig is by the origin’s key over the canonical JSON of {deviceId, notAfter}', caller: 'device', request: sessionRequest, answers: { json: sessionResponse }, errors: ['upgrade_required', 'too_many'] },
  { method: 'get', path: `${SYNC}/rules`, summary: 'The signed rules pack in force', caller: 'device', answers: { json: rulesPack }, errors: ['too_many'] },
  { method: 'get', path: `${SYNC}/changes`, summary: 'What changed since a cursor; an empty page is held back up to wait milliseconds (25,000 at most). Several cursors are joined by commas', caller: 'device', query: changesQuery, answers: { lines: CHANGES_LINE, order: `The first line is the begin line. ${ENDS}, from the line after begin on` }, errors: ['too_many', ...CURSOR_ERRORS], pause: 'Seconds after which the desk asks again: there was nothing to tell, and no room to hold the line' },
  { method: 'get', path: `${SYNC}/snapshot`, summary: 'Present state of one scope, page by page; after is handed back unread', caller: 'device', query: snapshotQuery, answers: { lines: SNAPSHOT_LINE, order: `${ENDS}; done and cursor come with the last page` }, errors: ['forbidden', 'too_many', ...CURSOR_ERRORS] },
  { method: 'post', path: `${SYNC}/push`, summary: 'Operations in order, each taking effect at most once; one result each in the same order', caller: 'person', request: describedPush, maxBytes: PUSH_BYTES, answers: { json: pushResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/ack`, summary: 'Results seen, erase receipts (signed by the device over the canonical JSON of body)', caller: 'device', request: describedAck, maxBytes: ACK_BYTES, answers: { json: ackResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/wiped`, summary: 'The receipt of a wipe, with the one-time token of its order: the store of the device is gone', caller: 'anybody', request: wipedRequest, answers: { json: wipedResponse }, errors: ['bad_proof', 'too_many'] },
  { method: 'get', path: `${SYNC}/devices`, summary: 'The fleet as the officer sees it: leases, contacts, wipes, receipts, and the acts that wait for a word', caller: 'person', answers: { json: devicesResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/devices/revoke`, summary: 'Takes a device out of service, for good; by an officer who has signed in freshly at another one', caller: 'person', request: deviceRevokeRequest, answers: { json: deviceActResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/devices/wipe`, summary: 'The same, and an order signed by the organisation that the device destroy what it holds; an order that stands stays as it is', caller: 'person', request: deviceWipeRequest, answers: { json: deviceActResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'get', path: `${SYNC}/staff`, summary: 'Who works here, with their role, their records of training and the devices where they signed in last', caller: 'person', answers: { json: staffResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/staff/add`, summary: 'Somebody new, without passphrase and training, by an officer who has signed in freshly; the desk makes the id, so the same request again is the same person', caller: 'person', request: staffAddRequest, answers: { json: staffActResponse }, errors: ['needs_online_auth', 'login_taken', 'too_many'] },
  { method: 'post', path: `${SYNC}/staff/code`, summary: 'A one-time code with which a colleague sets a first or a new passphrase within 60 minutes; shown once, one a person, by an officer who has signed in freshly', caller: 'person', request: staffCodeRequest, answers: { json: staffCodeResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/passphrase`, summary: 'The code, and the secret of the passphrase that the person chose; at a device at which nobody has signed in yet, or with the token of somebody who has signed in there freshly and neither gave the code nor is named by it', caller: 'device', request: passphraseRequest, answers: { json: passphraseResponse }, errors: ['bad_code', 'forbidden', 'too_many'] },
  { method: 'post', path: `${SYNC}/passphrase/check`, summary: 'Whether such a code stands; a locked desk asks before it gives up a store that nobody can open', caller: 'anybody', request: passphraseCheckRequest, answers: { json: passphraseResponse }, errors: ['bad_code', 'too_many'] },
  { method: 'post', path: `${SYNC}/passphrase/change`, summary: 'Another passphrase in place of one that is known: former is the secret of that one, secret of the new one, both as in a sign-in. Tokens of the former one end; the new secret is taken again where it counts already', caller: 'device', request: passphraseChangeRequest, answers: { json: passphraseResponse }, errors: ['bad_credentials', 'too_many'] },
  { method: 'post', path: `${SYNC}/staff/training`, summary: 'A record of training of a colleague, by an officer who has signed in freshly; the one that was passed last counts, of one day the one that was entered last', caller: 'person', request: trainingRequest, answers: { json: staffActResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/staff/role`, summary: 'Another role for a colleague; the desk where they are signed in locks', caller: 'person', request: staffRoleRequest, answers: { json: staffActResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/staff/leave`, summary: 'A colleague has left: they sign in nowhere any more, and those of the devices named where they signed in last go out of service', caller: 'person', request: staffLeaveRequest, answers: { json: staffActResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/staff/return`, summary: 'A colleague is back, in the role that they had', caller: 'person', request: staffReturnRequest, answers: { json: staffActResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'get', path: `${SYNC}/retention`, summary: 'What is over by the schedule of keeping and what falls due, week by week; what ends by itself; the batches', caller: 'person', query: retentionQuery, answers: { json: retentionResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/retention/propose`, summary: 'Proposes what is due now, also after a refusal; the schedule does so by itself once a day', caller: 'person', answers: { json: retentionActResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/retention/endings`, summary: 'Proposes that the company ends a product on a day, for everybody: from that day on nothing of it is taken in, and two people can agree that its data go', caller: 'person', request: endProductRequest, answers: { json: retentionActResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/retention/agree`, summary: 'One of the two agreements that a batch needs, by somebody who has signed in freshly; with the second its rows go', caller: 'person', request: retentionAgreeRequest, answers: { json: retentionActResponse }, errors: ['needs_online_auth', 'too_many'] },
  { method: 'post', path: `${SYNC}/retention/decline`, summary: 'Declines a batch that is not approved yet; the schedule then proposes none for thirty days', caller: 'person', request: retentionDeclineRequest, answers: { json: retentionActResponse }, errors: ['too_many'] },
  { method: 'get', path: `${SYNC}/bundle`, summary: 'What shows to an audit how the requests of a period were dealt with: their decisions, certificates, signed audit heads, rules packs and policies, and a signed manifest of it all; nobody is named but staff', caller: 'person', query: bundleQuery, answers: { lines: BUNDLE_LINE, order: `Files in the order of the bundle, the signed manifest.json last. ${ENDS}` }, errors: ['too_large', 'too_many'] },
  { method: 'post', path: `${SYNC}/residue`, summary: 'What a device found when it looked again for people who were erased there: counts, by erasure', caller: 'device', request: residueRequest, answers: { json: residueResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/audit/head`, summary: 'How far a device’s audit record has come, for the origin to sign; the device shows that it went on from the one that was signed before', caller: 'device', request: auditHeadRequest, answers: { json: auditHeadResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/chain`, summary: 'That the audit chain of a device does not hold together, or that its store is older than its anchor; it opens an incident', caller: 'device', request: chainRequest, answers: { json: chainResponse }, errors: ['too_many'] },
  { method: 'get', path: `${SYNC}/standing`, summary: 'Whether a device at which nobody is signed in is still in service; proved by the standing key of its last session, with which nothing else can be asked', caller: 'device', answers: { json: standingResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/presence`, summary: 'At which request the person at this desk is, and whether they write there; holds for 30 seconds, nowhere without a place', caller: 'person', request: presenceRequest, answers: { json: presenceResponse }, errors: ['not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/identity/code`, summary: 'Sends a one-time code to an identifier of a request that is being checked', caller: 'person', request: codeRequest, answers: { json: codeResponse }, errors: ['not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/identity/confirm`, summary: 'Compares what was read back; what is right is a check of that identifier in the request', caller: 'person', request: confirmRequest, answers: { json: confirmResponse }, errors: ['not_found', 'too_many'] },
  { method: 'put', path: `${SYNC}/blobs/{sha256}`, summary: 'One part of a file that a note of the request names, from the byte after what has arrived; the answer says how much has, and the next part begins there', caller: 'person', params: blobParams, query: blobPutQuery, request: 'bytes', maxBytes: BLOB_BYTES, answers: { json: blobResponse }, errors: ['not_found', 'too_many'] },
  { method: 'get', path: `${SYNC}/blobs/{sha256}`, summary: 'A file that a note of the request names, once all of it is here', caller: 'person', params: blobParams, query: blobGetQuery, answers: { bytes: 'The file’s own bytes; with Range: bytes=N- those from N on (206). Their SHA-256 is the one of the path' }, errors: ['not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/sealed`, summary: 'Acts from the sealed outbox of a store that is gone, each signed by the device that sealed it; they wait for their person’s next sign-in, or for the officer', caller: 'anybody', request: sealedRequest, maxBytes: SEALED_BYTES, answers: { json: sealedResponse }, errors: ['bad_proof', 'too_many'] },
  { method: 'post', path: `${SYNC}/sealed/settle`, summary: 'The officer, signed in freshly, applies or drops one of them', caller: 'person', request: sealedSettleRequest, answers: { json: sealedSettleResponse }, errors: ['needs_online_auth', 'not_found', 'too_many'] },
  { method: 'get', path: `${SYNC}/people/{id}/rows`, summary: 'Service-log rows of one person of the device’s case scopes', caller: 'person', params: z.object({ id: id<SubjectId>() }), query: rowsQuery, answers: { lines: ROWS_LINE, order: ENDS }, errors: ['not_found', 'gone_erased', 'too_many'] },
  { method: 'get', path: `${SYNC}/policies/{id}/reach`, summary: 'How many of the whole population a version binds today, and how many are to be asked; by slices of 5,000 people, numbers alone', caller: 'person', params: z.object({ id: id<PolicyId>() }), query: reachQuery, answers: { json: reachResponse }, errors: ['not_found', 'too_many'] },
  { method: 'post', path: `${SYNC}/search`, summary: 'Online search for a desk without the directory scope; the rows are forgotten at leaseUntil', caller: 'person', request: searchRequest, answers: { json: searchResponse }, errors: ['too_many'] },
  { method: 'post', path: `${SYNC}/intake`, summary: 'A request from the website or the applet; the same requestId again gets the same answer', caller: 'intake', request: intakeRequest, answers: { json: intakeResponse }, errors: ['not_found'] },
  { method: 'get', path: `${SYNC}/openapi.json`, summary: 'This description', caller: 'anybody', answers: { json: z.object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }) } },
  { method: 'get', path: '/healthz', summary: 'Whether the origin and its database answer, and how far the feed is behind', caller: 'anybody', answers: { json: health } },
]

export const bodyBytesOf = (endpoint: Endpoint): number => endpoint.maxBytes ?? BODY_BYTES
