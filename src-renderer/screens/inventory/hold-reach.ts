// Whom and what a hold keeps, in the words of the screen.
import type { HoldView } from '../../../src-shared/contract/hold'
import { openWord } from '../../components/words'
import { useText } from '../../text'

/** Whom and what it keeps, in one line. */
export function useReach(hold: HoldView): string {
  const { t } = useText()
  const { reach, person } = hold
  const who = reach === 'everyone' ? t('entries:reach.everyone') : person === undefined ? t('entries:hold.personGone') : [person.maskedName, ...person.caseNos].join(' ')
  return `${who} · ${useHeldWhat(hold)}`
}

/** The categories, each with the fields that are kept of it where that is not the whole. */
export function useHeldWhat({ categories, fields = [] }: Pick<HoldView, 'categories' | 'fields'>): string {
  const { t } = useText()
  if (categories === undefined) return t('entries:hold.everything')
  return categories
    .map((category) => {
      const names = fields.find((one) => one.category === category)?.names
      const what = t(`words:category.${category}`)
      return names === undefined ? what : t('entries:hold.onlyFields', { what, fields: names.map((name) => openWord(t, 'fieldName', name)).join(t('app:listComma')) })
    })
    .join(t('app:listComma'))
}
