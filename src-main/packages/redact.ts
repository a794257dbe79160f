// Takes out of what was gathered for a package what must not be handed over, and counts it. The service log is looked through before the first
// byte is written, since the page and the manifest say how much is missing from it.
import type { SubjectId } from '../../src-shared/base/ids'
import { fileStem } from '../../src-shared/domain/attached-files'
import { addressesIn } from '../../src-shared/domain/letter-leaks'
import type { CaseNote } from '../../src-shared/domain/notes'
import { countRedactions, createRedactor, redactText, spotKey, type Redaction, type RedactionChoices, type RedactionCount, type Redactor, type Spot } from '../../src-shared/domain/redactions'
import type { ConsentRecord, LogRow, RequestRecord, SubjectRecord } from '../../src-shared/protocol/records'
import { logPageOf, rowsOfLogPage, type LogPage } from '../vault/repositories/log-rows'
import { handedOut, isHandedOut, isWithheldFile, type HandedFile, type HandedNote } from './handed-out'
import type { PackageSource } from './package-source'
import { mapRequestTexts, textsOfRequest } from './request-texts'

/** Rows whose addresses are looked up at once. */
const BATCH_ROWS = 500

/** `redactor` knows what is taken out of texts, `rows` which rows of the service log it has anything to take out of. */
export interface RedactionPlan {
  readonly redactor: Redactor
  /** By number: with a finding that does not stay, or chosen by hand. */
  readonly rows: ReadonlySet<number>
  /** Chosen by hand, as rows: left out whole. */
  readonly withheldRows: readonly LogRow[]
  readonly rowCounts: readonly RedactionCount[]
}

const logSpot = ({ n }: Pick<LogRow, 'n'>): Spot => ({ place: 'log', n })
const isWithheld = ({ byHand }: Redactor, spot: Spot): boolean => byHand.get(spotKey(spot))?.part === 'row'

/** `texts`: every free text that is handed over besides the service log. */
export async function planRedactions(source: PackageSource, subject: SubjectRecord, choices: readonly RedactionChoices[], texts: readonly string[]): Promise<RedactionPlan> {
  const others = new Set(await source.addressesOfOthers([...new Set(texts.flatMap(addressesIn))], subject.id))
  const valuesOf = (kind: 'email' | 'mobile'): readonly string[] => subject.identifiers.filter((one) => one.kind === kind).map(({ value }) => value)
  const own = { accountNo: subject.accountNo, emails: valuesOf('email').map((value) => value.toLowerCase()) }
  // The one set grows while the log is looked through: who an address belongs to does not depend on where it stands.
  const redactor = createRedactor({ own, others, ownMobiles: valuesOf('mobile') }, choices)
  const rows = new Set<number>()
  const rowCounts: RedactionCount[] = []
  for await (const batch of batches(source.suspectLogRows(subject.id))) {
    await lookUp(source, subject.id, batch, others)
    for (const row of batch) {
      if (redactor.byHand.has(spotKey(logSpot(row)))) continue
      const { taken } = redactText(row.detail, logSpot(row), redactor)
      if (taken.length === 0) continue
      rows.add(row.n)
      count(rowCounts, taken)
    }
  }
  const numbers = [...redactor.byHand.values()].flatMap(({ spot }) => (spot.place === 'log' ? [spot.n] : []))
  const chosen = await source.logRowsOf(subject.id, numbers)
  for (const row of chosen) {
    rows.add(row.n)
    count(rowCounts, redactText(row.detail, logSpot(row), redactor).taken)
  }
  return { redactor, rows, withheldRows: chosen.filter((row) => isWithheld(redactor, logSpot(row))), rowCounts: countRedactions(rowCounts) }
}

/** One line a reason, however many rows. */
function count(counts: RedactionCount[], taken: readonly Omit<RedactionCount, 'place'>[]): void {
  for (const { reason, count: more } of taken) {
    const at = counts.findIndex((one) => one.reason === reason)
    if (at < 0) counts.push({ reason, place: 'log', count: more })
    else counts[at] = { reason, place: 'log', count: (counts[at]?.count ?? 0) + more }
  }
}

async function lookUp(source: PackageSource, id: SubjectId, batch: readonly LogRow[], others: Set<string>): Promise<void> {
  const addresses = [...new Set(batch.flatMap(({ detail }) => addressesIn(detail)))]
  for (const address of await source.addressesOfOthers(addresses, id)) others.add(address)
}

