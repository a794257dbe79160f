// Speaks the sync protocol: every endpoint as one function whose failure is a value. Nothing that identifies a device or a person leaves
// before the host has proved, by the organisation key, which tenant and region it is.
//
//   connect → TLS (https-channel.ts) → GET /hello: certificate by the organisation key, tenant, host, region CN-* → only then the rest
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Clock } from '../../src-shared/base/clock'
import type { DeviceId, PolicyId, RequestId, SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { isMainlandRegion } from '../../src-shared/domain/region'
import { toBase64url, utf8 } from '../../src-shared/formats/canonical'
import { MOST_LINE_BYTES } from '../../src-shared/formats/bundle/bundle-names'
import type { FormatCrypto, Signer } from '../../src-shared/formats/crypto'
import { checkSigned, verifyCanonical} from '../../src-shared/formats/signed'
import { MOST_BUNDLE_ANSWER_BYTES } from '../../src-shared/protocol/bundle'
import type { CursorError } from '../../src-shared/protocol/feed'
import {
  deviceActResponse, devicesResponse, standingResponse, type DeviceActResponse, type DeviceRevokeRequest, type DevicesResponse, type DeviceWipeRequest,
} from '../../src-shared/protocol/devices'
import { codeResponse, confirmResponse, type CodeRequest, type CodeResponse, type ConfirmRequest, type ConfirmResponse } from '../../src-shared/protocol/identity'
import { blobResponse, type BlobResponse } from '../../src-shared/protocol/notes'
import { retentionActResponse, retentionResponse, type EndProductRequest, type RetentionActResponse, type RetentionAgreeRequest, type RetentionDeclineRequest, type RetentionResponse } from '../../src-shared/protocol/retention'
import { auditHeadResponse, type AuditHeadRequest, type AuditHeadResponse } from '../../src-shared/protocol/audit-head'
import { chainResponse, type ChainRequest } from '../../src-shared/protocol/incidents'
import { residueResponse, type ResidueRequest } from '../../src-shared/protocol/residue'
import { presenceResponse, type PresenceRequest } from '../../src-shared/protocol/presence'
import { pushResponse, type PushRequest } from '../../src-shared/protocol/push'
import { wipedResponse, type WipedRequest } from '../../src-shared/protocol/wipe'
import { sealedResponse, sealedSettleResponse, type SealedRequest, type SealedResponse, type SealedSettleRequest } from '../../src-shared/protocol/sealed'
import { reachResponse, type ReachResponse } from '../../src-shared/protocol/reach'
import type { searchRequest, SearchResponse } from '../../src-shared/protocol/search'
import {
  ackResponse, enrolResponse, helloResponse, originError, sessionResponse, signinResponse,
  type EnrolResponse, type SessionResponse, type SigninResponse,
} from '../../src-shared/protocol/session'
import type { ackRequest, enrolRequest, sessionRequest } from '../../src-shared/protocol/session'
import { createDirectoryBatcher } from '../vault/directory-batch'
import { checkChangesPage, checkSnapshotPage, type ChangesPage, type SnapshotPage } from './check-page'
import type { HttpAnswer, HttpChannel } from './https-channel'
import { directoryRowOf } from './directory-line'
import type { Period } from '../../src-shared/domain/desk-report'
import { answerError, resetOr } from './origin-errors'
import { readJson, readPage, type Page, type PageLimits, type TakeLine } from './ndjson'
import { followOrg, offeredOrg, type KnownOrg } from './org-trust'
import { staffCalls, type StaffCalls } from './staff-calls'
import type { TimeSample } from './sync-clock'
import { ANSWER_SCHEMAS, BUILT_INVENTORY, declaredBy, type DeclaredBody, type Inventory } from './undeclared'

/** What the enrolment file pinned, and which device this is once it is enrolled. */
export interface OriginIdentity {
  readonly tenant: string
  readonly development: boolean
  /** Follows the organisation where its key changes: every client of this identity, and whoever else holds it. */
  readonly orgPublicKey: KnownOrg
}
export interface DeviceProof {
  readonly deviceId: DeviceId
  readonly signer: Signer
}
export interface Hello {
  readonly epoch: string
  readonly region: string
  readonly sample: TimeSample
  /** Raw public key of the origin: checks lease, erasures and certificates. */
  readonly originKey: Uint8Array
}
export interface OriginClientDeps {
  readonly channel: HttpChannel
  readonly identity: OriginIdentity
  readonly device: DeviceProof | undefined
  readonly crypto: FormatCrypto
  readonly clock: Clock
  /** Hears of every 401 device_revoked of a host that has proved itself, with what came along as an order; the listener checks whose it is. */
  readonly onRevoked?: (order: unknown) => void
  /** The organisation's key changed, and this client follows (`identity`); or what is shown does not go on from the key that is known here. */
  readonly onOrgKey?: (found: 'newer' | 'refused') => Promise<void>
  /** What the desk was built to hold; by default as this build. */
  readonly inventory?: Inventory
}
/** `reset`: the origin cannot go on from this cursor or token. */
/** `pauseS`: the origin holds no line for this desk now; it asks to be asked again after so many seconds. */
export type ChangesAnswer = { readonly page: ChangesPage; readonly pauseS?: number } | { readonly reset: CursorError }
export type SnapshotAnswer = { readonly page: SnapshotPage } | { readonly reset: CursorError }
export interface OriginClient extends StaffCalls {
  readonly tenant: string
  /** Checks the host anew; every other call does so by itself before its first byte. */
  readonly hello: () => Promise<Result<Hello, DeskError>>
  readonly enrol: (request: z.infer<typeof enrolRequest>, signer: Signer) => Promise<Result<EnrolResponse, DeskError>>
  readonly signIn: (login: string, secret: string, mode: 'plain' | 'fresh') => Promise<Result<SigninResponse, DeskError>>
  readonly session: (request: z.infer<typeof sessionRequest>) => Promise<Result<SessionResponse, DeskError>>
  readonly rules: () => Promise<Result<unknown, DeskError>>
  /** `presence`: tag of what is held of the colleagues; undefined where it is not asked for. */
  readonly changes: (cursor: string, limit: number, waitMs: number, signal?: AbortSignal, presence?: string) => Promise<Result<ChangesAnswer, DeskError>>
  readonly snapshot: (scope: string, after: string | undefined, signal?: AbortSignal) => Promise<Result<SnapshotAnswer, DeskError>>
  readonly push: (request: PushRequest, token: string) => Promise<Result<z.infer<typeof pushResponse>, DeskError>>
  /** Acts of a store that is gone; needs no device. */
  readonly sealed: (request: SealedRequest) => Promise<Result<SealedResponse, DeskError>>
  /** By the token of the order; needs no device. */
  readonly wiped: (request: WipedRequest) => Promise<Result<{ readonly accepted: true }, DeskError>>
  /** With the standing key as the device's: whether it is still in service. */
  readonly standing: () => Promise<Result<unknown, DeskError>>
  readonly ack: (request: z.infer<typeof ackRequest>) => Promise<Result<z.infer<typeof ackResponse>, DeskError>>
  /** What was typed stands in the body: no personal data in a URL. */
  /** With the names of what is in the answer and was not declared. */
  readonly search: (request: z.infer<typeof searchRequest>, token: string) => Promise<Result<DeclaredBody<SearchResponse>, DeskError>>
  readonly presence: (request: PresenceRequest, token: string) => Promise<Result<z.infer<typeof presenceResponse>, DeskError>>
  /** How far a version reaches in the whole population: the slice after a person, the first without one. */
  readonly policyReach: (policyId: PolicyId, after: SubjectId | undefined, token: string) => Promise<Result<ReachResponse, DeskError>>
  /** The fleet, for an officer. */
  readonly devices: (token: string) => Promise<Result<DevicesResponse, DeskError>>
  readonly revokeDevice: (request: DeviceRevokeRequest, token: string) => Promise<Result<DeviceActResponse, DeskError>>
  readonly wipeDevice: (request: DeviceWipeRequest, token: string) => Promise<Result<DeviceActResponse, DeskError>>
  /** What was found when this desk looked again; by the device alone. */
  readonly tellResidue: (request: ResidueRequest) => Promise<Result<unknown, DeskError>>
  /** How far this desk's audit record has come; by the device alone. */
  readonly auditHead: (request: AuditHeadRequest) => Promise<Result<AuditHeadResponse, DeskError>>
  readonly tellChain: (request: ChainRequest) => Promise<Result<unknown, DeskError>>
  /** What falls due in so many days, and the batches of it. */
  readonly retention: (days: number, token: string) => Promise<Result<RetentionResponse, DeskError>>
  readonly proposeRetention: (token: string) => Promise<Result<RetentionActResponse, DeskError>>
  readonly endProduct: (request: EndProductRequest, token: string) => Promise<Result<RetentionActResponse, DeskError>>
  readonly agreeRetention: (request: RetentionAgreeRequest, token: string) => Promise<Result<RetentionActResponse, DeskError>>
  readonly declineRetention: (request: RetentionDeclineRequest, token: string) => Promise<Result<RetentionActResponse, DeskError>>
  /** The content of an evidence bundle, line by line to `take`; nothing of it counts before the answer is whole. */
  readonly bundle: (period: Period, token: string, take: TakeLine, signal: AbortSignal) => Promise<Result<Page, DeskError>>
  readonly settleHeld: (request: SealedSettleRequest, token: string) => Promise<Result<z.infer<typeof sealedSettleResponse>, DeskError>>
  /** A one-time code to an identifier of the person, and what they read back of it. */
  readonly sendCode: (request: CodeRequest, token: string) => Promise<Result<CodeResponse, DeskError>>
  readonly confirmCode: (request: ConfirmRequest, token: string) => Promise<Result<ConfirmResponse, DeskError>>
  readonly rows: (subjectId: SubjectId, after: number, limit: number, token: string, signal?: AbortSignal) => Promise<Result<Page, DeskError>>
  /** One part of a file that a note of the request names, from a byte on. */
  readonly putFile: (file: FileAsked, bytes: Uint8Array, token: string) => Promise<Result<BlobResponse, DeskError>>
  /** Its bytes from one on; read them inside a guard, as they may break off. */
  readonly getFile: (file: FileAsked, token: string) => Promise<Result<HttpAnswer['chunks'], DeskError>>
  readonly close: () => void
}
export interface FileAsked {
  readonly requestId: RequestId
  /** Lower-case hex. */
  readonly sha256: string
  readonly from: number
  readonly signal: AbortSignal
}

const SMALL_ANSWER_BYTES = 2 * 1_048_576
/** Thousands of devices, and 500 held acts with their words. */
const FLEET_ANSWER_BYTES = 16 * 1_048_576
const RECORD_LINE_BYTES = 262_144 + 65_536
const CHANGES_LIMITS: PageLimits = { lineBytes: RECORD_LINE_BYTES, pageBytes: 4 * 1_048_576, lines: 5_000 }
const SNAPSHOT_LIMITS: PageLimits = { lineBytes: RECORD_LINE_BYTES, pageBytes: 32 * 1_048_576, lines: 60_000 }
/** Of a short line half may be the name of its file. */
const BUNDLE_LIMITS: PageLimits = { lineBytes: MOST_LINE_BYTES + 1_024, pageBytes: MOST_BUNDLE_ANSWER_BYTES + MOST_LINE_BYTES, lines: 1_000_000 }
const ROWS_LIMITS: PageLimits = { lineBytes: 65_536, pageBytes: 32 * 1_048_576, lines: 60_000 }

type PageAnswer = Page & Pick<Extract<ChangesAnswer, { readonly page: ChangesPage }>, 'pauseS'>
interface Call {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly body?: unknown
  /** In place of `body`: a part of a file, as it is. */
  readonly bytes?: Uint8Array
  /** First byte that is asked for. */
  readonly from?: number
  readonly token?: string
  readonly signal?: AbortSignal
  /** Of a JSON answer; by default a small one. */
  readonly maxBytes?: number
}

export function createOriginClient(deps: OriginClientDeps): OriginClient {
  return new ProvenOrigin(deps).client()
}

class ProvenOrigin {
  #hello: Hello | undefined

  constructor(private readonly deps: OriginClientDeps) {}

  client(): OriginClient {
    return {
      tenant: this.deps.identity.tenant,
      hello: () => this.#askHello(),
      enrol: (request, signer) => this.#json({ method: 'POST', path: '/sync/v1/enrol', body: request }, enrolResponse, { deviceId: request.deviceId, signer }),
      signIn: (login, secret, mode) => this.#json({ method: 'POST', path: mode === 'fresh' ? '/sync/v1/signin/fresh' : '/sync/v1/signin', body: { login, secret } }, signinResponse),
      session: (request) => this.#json({ method: 'POST', path: '/sync/v1/session', body: request }, sessionResponse),
      rules: () => this.#anyJson({ method: 'GET', path: '/sync/v1/rules' }),
      changes: (cursor, limit, waitMs, signal, presence) => this.#changes(cursor, limit, waitMs, signal, presence),
      snapshot: (scope, after, signal) => this.#snapshot(scope, after, signal),
      push: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/push', body: request, token }, pushResponse),
      sealed: (request) => this.#json({ method: 'POST', path: '/sync/v1/sealed', body: request }, sealedResponse),
      wiped: (request) => this.#json({ method: 'POST', path: '/sync/v1/wiped', body: request }, wipedResponse),
      standing: () => this.#json({ method: 'GET', path: '/sync/v1/standing' }, standingResponse),
      ack: (request) => this.#json({ method: 'POST', path: '/sync/v1/ack', body: request }, ackResponse),
      search: async (request, token) => {
        const json = await this.#anyJson({ method: 'POST', path: '/sync/v1/search', body: request, token })
        if (!json.ok) return json
        const answer = declaredBy(ANSWER_SCHEMAS['search-answer'], json.value)
        return answer.ok ? answer : err({ kind: 'origin-answer-invalid' })
      },
      presence: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/presence', body: request, token }, presenceResponse),
      policyReach: (policyId, after, token) => this.#json({ method: 'GET', path: `/sync/v1/policies/${policyId}/reach${after === undefined ? '' : `?after=${after}`}`, token }, reachResponse),
      devices: (token) => this.#json({ method: 'GET', path: '/sync/v1/devices', token, maxBytes: FLEET_ANSWER_BYTES }, devicesResponse),
      revokeDevice: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/devices/revoke', body: request, token }, deviceActResponse),
      wipeDevice: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/devices/wipe', body: request, token }, deviceActResponse),
      ...staffCalls((call, schema) => this.#json(call, schema), FLEET_ANSWER_BYTES),
      tellResidue: (request) => this.#json({ method: 'POST', path: '/sync/v1/residue', body: request }, residueResponse),
      auditHead: (request) => this.#json({ method: 'POST', path: '/sync/v1/audit/head', body: request }, auditHeadResponse),
      tellChain: (request) => this.#json({ method: 'POST', path: '/sync/v1/chain', body: request }, chainResponse),
      retention: (days, token) => this.#json({ method: 'GET', path: `/sync/v1/retention?days=${days}`, token }, retentionResponse),
      proposeRetention: (token) => this.#json({ method: 'POST', path: '/sync/v1/retention/propose', token }, retentionActResponse),
      endProduct: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/retention/endings', body: request, token }, retentionActResponse),
      agreeRetention: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/retention/agree', body: request, token }, retentionActResponse),
      declineRetention: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/retention/decline', body: request, token }, retentionActResponse),
      bundle: ({ from, to }, token, take, signal) => this.#page({ method: 'GET', path: `/sync/v1/bundle?from=${from}&to=${to}`, token, signal }, BUNDLE_LIMITS, 'first-line', take),
      settleHeld: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/sealed/settle', body: request, token }, sealedSettleResponse),
      sendCode: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/identity/code', body: request, token }, codeResponse),
      confirmCode: (request, token) => this.#json({ method: 'POST', path: '/sync/v1/identity/confirm', body: request, token }, confirmResponse),
      rows: (subjectId, after, limit, token, signal) => this.#page({ method: 'GET', path: `/sync/v1/people/${subjectId}/rows?after=${after}&limit=${limit}`, token, ...(signal ? { signal } : {}) }, ROWS_LIMITS),
      putFile: ({ requestId, sha256, from, signal }, bytes, token) => this.#json({ method: 'PUT', path: `/sync/v1/blobs/${sha256}?requestId=${requestId}&offset=${from}`, bytes, token, signal }, blobResponse),
      getFile: (file, token) => this.#file(file, token),
      close: () => this.deps.channel.close(),
    }
  }

  async #askHello(): Promise<Result<Hello, DeskError>> {
    const { clock, channel, crypto, identity } = this.deps
    const sentMono = clock.mono()
    // The one request without a proof: whoever answers learns nothing of the desk from it.
    const answer = await channel.send({ method: 'GET', path: '/sync/v1/hello', headers: {} })
    if (!answer.ok) return answer
    const json = await readJson(answer.value.chunks, SMALL_ANSWER_BYTES)
    if (!json.ok) return json
    if (answer.value.status !== 200) return err(answerError(answer.value, json.value))
    const parsed = helloResponse.safeParse(json.value)
    if (!parsed.success) return err({ kind: 'origin-answer-invalid' })
    // By the origin's own time: a desk whose clock is wrong must still be able to find out. What is older than the last hello is a replay
    // that TLS with its pinned key already excludes.
    const { orgPublicKey: org } = identity
    const { handovers = [], ...greeting } = parsed.data
    const offer = offeredOrg(org, handovers, identity.tenant, crypto)
    if (!offer) await this.deps.onOrgKey?.('refused')
    const signed = checkSigned(greeting, offer, crypto, parsed.data.body.time, { kind: 'origin', tenant: identity.tenant })
    if (!signed.ok) return err({ kind: 'origin-not-trusted' })
    const { body } = parsed.data
    const isOurs = body.tenant === identity.tenant && body.host === channel.host && body.development === identity.development
    if (!isOurs || !offer || !isMainlandRegion(body.region)) return err({ kind: 'origin-not-trusted' })
    if (followOrg(org, offer)) await this.deps.onOrgKey?.('newer')
    const sample = { serverTime: body.time, sentMono, receivedMono: clock.mono(), receivedWall: clock.now() }
    this.#hello = { epoch: body.epoch, region: body.region, sample, originKey: signed.value.publicKey }
    return ok(this.#hello)
  }

  /** The answer of a call whose host has proved itself. A broken connection ends the proof: the next call asks again. */
  async #send(call: Call, device = this.deps.device): Promise<Result<HttpAnswer, DeskError>> {
    if (!this.#hello) {
      const hello = await this.#askHello()
      if (!hello.ok) return hello
    }
    const body = call.bytes ?? (call.body === undefined ? undefined : utf8(JSON.stringify(call.body)))
    const answer = await this.deps.channel.send({
      method: call.method,
      path: call.path,
      headers: {
        ...(body ? { 'content-type': call.bytes ? 'application/octet-stream' : 'application/json' } : {}),
        ...(call.from === undefined || call.from === 0 ? {} : { range: `bytes=${call.from}-` }),
        ...(device ? this.#proof(device, call, body) : {}),
        ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      },
      ...(body ? { body } : {}),
      ...(call.signal ? { signal: call.signal } : {}),
    })
    if (!answer.ok && answer.error.kind !== 'cancelled') this.#hello = undefined
    return answer
  }

  /** Bound to method, path, time and body, so that a recorded request cannot be sent again as another. */
  #proof(device: DeviceProof, call: Call, body: Uint8Array | undefined): Readonly<Record<string, string>> {
    const sample = this.#hello?.sample
    // The origin's time, carried on by our monotonic clock: a desk with a wrong wall clock still works, and says so elsewhere.
    const ts = sample ? Math.round(sample.serverTime + (this.deps.clock.mono() - sample.receivedMono)) : this.deps.clock.now()
    const bodyHash = createHash('sha256').update(body ?? new Uint8Array()).digest('hex')
    const signature = device.signer.sign(utf8(`${call.method}\n${call.path}\n${ts}\n${bodyHash}`))
    return { 'x-privacy-device': device.deviceId, 'x-privacy-proof': `${ts}.${toBase64url(signature)}` }
  }

  async #anyJson(call: Call, device = this.deps.device): Promise<Result<unknown, DeskError>> {
    const answer = await this.#send(call, device)
    if (!answer.ok) return answer
    const json = await readJson(answer.value.chunks, call.maxBytes ?? SMALL_ANSWER_BYTES)
    if (answer.value.status >= 400) return err(this.#refusal(answer.value, json.ok ? json.value : undefined))
    return json
  }

  async #json<Schema extends z.ZodType>(call: Call, schema: Schema, device = this.deps.device): Promise<Result<z.output<Schema>, DeskError>> {
    const json = await this.#anyJson(call, device)
    if (!json.ok) return json
    const parsed = schema.safeParse(json.value)
    return parsed.success ? ok(parsed.data) : err({ kind: 'origin-answer-invalid' })
  }

  async #page(call: Call, limits: PageLimits, hashFrom: 'first-line' | 'after-begin' = 'first-line', take?: TakeLine): Promise<Result<PageAnswer, DeskError>> {
    const answer = await this.#send(call)
    if (!answer.ok) return answer
    if (answer.value.status === 200) {
      const { retryAfterS } = answer.value
      const page = await readPage(answer.value.chunks, limits, hashFrom, take)
      return page.ok && retryAfterS !== undefined ? ok({ ...page.value, pauseS: retryAfterS }) : page
    }
    const json = await readJson(answer.value.chunks, SMALL_ANSWER_BYTES)
    return err(this.#refusal(answer.value, json.ok ? json.value : undefined))
  }

  async #file({ requestId, sha256, from, signal }: FileAsked, token: string): Promise<Result<HttpAnswer['chunks'], DeskError>> {
    const answer = await this.#send({ method: 'GET', path: `/sync/v1/blobs/${sha256}?requestId=${requestId}`, from, token, signal })
    if (!answer.ok) return answer
    if (answer.value.status === (from === 0 ? 200 : 206)) return ok(answer.value.chunks)
    const json = await readJson(answer.value.chunks, SMALL_ANSWER_BYTES)
    return err(this.#refusal(answer.value, json.ok ? json.value : undefined))
  }

  #refusal(answer: HttpAnswer, json: unknown): DeskError {
    const error = answerError(answer, json)
    if (error.kind === 'device-revoked') this.deps.onRevoked?.(originError.safeParse(json).data?.order)
    return error
  }

  async #changes(cursor: string, limit: number, waitMs: number, signal: AbortSignal | undefined, presence: string | undefined): Promise<Result<ChangesAnswer, DeskError>> {
    const asked = presence === undefined ? '' : `&presence=${encodeURIComponent(presence)}`
    const path = `/sync/v1/changes?cursor=${encodeURIComponent(cursor)}&limit=${limit}&wait=${waitMs}${asked}`
    const page = await this.#page({ method: 'GET', path, ...(signal ? { signal } : {}) }, CHANGES_LIMITS, 'after-begin')
    if (!page.ok) return resetOr(page.error)
    const { pauseS } = page.value
    const checked = await checkChangesPage(page.value, (value, signature) => this.#isByOrigin(value, signature), this.deps.inventory)
    if (!checked.ok) return checked
    // A page of another position is a replay: what it says was true once, and its cursor would take us back there.
    if (checked.value.begin.from !== cursor) return err({ kind: 'origin-answer-invalid' })
    return ok({ page: checked.value, ...(pauseS === undefined ? {} : { pauseS }) })
  }

  async #snapshot(scope: string, after: string | undefined, signal: AbortSignal | undefined): Promise<Result<SnapshotAnswer, DeskError>> {
    const path = `/sync/v1/snapshot?scope=${encodeURIComponent(scope)}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`
    const { inventory = BUILT_INVENTORY } = this.deps
    const batcher = createDirectoryBatcher()
    const take: TakeLine = (line) => {
      // It knows the fields of this build alone.
      const row = inventory.directory === BUILT_INVENTORY.directory ? directoryRowOf(line) : undefined
      return row !== undefined && batcher.add(row)
    }
    const page = await this.#page({ method: 'GET', path, ...(signal ? { signal } : {}) }, SNAPSHOT_LIMITS, 'first-line', take)
    if (!page.ok) return resetOr(page.error)
    const checked = await checkSnapshotPage(page.value, batcher.take(), inventory)
    return checked.ok ? ok({ page: checked.value }) : checked
  }

  #isByOrigin(value: unknown, signature: string): boolean {
    const key = this.#hello?.originKey
    return key !== undefined && verifyCanonical(value, signature, key, this.deps.crypto)
  }
}
