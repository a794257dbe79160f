// Whom and what a hold keeps, in the words of the screen.
import type { HoldView } from '../../../src-shared/contract/hold'
import { useHeldWhat } from '../../components/held-what'
import { useText } from '../../text'

/** Whom and what it keeps, in one line. */
export function useReach(hold: HoldView): string {
  const { t } = useText()
  const { reach, person } = hold
  const who = reach === 'everyone' ? t('entries:reach.everyone') : person === undefined ? t('entries:hold.personGone') : [person.maskedName, ...person.caseNos].join(' ')
  return `${who} · ${useHeldWhat(hold)}`
}
