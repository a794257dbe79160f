// A link from outside, `privacy-desk://case/26-1180`: the words of a start are data of unknown origin, and one of them may name a case. Nothing else of
// them is read, and a named case is only shown: once somebody is signed in, and if this desk holds it.

/** Year and running number, as they are written everywhere; anything behind it makes it none. */
const CASE_LINK = /^privacy-desk:\/\/case\/(\d{2}-\d{1,8})\/?$/i

/** The number that the last of them names. */
export function linkedCase(words: readonly string[]): string | undefined {
  return words.flatMap((word) => CASE_LINK.exec(word)?.[1] ?? []).at(-1)
}

export interface CaseLinks {
  /** The words of a start; a later link takes the place of one that nobody has seen yet. */
  offer(words: readonly string[]): void
  /** The page takes it once. */
  take(): string | undefined
}

export function createCaseLinks(onLink: () => void): CaseLinks {
  let waiting: string | undefined
  return {
    offer: (words) => {
      const caseNo = linkedCase(words)
      if (caseNo === undefined) return
      waiting = caseNo
      onLink()
    },
    take: () => {
      const caseNo = waiting
      waiting = undefined
      return caseNo
    },
  }
}