async function* batches(rows: AsyncIterable<LogRow>): AsyncGenerator<readonly LogRow[]> {
  let batch: LogRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH_ROWS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Undefined: it is left out whole. */
export function redactRow(row: LogRow, { redactor, rows }: RedactionPlan): LogRow | undefined {
  if (!rows.has(row.n)) return row
  if (isWithheld(redactor, logSpot(row))) return undefined
  return { ...row, detail: redactText(row.detail, logSpot(row), redactor).text }
}

/** A page of which nothing is taken out goes through as the text that it is. */
export async function* redactPages(pages: AsyncIterable<LogPage>, plan: RedactionPlan): AsyncGenerator<LogPage> {
  const numbers = [...plan.rows]
  for await (const page of pages) {
    if (numbers.some((n) => n >= page.from && n <= page.to)) yield logPageOf(rowsOfLogPage(page).flatMap((row) => redactRow(row, plan) ?? []))
    else yield page
  }
}

export interface RedactedTexts {
  readonly requests: readonly RequestRecord[]
  readonly consents: readonly ConsentRecord[]
  readonly notes: readonly HandedNote[]
  readonly counts: readonly RedactionCount[]
}

export function redactTexts(requests: readonly RequestRecord[], consents: readonly ConsentRecord[], { notes, withheld }: SplitNotes, { redactor, rowCounts }: RedactionPlan): RedactedTexts {
  const counts: RedactionCount[] = [...rowCounts, ...withheld.map(({ reason }) => ({ reason, place: 'note' as const, count: 1 }))]
  const redacted = (text: string, spot: Spot): string => {
    const { text: left, taken } = redactText(text, spot, redactor)
    counts.push(...taken.map((one) => ({ ...one, place: spot.place })))
    return left
  }
  const redactedRequests = requests.map((request) => mapRequestTexts(request, redacted))
  const redactedConsents = consents.map((consent) => (consent.evidence === undefined ? consent : { ...consent, evidence: redacted(consent.evidence, { place: 'consent', consentId: consent.id }) }))
  const withheldFiles = new Set<string>()
  const redactedFile = (file: HandedFile): HandedFile => {
    const { sha256, name } = file
    const spot: Spot = { place: 'file', sha256 }
    if (!isWithheldFile(file)) {
      const stem = fileStem(name)
      return { ...file, name: redacted(stem, spot) + name.slice(stem.length) }
    }
    // Two notes may name one file: it is withheld once.
    const left = withheldFiles.has(sha256) ? redactText(name, spot, redactor).text : redacted(name, spot)
    withheldFiles.add(sha256)
    return { ...file, name: left }
  }
  const redactedNotes = notes.map((note) => ({ ...note, text: redacted(note.text, { place: 'note', noteId: note.id }), files: note.files.map(redactedFile) }))
  return { requests: redactedRequests, consents: redactedConsents, notes: redactedNotes, counts: countRedactions(counts) }
}

/** Everything that is free text; what else is in a package comes from fields that hold the person's own. */
export function textsOf(requests: readonly RequestRecord[], consents: readonly ConsentRecord[], notes: readonly HandedNote[]): readonly string[] {
  return [...requests.flatMap(textsOfRequest).map(({ text }) => text), ...consents.flatMap(({ evidence }) => evidence ?? []), ...notes.flatMap(({ text, files }) => [text, ...files.map(({ name }) => fileStem(name))])]
}

export interface SplitNotes {
  readonly notes: readonly HandedNote[]
  /** Chosen as rows, with their files. */
  readonly withheld: readonly Redaction[]
}

/** What is handed out of the notes of a case. A note that is withheld whole takes no number among the files. */
export function splitNotes(notes: readonly CaseNote[], filesHere: ReadonlySet<string>, choices: readonly RedactionChoices[]): SplitNotes {
  const chosen = choices.flatMap(({ redactions }) => redactions)
  const wholeNotes = new Map(chosen.flatMap((one) => (one.spot.place === 'note' && one.part === 'row' ? [[one.spot.noteId, one] as const] : [])))
  const files = new Set(chosen.flatMap(({ spot }) => (spot.place === 'file' ? [spot.sha256] : [])))
  const withheld = notes.filter(isHandedOut).flatMap(({ id }) => wholeNotes.get(id) ?? [])
  const left = notes.filter(({ id }) => !wholeNotes.has(id))
  return { notes: handedOut(left, (sha256) => (files.has(sha256) ? 'withheld' : filesHere.has(sha256) ? undefined : 'not-arrived')), withheld }
}
