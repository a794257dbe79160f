// Which categories of information an incident reaches.
import type { JSX } from 'react'
import { CATEGORIES, type Category } from '../../../src-shared/domain/vocabulary'
import { useText } from '../../text'

export function CategoryChecks({ categories, onChange }: { readonly categories: readonly Category[]; readonly onChange: (categories: Category[]) => void }): JSX.Element {
  const { t } = useText()
  const toggle = (category: Category): void => onChange(categories.includes(category) ? categories.filter((other) => other !== category) : [...categories, category])
  return (
    <fieldset className="register-fields">
      <legend className="meta t2">{t('incidents:categories')}</legend>
      {CATEGORIES.map((category) => <label key={category} className="row gap6 dense"><input type="checkbox" checked={categories.includes(category)} onChange={() => toggle(category)} />{t(`words:category.${category}`)}</label>)}
    </fieldset>
  )
}

/** Whole and not below zero; undefined for anything else. */
export function typedCount(typed: string): number | undefined {
  const text = typed.normalize('NFKC').replaceAll(/[\s,]/g, '')
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

export const isTime = (typed: string): boolean => /^([01]?\d|2[0-3])[:：][0-5]\d$/.test(typed.trim())
