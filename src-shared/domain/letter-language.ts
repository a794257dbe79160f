// Which language comes first in what a person is told, where nobody chooses: the one in which they asked. No record says what somebody speaks.
import type { CaseRequest } from './request'
import type { Language } from './vocabulary'

const HAN = /\p{Script=Han}/u
const LATIN_WORD = /\p{Script=Latin}{2,}/u

/** Words without one Han character were written in no Chinese; a case that has no words any more is answered in Chinese. */
export function letterLanguageOf({ text }: Pick<CaseRequest, 'text'>): Language {
  return LATIN_WORD.test(text) && !HAN.test(text) ? 'en' : 'zh-CN'
}
