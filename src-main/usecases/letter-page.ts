// The sheet of a letter as a page for printing: A4, self-contained, without script, picture or address of anything outside it.
import { LETTER_COMPANY, type LetterSheet } from '../../src-shared/domain/letter-sheet'

const STYLE = `
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: #101828; font: 15px/1.75 system-ui, "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", sans-serif; font-variant-numeric: tabular-nums }
main { width: 210mm; padding: 20mm 22mm }
header { display: flex; justify-content: space-between; border-bottom: 2px solid #101828; padding-bottom: 10px }
header div { display: flex; flex-direction: column }
.end { text-align: right }
small { color: #475467; font-size: 12px }
h1 { margin: 28px 0 20px; font-size: 20px; line-height: 1.4 }
p { margin: 0 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid }
`

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export function renderLetter({ title, reference, day, paragraphs }: LetterSheet): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${text(reference)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<style>${STYLE}</style></head><body><main>
<header><div><b>${LETTER_COMPANY.name}</b><small>${LETTER_COMPANY.legalName}</small></div><div class="end"><b>${text(reference)}</b><small>${text(day)}</small></div></header>
<h1>${text(title)}</h1>
${paragraphs.map((paragraph) => `<p>${text(paragraph)}</p>`).join('\n')}
</main></body></html>
`
}
