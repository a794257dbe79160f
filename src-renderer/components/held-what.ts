// What a hold keeps, in the words of the screen.
import type { HoldView } from '../../src-shared/contract/hold'
import { useText } from '../text'
import { openWord } from './words'

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
