// Which language comes first in a letter; the other one follows it.
import type { JSX } from 'react'
import { LANGUAGES, type Language } from '../../src-shared/domain/vocabulary'
import { useText } from '../text'
import { Segments } from './field'

export interface FirstLanguageProps {
  readonly value: Language
  readonly onChange: (first: Language) => void
}

export function FirstLanguage({ value, onChange }: FirstLanguageProps): JSX.Element {
  const { t } = useText()
  return (
    <div className="row gap8 wrap">
      <span className="meta t3">{t('letters:compose.first')}</span>
      <Segments label={t('letters:compose.first')} value={value} options={LANGUAGES.map((one) => ({ value: one, label: t(`letters:compose.language.${one}`) }))} onChange={onChange} />
    </div>
  )
}
