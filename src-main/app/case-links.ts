// A link from outside, `privacy-desk://case/26-1180`: the words of a start are data of unknown origin, and one of them may name a case. Nothing else of
// them is read, and a named case is only shown: once somebody is signed in, and if this desk holds it.

/** Year and running number, as they are written everywhere; anything behind it makes it none. */
const CASE_LINK = /^privacy-desk:\/\/case\/(\d{2}-\d{1,8})\/?$/i

/** The number of the case that this word names. */
export function linkedCase(word: string): string | undefined {
  return CASE_LINK.exec(word)?.[1]
}
