// The hash chain of a desk's audit record, and the file in which it leaves the desk.
//
//   entry   canonical JSON {v, seq, ts, mono, bootId, actor, device, type, objRef?, detailHash, prev}, free of personal data
//   seq     1, 2, 3 …             prev   SHA-256 (hex) of the previous entry's text; 64 zeros for the first
//   objRef  HMAC(salt of the person, id): unlinkable once the salt is destroyed, while the chain still verifies
//   head    {v, kind, device, size, headHash, at} signed by the device
//
//   file    line 1 {"format":"privacy-desk-audit","v":1} · one line per entry · last line {"head":{body, certificate, sig}}
//           v 2: line 1 with "witness", what the origin signed of the record (audit-witness.ts)
import { z } from 'zod'
import { err, ok, type Result } from '../base/result'
import { sha256Hex } from '../domain/fields'
import { auditWitnessSchema, checkAuditWitness, type AuditWitness } from './audit-witness'
import { canonicalJson, hex, parseJson, utf8 } from './canonical'
import type { FormatCrypto, Signer } from './crypto'
import { canonicalText, checkSigned, signBody, type Certificate, type Signed, type SignedCertificate, type SignedError, type OrgTrust } from './signed'

export const auditEntrySchema = z.strictObject({
  v: z.literal(1),
  seq: z.number().int().min(1),
  /** Epoch milliseconds; data only, the order is `seq`. */
  ts: z.number().int(),
  /** Monotonic milliseconds since the boot that `bootId` names. */
  mono: z.number(),
  bootId: z.string().max(64),
  /** Staff id, or `system`. */
  actor: z.string().max(64),
  device: z.string().max(64),
  /** `request.decide`, `search.people` …: lower-case words, never text of a person. */
  type: z.string().max(64).regex(/^[a-z]+(?:[.-][a-zA-Z]+)*$/),
  objRef: sha256Hex.optional(),
  /** SHA-256(salt of the entry || detail); 64 zeros where there is no detail. */
  detailHash: sha256Hex,
  prev: sha256Hex,
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
export type AuditFields = Omit<AuditEntry, 'v' | 'seq' | 'prev'>

export const NO_HASH = '0'.repeat(64)

export interface ChainHead {
  readonly size: number
  readonly headHash: string
}
export const EMPTY_CHAIN: ChainHead = { size: 0, headHash: NO_HASH }

export interface ChainedEntry {
  readonly entry: AuditEntry
  /** Canonical JSON: what is stored and hashed. */
  readonly text: string
  readonly hash: string
}

export function nextEntry(head: ChainHead, fields: AuditFields, crypto: FormatCrypto): ChainedEntry {
  const entry: AuditEntry = { ...fields, v: 1, seq: head.size + 1, prev: head.headHash }
  const text = canonicalJson(entry)
  return { entry, text, hash: hashEntry(text, crypto) }
}

export function hashEntry(text: string, crypto: FormatCrypto): string {
  return hex(crypto.sha256(utf8(text)))
}

export interface ChainBreak {
  /** Number of the first entry that does not fit. */
  readonly brokenAt: number
}

/** Checks a chain as it is read, however long: `add` answers false from the first entry on that does not fit. */
export interface ChainCheck {
  readonly add: (text: string) => boolean
  readonly result: () => Result<ChainHead, ChainBreak>
}

export function createChainCheck(crypto: FormatCrypto): ChainCheck {
  let head = EMPTY_CHAIN
  let brokenAt: number | undefined
  return {
    add: (text) => {
      if (brokenAt === undefined && fits(text, head)) head = { size: head.size + 1, headHash: hashEntry(text, crypto) }
      else brokenAt ??= head.size + 1
      return brokenAt === undefined
    },
    result: () => (brokenAt === undefined ? ok(head) : err({ brokenAt })),
  }
}

export function checkChain(texts: Iterable<string>, crypto: FormatCrypto): Result<ChainHead, ChainBreak> {
  const check = createChainCheck(crypto)
  for (const text of texts) if (!check.add(text)) break
  return check.result()
}

function fits(text: string, head: ChainHead): boolean {
  const read = auditEntrySchema.safeParse(parseJson(text))
  if (!read.success || read.data.seq !== head.size + 1 || read.data.prev !== head.headHash) return false
  // One text for one entry: a second spelling of the same values has another hash and so would only break later.
  return canonicalText(read.data) === text
}

export const auditHeadSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('audit-head'),
  device: z.string().max(64),
  size: z.number().int().min(0),
  headHash: sha256Hex,
  at: z.number().int(),
})
export type AuditHead = z.infer<typeof auditHeadSchema>

