// Writes the record of processing to the export folder, one file a language, and beside it what the origin sent beyond it, if it did.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import { LANGUAGES } from '../../src-shared/domain/vocabulary'
import { syncFolder, writeFileAtomically } from '../keys/private-files'
import { beyondCsv, processingCsv } from '../packages/processing-csv'
import { shanghaiTime } from '../packages/shanghai-time'
import { listUndeclared } from '../vault/repositories/undeclared'
import { readProcessing } from './open-inventory'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'today' | 'exportDir' | 'audit'>

export async function exportInventory(deps: Deps): Promise<Result<{ readonly fileNames: readonly string[]; readonly rows: number }, DeskError>> {
  const { vault, exportDir } = deps
  const rows = await readProcessing(vault.reader)
  const beyond = (await listUndeclared(vault.reader)).map((one) => ({ ...one, lastSeenAt: shanghaiTime(one.lastSeenAt) }))
  const files = LANGUAGES.flatMap((language) => [
    { name: `record-of-processing-${deps.today()}-${language}.csv`, text: processingCsv(rows, language) },
    ...(beyond.length > 0 ? [{ name: `beyond-the-inventory-${deps.today()}-${language}.csv`, text: beyondCsv(beyond, language) }] : []),
  ])
  await vault.transaction((tx) => deps.audit(tx, { type: 'inventory.export', detail: { files: files.map(({ name }) => name), rows: rows.length } }))
  await mkdir(exportDir, { recursive: true, mode: 0o700 })
  for (const { name, text } of files) await writeFileAtomically(join(exportDir, name), text)
  await syncFolder(exportDir)
  return ok({ fileNames: files.map(({ name }) => name), rows: rows.length })
}
