// The requests of a period, of every office, each as a line that tells nothing of the person; with the certificates that they lead to.
import { sql } from 'kysely'
import { addDays, dayStart } from '../../src-shared/base/clock'
import type { StaffId } from '../../src-shared/base/ids'
import type { Period } from '../../src-shared/domain/desk-report'
import { REQUESTS_NAME, REQUESTS_TABLE_NAME } from '../../src-shared/formats/bundle/bundle-names'
import type { BundleCounts } from '../../src-shared/formats/bundle/evidence-bundle'
import { inPeriod, isClosedLine, requestLineOf, requestTableLine, REQUESTS_TABLE_HEAD, type RequestLine } from '../../src-shared/formats/bundle/request-line'
import { canonicalJson } from '../../src-shared/formats/canonical'
import type { ErasureRecord, RequestRecord } from '../../src-shared/protocol/records'
import type { Tx } from '../store/database'
import { sha256Of, type BundleFiles } from './bundle-files'

/** Between two pages others have their turn. */
const PAGE_ROWS = 500

export interface GatheredRequests {
  readonly counts: Pick<BundleCounts, 'requests' | 'received' | 'decided' | 'closed' | 'open' | 'tests'>
  /** Of erasures whose certificate a line names. */
  readonly erasureIds: readonly string[]
  /** Versions that a line names. */
  readonly packs: ReadonlySet<string>
}

export async function gatherRequests(tx: Tx, files: BundleFiles, period: Period): Promise<GatheredRequests> {
  const nameOf = await everyName(tx)
  const counts = { requests: 0, received: 0, decided: 0, closed: 0, open: 0, tests: 0 }
  const erasureIds: string[] = []
  const packs = new Set<string>()
  const table: string[] = []
  files.open(REQUESTS_NAME)
  for await (const { request, erasure } of requestsOf(tx, period)) {
    if (request.test === true) {
      counts.tests += 1
      continue
    }
    const line = lineOf(request, erasure, nameOf)
    const of = inPeriod(line, period)
    // The question to the database is the wider one.
    if (!(of.received || of.decided || of.closed)) continue
    counts.requests += 1
    for (const name of ['received', 'decided', 'closed'] as const) if (of[name]) counts[name] += 1
    if (!isClosedLine(line)) counts.open += 1
    for (const version of [line.countedBy, line.decision?.rulesPack]) if (version !== undefined) packs.add(version)
    if (line.erasure?.certificate !== undefined) erasureIds.push(line.erasure.id)
    files.line(REQUESTS_NAME, line)
    table.push(requestTableLine(line))
  }
  files.derived(REQUESTS_TABLE_NAME, REQUESTS_TABLE_HEAD)
  for (const line of table) files.derived(REQUESTS_TABLE_NAME, line)
  return { counts, erasureIds, packs }
}

interface Found {
  readonly request: RequestRecord
  readonly erasure: ErasureRecord | null
}

function lineOf(request: RequestRecord, erasure: ErasureRecord | null, nameOf: (staffId: StaffId) => string): RequestLine {
  return requestLineOf(request, { nameOf, erasure: erasure ?? undefined, certificate: erasure?.certificate === undefined ? undefined : sha256Of(certificateText(erasure.certificate)) })
}

/** As a desk saves one by itself. */
const certificateText = (certificate: unknown): string => `${canonicalJson(certificate)}\n`

/** Ascending by their numbers. What was decided and undone again stands in the history alone. */
async function* requestsOf(tx: Tx, { from, to }: Period): AsyncGenerator<Found> {
  const [start, end] = [dayStart(from), dayStart(addDays(to, 1))]
  for (let after = ''; ; ) {
    const { rows } = await sql<Found & { readonly caseNo: string }>`
      select r.case_no as "caseNo", r.body as request, e.body as erasure from requests r left join erasures e on e.id::text = r.body ->> 'erasureId'
      where r.case_no > ${after} collate "C" and (
        r.received_on between ${from}::date and ${to}::date or (r.closed_at >= ${start} and r.closed_at < ${end})
        or exists (select 1 from jsonb_array_elements(r.body -> 'timeline') t where t ? 'outcome' and (t ->> 'at')::bigint >= ${start} and (t ->> 'at')::bigint < ${end})
        or ((r.body -> 'decision' ->> 'at')::bigint >= ${start} and (r.body -> 'decision' ->> 'at')::bigint < ${end}))
      order by r.case_no collate "C" limit ${PAGE_ROWS}`.execute(tx)
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE_ROWS) return
    after = last.caseNo
  }
}

/** Whoever ever worked here; a name that is not known is told as none. */
async function everyName(tx: Tx): Promise<(staffId: StaffId) => string> {
  const rows = await tx.selectFrom('staff').select(['id', 'name']).execute()
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return (staffId) => names.get(staffId) ?? ''
}
