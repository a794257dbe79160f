// A request made to try something out: whatever is written in its name says so, so that a letter that slips out misleads nobody.
import type { Language } from './vocabulary'

const MARKS: Readonly<Record<Language, string>> = {
  'zh-CN': '【测试】本函为测试件，不产生任何效力。',
  en: '[Test] This letter is a test and has no effect.',
}

/** The mark as the first line; of a real request the text as it is. */
export function withTestMark(text: string, request: { readonly test?: boolean }, language: Language): string {
  return request.test === true ? `${MARKS[language]}\n\n${text}` : text
}

/** Somebody rewrote the letter: the mark must still be in it, in one language or the other. */
export function hasTestMark(text: string): boolean {
  return Object.values(MARKS).some((mark) => text.includes(mark))
}
