// The requests of a period in figures, of what this desk holds; and the same as a file. Nobody's name but that of staff stands in it.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dayStart, addDays } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { ReportStaff, ReportView } from '../../src-shared/contract/report'
import { countUse, type UseCounts } from '../../src-shared/domain/access-use'
import { reportOn, type DeskReport, type Period } from '../../src-shared/domain/desk-report'
import { syncFolder, writeFileAtomically } from '../keys/private-files'
import { listReportCases } from '../vault/repositories/report-cases'
import type { Reader } from '../vault/transaction'
import { readUse, staffNames } from './access-use'
import { reportCsv, reportTables, reportText } from './report-tables'
import { renderReport } from './report-page'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'today' | 'rules' | 'auditLook'>

async function buildReport({ vault: { reader }, me, today, rules }: Deps, period: Period): Promise<ReportView> {
  const pack = rules.current()
  const report = reportOn(await listReportCases(reader), period, { asOf: today(), rules: pack })
  const uses = me.permissions.includes('read-access-use') ? await useIn(reader, period) : undefined
  const texts = new Map(pack.grounds.map(({ code, text }) => [code, text]))
  return {
    ...report,
    grounds: report.grounds.map((line) => ({ ...line, ...(texts.has(line.ground) ? { text: texts.get(line.ground) } : {}) })),
    staff: await staffLines(reader, report.staff, uses),
    rulesPack: pack.version,
  }
}

async function useIn(reader: Reader, { from, to }: Period): Promise<ReadonlyMap<string, UseCounts>> {
  const end = dayStart(addDays(to, 1))
  return countUse((await readUse(reader, dayStart(from))).filter(({ at }) => at < end))
}

/** Whoever decided, and after them whoever only looked or handed out. */
async function staffLines(reader: Reader, decided: DeskReport['staff'], uses: ReadonlyMap<string, UseCounts> | undefined): Promise<readonly ReportStaff[]> {
  const who = await staffNames(reader)
  const line = (id: string): ReportStaff => {
    const own = decided.find(({ by }) => by === id)
    const { revealed, exported } = uses?.get(id) ?? { revealed: 0, exported: 0 }
    return { who: who(id), decided: own?.decided ?? 0, ...(own ? { median: own.median } : {}), ...(uses ? { use: { revealed, exported } } : {}) }
  }
  const others = [...(uses ?? [])].filter(([id, { revealed, exported }]) => revealed + exported > 0 && !decided.some(({ by }) => by === id))
  return [...decided.map(({ by }) => line(by)), ...others.map(([id]) => line(id))]
}

export async function readReport(deps: Deps, period: ParsedRequestOf<'report.read'>): Promise<Result<ReportView, DeskError>> {
  const report = await buildReport(deps, period)
  await deps.auditLook({ type: 'report.read', detail: period })
  return ok(report)
}

export async function saveDeskReport(
  deps: Deps & Pick<UnlockedDesk, 'exportDir' | 'print' | 'audit'>,
  { period, form, language }: ParsedRequestOf<'report.save'>,
): Promise<Result<{ readonly fileName: string }, DeskError>> {
  const report = await buildReport(deps, period)
  const t = reportText(language)
  const tables = reportTables(report, language, t)
  const content = form === 'csv' ? reportCsv(tables, t) : await deps.print(renderReport(tables, report, language, t))
  if (content === undefined) return err({ kind: 'print-failed' })
  const fileName = `requests-${period.from}-${period.to}-${language}.${form}`
  // On record first: no file lies there of which nobody knows.
  await deps.vault.transaction((tx) => deps.audit(tx, { type: 'report.save', detail: { ...period, form } }))
  await mkdir(deps.exportDir, { recursive: true, mode: 0o700 })
  await writeFileAtomically(join(deps.exportDir, fileName), content)
  await syncFolder(deps.exportDir)
  return ok({ fileName })
}
