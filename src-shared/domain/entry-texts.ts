// What an erasure does to the texts that staff typed into exceptions, transfers, presets, holds and incidents: the entries are records of what the company does and
// stay, and no text of them may go on naming the person. The law that an entry cites is no text about anybody, and stays as it is.
import type { ErasureId, SubjectId } from '../base/ids'
import type { ExceptionEntry, ProposedEnd } from './exception-register'
import { withoutWords, withTexts, type HoldEntry } from './hold-register'
import { withIncidentTexts, type IncidentEntry } from './incident-register'
import type { PresetEntry } from './presets'
import type { TransferEntry } from './transfer-register'

type Change = (text: string) => string

/** `erase` takes out what points at the person (mentions.ts). */
export function exceptionWithout(entry: ExceptionEntry, erase: Change): ExceptionEntry {
  const reviews = entry.reviews.map((review) => ({ ...review, note: erase(review.note) }))
  return { ...entry, reason: erase(entry.reason), reviews, ...overWithout(entry, erase) }
}

/** `concerned`: the person was one of those handed over. Why it ended or never was is about them then, whatever the words: it is emptied. */
export function transferWithout(entry: TransferEntry, erase: Change, person: 'concerned' | 'not-listed'): TransferEntry {
  const ground = entry.ground.by === 'contract' ? { ...entry.ground, reference: erase(entry.ground.reference) } : entry.ground
  return { ...entry, ground, ...overWithout(entry, person === 'concerned' ? () => '' : erase) }
}

/** Somebody called a view after a person, or wrote of one in a macro. */
export function presetWithout(entry: PresetEntry, erase: Change): PresetEntry {
  const { content } = entry
  if (content?.kind !== 'macro') return { ...entry, name: erase(entry.name) }
  const steps = content.steps.map((step) => (step.kind === 'pause' ? { ...step, reason: erase(step.reason) } : step.kind === 'decide' ? { ...step, text: erase(step.text) } : step))
  return { ...entry, name: erase(entry.name), content: { ...content, steps } }
}

/** The person's own no longer says whom it is about: what it still holds of theirs is held at the origin alone, by its line of the erasure's plan. */
export function holdWithout(hold: HoldEntry, erase: Change, subjectId: SubjectId): HoldEntry {
  if (hold.subjectId !== subjectId) return withTexts(hold, erase)
  const { subjectId: _gone, ...rest } = hold
  return withoutWords(withTexts(rest, erase))
}

/** Whom it concerned is from then on said by the erasure alone: how many it concerned stays. */
export function incidentWithout(incident: IncidentEntry, erase: Change, { subjectId, erasureId }: { readonly subjectId: SubjectId; readonly erasureId: ErasureId }): IncidentEntry {
  const told = withIncidentTexts(incident, erase)
  if (!incident.affected.includes(subjectId)) return told
  return { ...told, affected: incident.affected.filter((one) => one !== subjectId), erased: incident.erased.includes(erasureId) ? incident.erased : [...incident.erased, erasureId] }
}

interface Over<Until> {
  readonly ending?: ProposedEnd<Until>
  readonly declined?: NonNullable<ExceptionEntry['declined']>
}

function overWithout<Until>({ ending, declined }: Over<Until>, change: Change): Over<Until> {
  return {
    ...(ending ? { ending: { ...ending, reason: change(ending.reason) } } : {}),
    ...(declined ? { declined: { ...declined, reason: change(declined.reason) } } : {}),
  }
}
