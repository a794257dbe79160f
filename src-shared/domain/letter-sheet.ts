// A letter as it stands on its sheet of paper: what the printed page and its preview show alike. The person is not named on it, nor is an
// address: they know who they are, and a sheet that goes astray tells nobody else.
import { toDay } from '../base/clock'
import type { CaseLetter, LetterKind } from './case-letters'
import type { CaseRequest } from './request'
import { hasTestMark, withTestMark } from './test-request'

const TITLES: Readonly<Record<LetterKind, string>> = {
  acknowledgement: '受理告知 Acknowledgement',
  supplement: '补充材料告知 Request for more',
  extension: '延期告知 Extension of the deadline',
  decision: '处理结果告知 Answer to your request',
  closure: '办结告知 Closure',
}
export const LETTER_COMPANY = { name: 'SINOIMEX', legalName: 'Dalian Infobank Co., Ltd' } as const

export interface LetterSheet {
  readonly title: string
  /** Case number, kind and version: by it the copy in the case is found. */
  readonly reference: string
  /** `2026-11-30`. */
  readonly day: string
  /** The text in its paragraphs; a line break inside one is kept. */
  readonly paragraphs: readonly string[]
}

/** Of a test request the sheet says so, whatever the text does. */
export function letterSheet({ kind, version, at, text: written = '' }: Pick<CaseLetter, 'kind' | 'version' | 'at' | 'text'>, request: Pick<CaseRequest, 'caseNo' | 'test'>): LetterSheet {
  const { caseNo } = request
  const text = hasTestMark(written) ? written : withTestMark(withTestMark(written, request, 'en'), request, 'zh-CN')
  return {
    title: TITLES[kind],
    reference: `${caseNo === '' ? '--' : caseNo} · ${String(version)}`,
    day: toDay(at),
    paragraphs: text.split(/\n{2,}/).map((paragraph) => paragraph.trim()).filter((paragraph) => paragraph !== ''),
  }
}
