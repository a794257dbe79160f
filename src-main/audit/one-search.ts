// A search is one entry, however many letters it was typed with. The line of each letter is on the disk before its answer is shown; of those that were typed in one go
// the chain gets the last, with the kind, the length and the number of results that somebody stopped at (docs/decisions/0102).
import type { AuditEvent } from './audit-log'
import type { LeftLine } from './left-line'

/** So long after the last letter a search has settled. */
export const SETTLED_MS = 2_000

/** A list that somebody scrolls on (`offset`) showed more rows: it is a line of its own. */
export function isTyped({ type, detail }: Pick<AuditEvent, 'type' | 'detail'>): boolean {
  return type === 'search.people' && detail?.['offset'] === 0 && typeof detail['length'] === 'number'
}

/** In their order; whatever is no letter of a search is left as it is, and parts what was typed before it from what comes after. */
export function inOneGo(lines: readonly LeftLine[]): readonly LeftLine[] {
  const kept: LeftLine[] = []
  for (const line of lines) {
    const before = kept.at(-1)
    if (before && goesOn(before, line)) kept[kept.length - 1] = { ...line, event: joined(before.event, line.event) }
    else kept.push(line)
  }
  return kept
}

function goesOn(before: LeftLine, line: LeftLine): boolean {
  if (!isTyped(before.event) || !isTyped(line.event) || before.event.actor !== line.event.actor) return false
  if (before.stamp.bootId !== line.stamp.bootId || line.stamp.mono - before.stamp.mono >= SETTLED_MS) return false
  // Whoever types two names looks for two people, however quickly.
  const [one, other] = [namedIn(before.event), namedIn(line.event)]
  return one === undefined || other === undefined || one === other
}

const namedIn = ({ detail }: AuditEvent): unknown => detail?.['named']

/** That a name was among what was typed on the way stays. */
function joined(before: AuditEvent, event: AuditEvent): AuditEvent {
  const named = namedIn(before) ?? namedIn(event)
  return named === undefined ? event : { ...event, detail: { ...event.detail, named } }
}
