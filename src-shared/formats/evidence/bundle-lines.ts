// Reads the line files of an evidence bundle, piece by piece: one canonical line after the other, each by its schema, and what a line may not say.
import type { z } from 'zod'
import { dayStart, addDays, toDay } from '../../base/clock'
import { MOST_LINE_BYTES } from '../bundle/bundle-names'
import { deviceLineSchema, policyLineSchema, type BundleManifest, type DeviceLine } from '../bundle/evidence-bundle'
import { inPeriod, isClosedLine, requestLineSchema, requestTableLine, REQUESTS_TABLE_HEAD, type RequestLine } from '../bundle/request-line'
import { isSecondPerson } from '../../domain/staff'
import { checkAuditWitness } from '../audit-witness'
import { fromUtf8, hex, parseJson, utf8 } from '../canonical'
import type { EvidenceCrypto } from '../crypto'
import { policyTextHash } from '../policy-hash'
import { canonicalText, type OrgTrust } from '../signed'
import { joinBytes } from './bytes'

/** `rows-differ`: it contradicts the manifest or another file; `part-invalid`: something signed in it does not hold. */
export type LineProblem = 'malformed' | 'rows-differ' | 'part-invalid'

export interface LineFile {
  readonly add: (bytes: Uint8Array) => void
  /** After the last piece. */
  readonly end: () => LineProblem | undefined
}
type TakeLine = (value: unknown) => LineProblem | undefined

const LF = 10

/** The first problem counts; what comes after it is not looked at. */
function lineFile(take: TakeLine, atEnd: () => LineProblem | undefined): LineFile {
  let rest: Uint8Array[] = []
  let restBytes = 0
  let problem: LineProblem | undefined
  const line = (bytes: Uint8Array): LineProblem | undefined => {
    const text = fromUtf8(bytes)
    const value = text === undefined ? undefined : parseJson(text)
    // One spelling alone: what is signed is what is read.
    return value === undefined || canonicalText(value) !== text ? 'malformed' : take(value)
  }
  return {
    add: (bytes) => {
      let from = 0
      for (let at = bytes.indexOf(LF); at !== -1 && !problem; at = bytes.indexOf(LF, from)) {
        problem = line(joinBytes([...rest, bytes.subarray(from, at)]))
        rest = []
        restBytes = 0
        from = at + 1
      }
      if (problem || from === bytes.length) return
      rest.push(bytes.slice(from))
      restBytes += bytes.length - from
      if (restBytes > MOST_LINE_BYTES) problem = 'malformed'
    },
    end: () => problem ?? (restBytes > 0 ? 'malformed' : atEnd()),
  }
}

function reader<Line>(schema: z.ZodType<Line>, take: (line: Line, value: unknown) => LineProblem | undefined): TakeLine {
  return (value) => {
    const read = schema.safeParse(value)
    return read.success ? take(read.data, value) : 'malformed'
  }
}

/** What the requests say of the rest of the bundle. */
export interface RequestsTold {
  readonly file: LineFile
  /** Certificates that a request names, by the erasure. */
  readonly certificates: Map<string, { readonly caseNo: string; readonly sha256: string }>
  readonly packs: Set<string>
  /** SHA-256 of the table that follows from the lines. */
  readonly tableHash: () => string
}

export function readRequests({ period, counts }: BundleManifest, crypto: EvidenceCrypto): RequestsTold {
  const certificates: RequestsTold['certificates'] = new Map()
  const packs = new Set<string>()
  const found = { requests: 0, received: 0, decided: 0, closed: 0, open: 0 }
  const table = crypto.createSha256()
  table.update(utf8(REQUESTS_TABLE_HEAD))
  let last = ''
  const take = (line: RequestLine): LineProblem | undefined => {
    const of = inPeriod(line, period)
    if (line.caseNo <= last || !(of.received || of.decided || of.closed) || contradictsItself(line)) return 'rows-differ'
    last = line.caseNo
    found.requests += 1
    for (const name of ['received', 'decided', 'closed'] as const) if (of[name]) found[name] += 1
    if (!isClosedLine(line)) found.open += 1
    for (const version of [line.countedBy, line.decision?.rulesPack]) if (version !== undefined) packs.add(version)
    if (line.erasure?.certificate !== undefined) certificates.set(line.erasure.id, { caseNo: line.caseNo, sha256: line.erasure.certificate })
    table.update(utf8(requestTableLine(line)))
    return undefined
  }
  const names = Object.keys(found) as (keyof typeof found)[]
  return {
    file: lineFile(reader(requestLineSchema, take), () => (names.some((name) => found[name] !== counts[name]) ? 'rows-differ' : undefined)),
    certificates, packs, tableHash: () => hex(table.digest()),
  }
}

