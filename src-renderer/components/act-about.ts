// Which entry an act is about, in one line: the names of the entry as its own screen has them.
import { toDay } from '../../src-shared/base/clock'
import type { ActAbout } from '../../src-shared/domain/act-about'
import type { Language } from '../../src-shared/domain/vocabulary'
import type { Translate } from '../../src-shared/text/translate'

export function aboutLine(t: Translate, language: Language, about: ActAbout): string {
  switch (about.kind) {
    case 'exception':
      return [t(`consent:exceptionCase.${about.case}`), t(`words:category.${about.category}`), `${about.statute.title} ${about.statute.article}`].join(' · ')
    case 'recipient':
      return `${about.name} · ${about.contact}`
    case 'transfer':
      return [about.to ?? t('entries:everybody'), t(`consent:relation.${about.relation}`), t(`words:category.${about.category}`)].join(' · ')
    case 'preset':
      return about.name
    case 'hold':
      return [about.matter, t(`entries:hold.reach.${about.reach}`)].join(' · ')
    case 'incident':
      return [t(`incidents:kind.${about.incident}`), toDay(about.discoveredAt)].join(' · ')
    case 'policy':
      return `${about.title[language]} · ${about.version}`
  }
}