export function signAuditHead(head: ChainHead, device: string, at: number, signer: Signer, certificate: SignedCertificate): Signed<AuditHead> {
  return signBody({ v: 1, kind: 'audit-head', device, size: head.size, headHash: head.headHash, at }, signer, certificate)
}

export const AUDIT_EXPORT_FIRST_LINE = canonicalJson({ format: 'privacy-desk-audit', v: 1 })

export function auditExportFirstLine(witness: Signed<AuditWitness> | undefined): string {
  return witness ? canonicalJson({ format: 'privacy-desk-audit', v: 2, witness }) : AUDIT_EXPORT_FIRST_LINE
}

const witnessedLine = z.strictObject({ format: z.literal('privacy-desk-audit'), v: z.literal(2), witness: z.object({ body: auditWitnessSchema }).loose() })

/** What the origin signed, as the first line says; its signature is checked with the head's. Undefined: no such line. */
function readFirstLine(line: string): { readonly witness?: unknown; readonly body?: AuditWitness } | undefined {
  if (line === AUDIT_EXPORT_FIRST_LINE) return {}
  const parsed = parseJson(line)
  const read = witnessedLine.safeParse(parsed)
  return read.success && canonicalText(parsed) === line ? { witness: read.data.witness, body: read.data.witness.body } : undefined
}

export function auditExportLastLine(head: Signed<AuditHead>): string {
  return canonicalJson({ head })
}

export type AuditExportError = 'malformed' | 'head-differs' | 'witness-differs' | SignedError | ChainBreak
export interface CheckedAuditExport {
  readonly head: AuditHead
  readonly signer: Certificate
  /** Up to where the origin saw the very same record. */
  readonly witness?: AuditWitness
}

/** Reads line by line, so that a long record needs no more memory than a short one. */
export async function checkAuditExport(lines: AsyncIterable<string> | Iterable<string>, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Promise<Result<CheckedAuditExport, AuditExportError>> {
  const chain = createChainCheck(crypto)
  let count = 0
  let waiting: string | undefined
  let first: ReturnType<typeof readFirstLine>
  /** Of the entry that the origin signed for. */
  let witnessed: string | undefined
  for await (const line of lines) {
    count += 1
    if (count === 1) {
      first = readFirstLine(line)
      if (!first) return err('malformed')
      continue
    }
    // The last line is the head, so an entry is added when the line after it has arrived.
    if (waiting !== undefined && !chain.add(waiting)) return err(firstBreak(chain))
    if (waiting !== undefined && count - 2 === first?.body?.size) witnessed = hashEntry(waiting, crypto)
    waiting = line
  }
  const last = waiting === undefined ? undefined : parseJson(waiting)
  const head = z.strictObject({ head: z.unknown() }).safeParse(last)
  const size = chain.result()
  // One spelling, as of every line: of two files that both verify, one would not be what was signed and sent.
  if (!head.success || !size.ok || canonicalText(last) !== waiting) return err('malformed')
  const { witness, body } = first ?? {}
  if (body && body.headHash !== witnessed) return err('witness-differs')
  const checked = checkHead(head.data.head, size.value, orgPublicKey, crypto)
  if (!body || (!checked.ok && checked.error !== 'unknown-signer')) return checked
  const seen = checkAuditWitness(witness, orgPublicKey, crypto)
  if (!seen.ok && seen.error !== 'unknown-signer') return seen
  if (!checked.ok || !seen.ok) return err('unknown-signer')
  return body.device === checked.value.head.device ? ok({ ...checked.value, witness: body }) : err('malformed')
}

function firstBreak(chain: ChainCheck): ChainBreak {
  const result = chain.result()
  return result.ok ? { brokenAt: 0 } : result.error
}

function checkHead(signed: unknown, found: ChainHead, orgPublicKey: OrgTrust | undefined, crypto: FormatCrypto): Result<CheckedAuditExport, AuditExportError> {
  const read = z.object({ body: auditHeadSchema }).safeParse(signed)
  if (!read.success) return err('malformed')
  const head = read.data.body
  // Before the signer: `unknown-signer` shall mean that everything else is right.
  if (head.size !== found.size || head.headHash !== found.headHash) return err('head-differs')
  const checked = checkSigned(signed, orgPublicKey, crypto, head.at, { kind: 'device' })
  if (!checked.ok) return checked
  return head.device === checked.value.certificate.id ? ok({ head, signer: checked.value.certificate }) : err('malformed')
}