/** Nobody approves their own proposal; a completed erasure has its certificate, and no other has one. */
function contradictsItself({ erasure }: RequestLine): boolean {
  if (!erasure) return false
  if ((erasure.state === 'completed') !== (erasure.certificate !== undefined)) return true
  return erasure.approvedBy !== undefined && !isSecondPerson(erasure.proposedBy.id, erasure.approvedBy.id)
}

export interface DevicesTold {
  readonly file: LineFile
  readonly witnesses: Map<string, number>
}

export function readDevices({ counts, period }: BundleManifest): DevicesTold {
  const witnesses = new Map<string, number>()
  const take = ({ id, enrolledAt, revokedAt, witnesses: times }: DeviceLine): LineProblem | undefined => {
    const isOfPeriod = enrolledAt < dayStart(addDays(period.to, 1)) && (revokedAt === undefined || revokedAt >= dayStart(period.from))
    if (witnesses.has(id) || !isOfPeriod) return 'rows-differ'
    witnesses.set(id, times)
    return undefined
  }
  return { file: lineFile(reader(deviceLineSchema, take), () => (witnesses.size === counts.devices ? undefined : 'rows-differ')), witnesses }
}

/** Each signed by the origin, of a device that is listed, growing; as many of each as the device's line says. `crossed` is asked once both files are read. */
export function readWitnesses({ counts, period }: BundleManifest, orgPublicKey: OrgTrust | undefined, crypto: EvidenceCrypto): { readonly file: LineFile; readonly crossed: (devices: ReadonlyMap<string, number>) => boolean } {
  const times = new Map<string, number>()
  const sizes = new Map<string, number>()
  let all = 0
  const take: TakeLine = (value) => {
    const checked = checkAuditWitness(value, orgPublicKey, crypto)
    if (!checked.ok && (checked.error !== 'unknown-signer' || orgPublicKey)) return 'part-invalid'
    // Good as it is but for a signer whom no key was given to know: its body was read by its own schema.
    const { device, size, at } = checked.ok ? checked.value : (value as { readonly body: { readonly device: string; readonly size: number; readonly at: number } }).body
    const on = toDay(at)
    if (on < period.from || on > period.to || size <= (sizes.get(device) ?? 0)) return 'rows-differ'
    sizes.set(device, size)
    times.set(device, (times.get(device) ?? 0) + 1)
    all += 1
    return undefined
  }
  const crossed = (devices: ReadonlyMap<string, number>): boolean => [...devices].every(([id, told]) => told === (times.get(id) ?? 0)) && [...times.keys()].every((id) => devices.has(id))
  return { file: lineFile(take, () => (all === counts.witnesses ? undefined : 'rows-differ')), crossed }
}

export function readPolicies({ counts, period }: BundleManifest, crypto: EvidenceCrypto): LineFile {
  let all = 0
  const take = reader(policyLineSchema, ({ clauses, textHash, effectiveFrom, effectiveUntil }) => {
    all += 1
    if (effectiveFrom > period.to || (effectiveUntil !== undefined && effectiveUntil < period.from)) return 'rows-differ'
    return policyTextHash(clauses, crypto) === textHash ? undefined : 'part-invalid'
  })
  return lineFile(take, () => (all === counts.policies ? undefined : 'rows-differ'))
}
