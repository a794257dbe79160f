// Whom and what a hold keeps, in the words of the screen.
import type { HoldView } from '../../../src-shared/contract/hold'
import { useText } from '../../text'

/** Whom and what it keeps, in one line. */
export function useReach({ reach, person, categories }: HoldView): string {
  const { t } = useText()
  const who = reach === 'everyone' ? t('entries:reach.everyone') : person === undefined ? t('entries:hold.personGone') : [person.maskedName, ...person.caseNos].join(' ')
  const what = categories === undefined ? t('entries:hold.everything') : categories.map((one) => t(`words:category.${one}`)).join(t('app:listComma'))
  return `${who} · ${what}`
}
