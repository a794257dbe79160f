// The clock of a request as the screens say it: counted with its pauses and its extension, and beside that what staff must not overlook.
import type { Day } from '../base/clock'
import { viewClock, type DeadlineView } from './deadline'
import type { CaseRequest } from './request'
import { closeProposed, deadlineInputOf, pauseOn, reopenedOn } from './request-clock'
import { comparePackVersions, type Bilingual, type RulesPackBody } from './rules'
import { CLOSED_STATES } from './vocabulary'

/** Structurally the ClockView of the desk contract, which the domain may not import. */
export interface RequestClockView extends DeadlineView {
  readonly reopenedOn?: Day
  readonly pause?: { readonly to: Day; readonly text: Bilingual }
  readonly closeProposed?: { readonly pausedDays: number }
  readonly moved?: Moved
}
export interface Moved {
  readonly former: string
  readonly target?: { readonly from?: Day; readonly to?: Day }
  readonly outer?: { readonly from: Day; readonly to: Day }
}

export function viewRequestClock(request: CaseRequest, today: Day, rules: RulesPackBody): RequestClockView {
  const closed = CLOSED_STATES.includes(request.state)
  const { countedBy } = request
  const isNewer = countedBy !== undefined && comparePackVersions(countedBy, rules.version) < 0
  const again = reopenedOn(request)
  const counted = viewClock(
    // A difference to an older pack's count is no disagreement with the origin: it is said as a move.
    { ...deadlineInputOf(request, rules), closed, today, ...(request.targetOn === undefined || isNewer ? {} : { originTargetOn: request.targetOn }) },
    rules,
    rules.version,
  )
  const view = again === undefined ? counted : { ...counted, receivedOn: request.receivedOn, reopenedOn: again }
  if (closed) return view
  const pause = pauseOn(request.pauses ?? [], today)
  const close = closeProposed(request, today, rules)
  const moved = isNewer ? moveOf(request, countedBy, view) : undefined
  return {
    ...view,
    ...(pause ? { pause: { to: pause.to, text: categoryText(pause.category, rules) }, ...(view.phase === 'over' ? {} : { phase: 'paused' as const }) } : {}),
    ...(close === undefined ? {} : { closeProposed: { pausedDays: close } }),
    ...(moved ? { moved } : {}),
  }
}

function moveOf({ targetOn: from, outerOn }: CaseRequest, former: string, { targetOn: to, outerOn: outerTo }: DeadlineView): Moved | undefined {
  const target = from === to ? undefined : { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  const outer = outerOn === outerTo ? undefined : { from: outerOn, to: outerTo }
  return target || outer ? { former, ...(target ? { target } : {}), ...(outer ? { outer } : {}) } : undefined
}

/** A code that the pack in force no longer has is shown as it is. */
export function categoryText(category: string, rules: RulesPackBody): Bilingual {
  return rules.pauses.find((one) => one.category === category)?.text ?? { 'zh-CN': category, en: category }
}
