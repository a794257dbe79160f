// The end of an import in words, first in Chinese, then in English: what became of the rows of each file, and why rows were refused.
import en from '../../resources/locales/en/import.json'
import zh from '../../resources/locales/zh-CN/import.json'
import { fill } from '../start-error'
import type { ImportReport, SourceReport } from './run-import'

export function summaryOf(report: ImportReport): string {
  return `${inLanguage(report, zh)}\n${inLanguage(report, en)}`
}

function inLanguage(report: ImportReport, words: typeof zh): string {
  const unknownBefore = report.sources.filter(({ kind }) => kind === 'accounts').reduce((total, { created }) => total + created, 0)
  const lines = [
    ...(report.mode === 'dry-run' ? [words.cli['dry-run']] : []),
    ...(report.wentOn ? [words.cli['went-on']] : []),
    ...report.sources.flatMap((source) => sourceLines(source, words)),
    fill(words.cli['new-accounts'], { count: unknownBefore }),
    fill(words.cli.result, { file: report.resultFile }),
  ]
  return `${lines.join('\n')}\n`
}

function sourceLines(source: SourceReport, words: typeof zh): readonly string[] {
  const { codes, kind, ...counts } = source
  const refused = Object.entries(codes).sort(([, a], [, b]) => b - a)
  return [
    fill(words.cli.source, { ...counts, kind: words.kinds[kind] }),
    ...refused.map(([code, count]) => fill(words.cli.code, { count, text: words.codes[code as keyof typeof words.codes] })),
  ]
}
