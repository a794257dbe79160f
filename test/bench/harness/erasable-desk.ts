// A desk's store as an erasure finds it: a directory, people with many records and service-log rows, and the runner that the app has, with the times of its
// copy and of its hold on the writer.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { holdKeys } from '../../../src-main/keys/held-keys'
import { nodeCrypto } from '../../../src-main/keys/node-crypto'
import { createThreadResidueSearch } from '../../../src-main/erasure/residue-thread'
import { createErasureRunner, type ErasureRunner } from '../../../src-main/usecases/carry-out-erasure'
import { setMeta } from '../../../src-main/vault/repositories/meta'
import { putRecords } from '../../../src-main/vault/repositories/records'
import type { SqliteHandle } from '../../../src-main/vault/driver/sqlite-handle'
import { overVault, type Vault } from '../../../src-main/vault/vault'
import { createId, type DeviceId, type ErasureId, type SubjectId } from '../../../src-shared/base/ids'
import { device, DEVICE_ID } from '../../fixtures/signers'
import { buildWorker } from '../../fixtures/worker-file'
import { makeKeyedVault, seededRandom } from '../../vault/desk-store'
import { timed, type BenchContext } from './bench'
import { benchClock } from './moment'

const random = seededRandom('bench erasure')
const START = Date.parse('2026-06-15T00:00:00Z')
const SCOPE = 'desk:bench'
const LOG_ROWS_A_STATEMENT = 50_000

export interface ErasableDesk {
  readonly vault: Vault
  readonly runner: ErasureRunner
  /** Of the last purge: how long VACUUM INTO took, and how long whoever wanted to write had to wait. */
  readonly lastPurge: { copyMs: number; heldMs: number }
  readonly erase: (subjectIds: readonly SubjectId[]) => Promise<void>
}

export const newSubject = (): SubjectId => createId<SubjectId>(START, random)

export async function makeErasableDesk({ folder, defer }: BenchContext): Promise<ErasableDesk> {
  const dir = mkdtempSync(join(folder, 'desk-'))
  const exportDir = join(folder, 'exports')
  mkdirSync(exportDir)
  const worker = await buildWorker('residue-worker')
  defer(() => rm(worker.dir, { recursive: true }))
  const keyed = await makeKeyedVault(dir, 'bench', async ({ vault }) => vault.transaction((tx) => setMeta(tx, 'ledgerKey', Buffer.alloc(32, 5).toString('base64url'))))
  defer(() => keyed.vault.close())
  const lastPurge = { copyMs: 0, heldMs: 0 }
  const vault = watched(keyed.vault, lastPurge)
  const runner = createErasureRunner({
    vault, clock: benchClock(), random, crypto: nodeCrypto, profileDir: dir, exportDir, keyed: holdKeys(keyed),
    device: { deviceId: DEVICE_ID as DeviceId, workstation: 'Dalian-03', ...device }, searchResidue: createThreadResidueSearch(worker.workerFile),
    audit: async () => undefined, sweepFiles: async () => undefined, onChange: () => undefined, onHold: () => undefined, onFault: (error) => { throw error },
  })
  return {
    vault, runner, lastPurge,
    erase: (subjectIds) => vault.transaction(async (tx) => {
      for (const subjectId of subjectIds) await runner.erase(tx, { erasureId: createId<ErasureId>(START, random), subjectId, refs: [] })
    }),
  }
}

/** Holds on the writer, and the copy inside them, with a watch beside. */
function watched(inner: Vault, times: ErasableDesk['lastPurge']): Vault {
  return overVault(inner, {
    transaction: (work) => inner.transaction(work),
    holdWrites: (work) => inner.holdWrites(async (store) => {
      const startedAt = performance.now()
      const writer: SqliteHandle = {
        ...store.writer,
        copyInto: async (path, key) => {
          times.copyMs = await timed(() => store.writer.copyInto(path, key))
        },
      }
      try {
        return await work({ ...store, writer })
      } finally {
        times.heldMs = performance.now() - startedAt
      }
    }),
  })
}

/** As the sync writes them, but in statements of its own: a page counts the whole set anew, which is not what is measured. */
export async function putLog(vault: Vault, subjectId: SubjectId, rows: number): Promise<void> {
  await vault.holdWrites(async ({ writer }) => {
    for (let first = 1; first <= rows; first += LOG_ROWS_A_STATEMENT) {
      const last = Math.min(rows, first + LOG_ROWS_A_STATEMENT - 1)
      await writer.run(
        `WITH RECURSIVE counted (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM counted WHERE n < ?)
         INSERT INTO log_rows (subject_id, n, category, at, product, ip, detail)
         SELECT ?, n, 'search-query', 1700000000000 + n, 'trade-search', '203.0.113.' || (n % 250), 'keyword=' || printf('%x', n * 2654435761 % 4294967296) || ' country=' || (n % 190) || ' page=' || (n % 7) FROM counted`,
        [first, last, subjectId],
      )
    }
    await writer.run('INSERT INTO log_sets (subject_id, rows, total, complete, fetched_at) VALUES (?, ?, ?, 1, 0)', [subjectId, rows, rows])
  })
}

export async function putPerson(vault: Vault, subjectId: SubjectId, { records, logRows }: { readonly records: number; readonly logRows: number }): Promise<void> {
  const about = Array.from({ length: records }, (_, at) => {
    const id = createId<SubjectId>(START + at, random)
    return { type: 'consent' as const, id, v: 1, body: { id, subjectId, kind: 'separate-consent', purpose: 'pages-and-search', at: START + at, evidence: `form ${id.slice(0, 18)} signed` }, scopes: [SCOPE] }
  })
  await vault.transaction((tx) => putRecords(tx, about, 0))
  await putLog(vault, subjectId, logRows)
}

/** The plain way: the person's rows by their keys, one transaction, nothing else. */
export function deletePlainly(vault: Vault, subjectId: SubjectId): Promise<number> {
  return vault.holdWrites(({ writer }) => timed(async () => {
    await writer.exec('BEGIN IMMEDIATE')
    for (const table of ['records', 'log_rows', 'log_sets']) await writer.run(`DELETE FROM ${table} WHERE subject_id = ?`, [subjectId])
    await writer.exec('COMMIT')
  }))
}

/** The driver's own copy under another key, and nothing around it. */
export function vacuumPlainly(vault: Vault, folder: string, key: string): Promise<number> {
  const target = join(mkdtempSync(join(folder, 'plain-copy-')), 'copy.db')
  return vault.holdWrites(({ writer }) => timed(() => writer.copyInto(target, `x'${key}'`))).finally(() => rm(target, { force: true }))
}
