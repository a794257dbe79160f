// Writes the audit chain with its signed head to the export folder, for a check without this desk.
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, type Result } from '../../src-shared/base/result'
import { toDay } from '../../src-shared/base/clock'
import type { DeskError } from '../../src-shared/contract/errors'
import { exportAudit as exportLines } from '../audit/audit-log'
import { syncFolder } from '../keys/private-files'
import { getMeta } from '../vault/repositories/meta'
import { isOnline } from './act-on-request'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'clock' | 'device' | 'exportDir' | 'audit' | 'witnesses' | 'loop'>

export async function exportAudit(deps: Deps): Promise<Result<{ readonly fileName: string; readonly entries: number }, DeskError>> {
  const { vault, clock, device, exportDir } = deps
  // Written down first: the export then holds its own entry.
  await vault.transaction((tx) => deps.audit(tx, { type: 'audit.export' }))
  // Where the origin is there, it signs for this very moment; else what it signed last goes out.
  if (isOnline(deps)) await deps.witnesses.ask()
  const witness = await getMeta(vault.reader, 'auditWitness')
  const fileName = `audit-${device.deviceId}-${toDay(clock.now())}.ndjson`
  await mkdir(exportDir, { recursive: true, mode: 0o700 })
  const entries = await writeLines(join(exportDir, fileName), exportLines(vault.reader, { signer: device.signer, certificate: device.certificate, device: device.deviceId, clock, witness }))
  await syncFolder(exportDir)
  // First and last line are the file's own.
  return ok({ fileName, entries: entries - 2 })
}

/** The name appears when the file is whole. */
async function writeLines(path: string, lines: AsyncIterable<string>): Promise<number> {
  const temporary = `${path}.tmp`
  await rm(temporary, { force: true })
  const file = await open(temporary, 'wx', 0o600)
  let count = 0
  try {
    for await (const line of lines) {
      await file.write(`${line}\n`)
      count += 1
    }
    await file.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  return count
}
