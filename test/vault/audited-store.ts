// A store as an open desk has it, for tests of its audit: anchored, and with looks that need not wait for the writer.
import { expect } from 'vitest'
import { anchored } from '../../src-main/app/anchored-vault'
import { verifyAudit, type AuditContext } from '../../src-main/audit/audit-log'
import { withAudit, type AuditedVault } from '../../src-main/usecases/audit-looks'
import { checkAnchor, writeAnchor } from '../../src-main/vault/anchor'
import type { KeyedVault } from '../../src-main/vault/keyed-vault'
import { setMeta } from '../../src-main/vault/repositories/meta'
import type { Tx } from '../../src-main/vault/transaction'
import type { Vault } from '../../src-main/vault/vault'
import { EMPTY_CHAIN, type AuditEntry } from '../../src-shared/formats/audit-entry'
import { mustOk } from '../../src-shared/base/result'
import { makeKeyedVault, reopenKeyedVault, seededRandom, testClock, type TestClock } from './desk-store'

export const ACTOR = 'staff-1'

export interface AuditedStore extends AuditedVault {
  readonly keyed: KeyedVault
  readonly clock: TestClock
  readonly audit: ReturnType<AuditedVault['auditBy']>
  readonly look: ReturnType<AuditedVault['lookBy']>
}

export async function makeAuditedStore(dir: string, seed: string): Promise<AuditedStore> {
  const keyed = await makeKeyedVault(dir, seed, async ({ vault, keys }) => {
    await writeAnchor(dir, EMPTY_CHAIN, keys.macKey)
    await vault.transaction((tx) => setMeta(tx, 'ledgerKey', Buffer.alloc(32, 5).toString('base64url')))
  })
  return auditedStore(dir, keyed)
}

/** As the unlock opens it: refused where the anchor says so. `over`: what stands between the store and whoever listens to its commits. */
export async function reopenAuditedStore(dir: string, seed: string, over?: Partial<Between>): Promise<AuditedStore> {
  const keyed = await reopenKeyedVault(dir, seed)
  mustOk(await checkAnchor(dir, keyed.vault, keyed.keys.macKey))
  return auditedStore(dir, keyed, over)
}

export interface Between {
  readonly belowAnchor: (vault: Vault) => Vault
  readonly aboveAnchor: (vault: Vault) => Vault
}

async function auditedStore(dir: string, keyed: KeyedVault, { belowAnchor = (vault) => vault, aboveAnchor = (vault) => vault }: Partial<Between> = {}): Promise<AuditedStore> {
  const clock = testClock()
  const context: AuditContext = { clock, random: seededRandom(`audit ${dir}`), bootId: 'ab'.repeat(16), device: 'device-1' }
  const below = aboveAnchor(anchored(belowAnchor(keyed.vault), dir, keyed.keys.macKey, (error) => { throw error }))
  const audited = await withAudit(below, context)
  return { ...audited, keyed, clock, audit: audited.auditBy(ACTOR), look: audited.lookBy(ACTOR) }
}

/** A transaction that stands open until it is let go; what it is to do then comes last. */
export async function occupy(vault: Vault, last: (tx: Tx) => Promise<void> = () => Promise.resolve()): Promise<() => Promise<void>> {
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => { letGo = resolve })
  let began: () => void = () => undefined
  const beginning = new Promise<void>((resolve) => { began = resolve })
  const done = vault.transaction(async (tx) => {
    began()
    await held
    await last(tx)
  })
  await beginning
  return () => {
    letGo()
    return done
  }
}

export interface Entered {
  readonly entry: AuditEntry
  readonly detail: unknown
  readonly subjectId: string | null
}

/** The chain as it is committed; refused where it does not hold. */
export async function readChain({ reader }: Pick<Vault, 'reader'>): Promise<readonly Entered[]> {
  mustOk(await verifyAudit(reader))
  const rows = await reader.selectFrom('audit').innerJoin('audit_details', 'audit_details.seq', 'audit.seq').select(['entry', 'detail', 'subject_id']).orderBy('audit.seq').execute()
  return rows.map(({ entry, detail, subject_id: subjectId }) => ({ entry: JSON.parse(entry) as AuditEntry, detail: detail === null ? null : (JSON.parse(detail) as unknown), subjectId }))
}

/** By the numbers that the looks of a test carry. */
export async function numbersIn(vault: Pick<Vault, 'reader'>): Promise<readonly number[]> {
  return (await readChain(vault)).flatMap(({ detail }) => (detail as { readonly k?: number } | null)?.k ?? [])
}

export function expectTimesInOrder(chain: readonly Entered[]): void {
  const monos = chain.map(({ entry }) => entry.mono)
  expect(monos).toEqual([...monos].sort((a, b) => a - b))
}
