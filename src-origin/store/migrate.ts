// Brings the origin's database to the newest structure: numbered, self-contained SQL, in order, each once.
import { Migrator, type Kysely, type Migration } from 'kysely'
import * as people from './migrations/0001-people'
import * as cases from './migrations/0002-cases'
import * as devices from './migrations/0003-devices'
import * as feed from './migrations/0004-feed'
import * as imports from './migrations/0005-import'
import * as service from './migrations/0006-service'
import * as sealed from './migrations/0007-sealed'
import * as onlineSearches from './migrations/0008-online-searches'
import * as fleet from './migrations/0009-fleet'
import * as policyRegister from './migrations/0010-policy-register'
import * as inventory from './migrations/0011-inventory'
import * as identity from './migrations/0012-identity'
import * as rulesSignatures from './migrations/0013-rules-signatures'
import * as productEnded from './migrations/0014-product-ended'
import * as presets from './migrations/0015-presets'
import * as letters from './migrations/0016-letters'
import * as notes from './migrations/0017-notes'
import * as holds from './migrations/0018-holds'
import * as heldRows from './migrations/0019-held-rows'
import * as erasureSystems from './migrations/0020-erasure-systems'
import * as stoppedPeople from './migrations/0021-stopped-people'
import * as retention from './migrations/0022-retention'
import * as residueChecks from './migrations/0023-residue-checks'
import * as productBatches from './migrations/0024-product-batches'
import * as heldFields from './migrations/0025-held-fields'
import * as anonymousWords from './migrations/0026-anonymous-words'
import * as logNumbers from './migrations/0028-log-numbers'
import * as staffTraining from './migrations/0030-staff-training'
import * as incidents from './migrations/0031-incidents'
import * as auditHeads from './migrations/0033-audit-heads'
import * as passphraseCodes from './migrations/0035-passphrase-codes'

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-people': people,
  '0002-cases': cases,
  '0003-devices': devices,
  '0004-feed': feed,
  '0005-import': imports,
  '0006-service': service,
  '0007-sealed': sealed,
  '0008-online-searches': onlineSearches,
  '0009-fleet': fleet,
  '0010-policy-register': policyRegister,
  '0011-inventory': inventory,
  '0012-identity': identity,
  '0013-rules-signatures': rulesSignatures,
  '0014-product-ended': productEnded,
  '0015-presets': presets,
  '0016-letters': letters,
  '0017-notes': notes,
  '0018-holds': holds,
  '0019-held-rows': heldRows,
  '0020-erasure-systems': erasureSystems,
  '0021-stopped-people': stoppedPeople,
  '0022-retention': retention,
  '0023-residue-checks': residueChecks,
  '0024-product-batches': productBatches,
  '0025-held-fields': heldFields,
  '0026-anonymous-words': anonymousWords,
  '0028-log-numbers': logNumbers,
  '0030-staff-training': staffTraining,
  '0031-incidents': incidents,
  '0033-audit-heads': auditHeads,
  '0035-passphrase-codes': passphraseCodes,
}

/** Throws when a step fails: an origin on half a structure must not start. Kysely holds a lock, so two origins may try at once. */
export async function migrateOrigin<T>(db: Kysely<T>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
  return (results ?? []).map((result) => result.migrationName)
}
