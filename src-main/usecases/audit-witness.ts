// Has the origin sign how far this desk's audit record has come: at contact, then at most every quarter of an hour while something is added, and before an export.
//
//   head, and what stands at the number that was signed last → origin: it went on from there → signed, kept here and at the origin
//                                                                     it is another record   → on record here and there; nothing of it is signed any more
//
// Whoever can write to the store, and nothing else, can rewrite the record here; not what the origin has seen of it.
import type { Clock } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { NO_HASH, type ChainHead } from '../../src-shared/formats/audit-entry'
import { checkAuditWitness, type AuditWitness } from '../../src-shared/formats/audit-witness'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import type { Signed, OrgTrust } from '../../src-shared/formats/signed'
import type { AuditHeadResponse } from '../../src-shared/protocol/audit-head'
import { readAuditHead, readEntryHash } from '../audit/audit-log'
import type { OriginClient } from '../sync/origin-client'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Reader, Tx } from '../vault/transaction'
import type { Vault } from '../vault/vault'
import type { AuditEvent } from './unlocked-desk'

const EVERY_MS = 15 * 60_000

export interface AuditWitnessDeps {
  readonly vault: Vault
  readonly clock: Clock
  readonly crypto: FormatCrypto
  readonly orgPublicKey: OrgTrust
  readonly deviceId: string
  readonly tell: OriginClient['auditHead']
  readonly audit: (tx: Tx, event: AuditEvent) => Promise<void>
  readonly onFault: (error: unknown) => void
}
export interface AuditWitnesses {
  /** Where one is due; `contact`: the origin was just greeted. */
  readonly look: (when: 'contact' | 'in-passing') => void
  readonly ask: () => Promise<Result<void, DeskError>>
  /**
   * Before the first upload of a process: a record that was put back from before is told, to the origin and here, before anything of it is sent (security.md I-4).
   * Whatever comes of it keeps no act back.
   */
  readonly beforeUpload: () => Promise<void>
  readonly idle: () => Promise<void>
}

export function createAuditWitnesses(deps: AuditWitnessDeps): AuditWitnesses {
  const { clock } = deps
  let askedMono = -Infinity
  let isAnswered = false
  let running: Promise<Result<void, DeskError>> | undefined
  const ask = (): Promise<Result<void, DeskError>> => {
    running ??= askOnce(deps).then((told) => {
      isAnswered ||= told.ok
      return told
    }).finally(() => (running = undefined))
    askedMono = clock.mono()
    return running
  }
  return {
    look: (when) => {
      if (when === 'in-passing' && clock.mono() - askedMono < EVERY_MS) return
      void ask().catch(deps.onFault)
    },
    ask,
    beforeUpload: async () => {
      if (!isAnswered) await ask().catch(deps.onFault)
    },
    idle: async () => {
      await running?.catch(() => undefined)
    },
  }
}

async function askOnce(deps: AuditWitnessDeps): Promise<Result<void, DeskError>> {
  const { vault, tell } = deps
  // Looks that wait for the writer belong to the record that is signed.
  await vault.transaction(() => Promise.resolve())
  const head = await readAuditHead(vault.reader)
  if (head.size === 0) return ok()
  const last = await getMeta(vault.reader, 'auditWitness')
  const first = await tell({ head, ...(last ? { shown: await entryAt(vault.reader, last.body.size) } : {}) })
  if (!first.ok) return first
  const answer = first.value.state === 'show' ? await tell({ head, shown: await entryAt(vault.reader, first.value.size) }) : first
  return answer.ok ? take(deps, head, answer.value) : answer
}

/** What stands in the record at that number; of one that does not reach so far 64 zeros. */
async function entryAt(reader: Reader, size: number): Promise<ChainHead> {
  return { size, headHash: (await readEntryHash(reader, size)) ?? NO_HASH }
}

async function take(deps: AuditWitnessDeps, head: ChainHead, answer: AuditHeadResponse): Promise<Result<void, DeskError>> {
  const { vault, clock, crypto, orgPublicKey, deviceId, audit } = deps
  const invalid: Result<void, DeskError> = err({ kind: 'origin-answer-invalid' })
  if (answer.state === 'show') return invalid
  if (answer.state === 'differs') {
    if ((await getMeta(vault.reader, 'auditDiffers')) !== undefined) return ok()
    await vault.transaction(async (tx) => {
      await setMeta(tx, 'auditDiffers', { size: answer.size, at: clock.now() })
      await audit(tx, { type: 'audit.differs', detail: { size: answer.size } })
    })
    return ok()
  }
  const checked = checkAuditWitness(answer.witness, orgPublicKey, crypto)
  if (!checked.ok || checked.value.device !== deviceId || checked.value.size !== head.size || checked.value.headHash !== head.headHash) return invalid
  const witness = answer.witness as Signed<AuditWitness> // its shape has just been checked
  await vault.transaction((tx) => setMeta(tx, 'auditWitness', witness))
  return ok()
}
