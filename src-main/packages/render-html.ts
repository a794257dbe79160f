// Builds index.html: one self-contained page, complete without scripts, in both languages, that can ask nobody for anything.
//
// | what                        | how                                                                                        |
// |-----------------------------|--------------------------------------------------------------------------------------------|
// | no request leaves the page  | CSP default-src 'none'; nothing is linked, icons are in the page                            |
// | one script, one style sheet | constant texts, allowed by their SHA-256 alone; no attribute carries style or code           |
// | the person's data           | text only (html.ts); never in the script, never in an address                               |
// | language                    | two radio buttons and CSS, so it switches without scripts too                                |
import { createHash } from 'node:crypto'
import type { Collected } from './collect'
import { both, bothFilled, figure, html, NOTHING, text, value, type Html } from './html'
import { PACKAGE_TEXTS, type PackageTexts } from './package-texts'
import { askedSection, consentSection, missingSection, requestsSection, rightsSection, verifySection, whoSection } from './page-answer'
import type { PageFacts } from './page-facts'
import { heldSection, logSection } from './page-held'
import { notesSection } from './page-notes'
import { ICON_SPRITE, icon } from './page-icons'
import { PAGE_SCRIPT } from './page-script'
import { PAGE_STYLE } from './page-style'
import { shanghaiTime } from './shanghai-time'

const sha256Base64 = (source: string): string => createHash('sha256').update(source, 'utf8').digest('base64')

export function pagePolicy(): string {
  return [
    "default-src 'none'", `script-src 'sha256-${sha256Base64(PAGE_SCRIPT)}'`, `style-src 'sha256-${sha256Base64(PAGE_STYLE)}'`,
    'img-src data:', "base-uri 'none'", "form-action 'none'",
  ].join('; ')
}

const SECTIONS = ['who', 'asked', 'notes', 'held', 'consents', 'log', 'requests', 'missing', 'rights', 'verify'] as const

/** Kinds of information that no package gives out (page-answer.ts, missing): other people's, and credentials with risk rules. */
const NEVER_PROVIDED = 2

function factBoxes(data: Collected, facts: PageFacts): Html {
  const rows = data.coverage.reduce((sum, coverage) => sum + coverage.includedRows, 0)
  const short = data.coverage.filter((coverage) => coverage.includedRows < coverage.heldRows)
  const systems = new Set(short.map((coverage) => coverage.system)).size
  const box = (strong: Html, label: Html): Html => html`<div><b>${strong}</b><span class="l">${label}</span></div>`
  const count = (pick: (texts: PackageTexts) => string, of: number): Html => bothFilled(pick, () => ({ count: text(figure(of)) }))
  return html`<div class="facts">${box(count((t) => t.facts.categories, data.coverage.length), count((t) => t.facts.rows, rows))}${box(
    text(shanghaiTime(facts.dataAsOf).slice(0, 16)), both((t) => t.facts.asOf),
  )}${box(count((t) => t.facts.withheld, NEVER_PROVIDED + new Set(data.redactions.map(({ reason }) => reason)).size), both((t) => t.facts.withheldLabel))}${box(count((t) => t.facts.systems, systems), both((t) => t.facts.systemsLabel))}</div>`
}

function pageHead(data: Collected, facts: PageFacts): Html {
  const { request, subject } = data
  const greeting = bothFilled((t) => t.document.greeting, (t) => ({
    name: html`<span class="long">${value(subject.name)}</span>`, date: text(request.receivedOn), right: text(t.rightNames[request.right]), caseNo: value(request.caseNo),
  }))
  return html`<header class="head"><div class="wrap"><div class="bar"><span class="brand">${icon('mark')}SINOIMEX</span>
<span class="langs"><label for="lang-zh" lang="zh-CN">中文</label><label for="lang-en" lang="en">English</label></span></div>
<h1>${both((t) => t.document.title)}</h1><p class="greeting">${greeting}</p>
${subject.synthetic ? html`<p class="note">${both((t) => t.document.synthetic)}</p>` : NOTHING}
${factBoxes(data, facts)}</div></header>`
}

function pageBody(data: Collected, facts: PageFacts): Html {
  const sections = SECTIONS.filter((id) => id !== 'notes' || data.notes.length > 0)
  const links = sections.map((id) => html`<a href="#${text(id)}">${both((t) => t.sections[id])}</a>`)
  return html`<div class="wrap body"><nav class="contents" aria-label="${text(PACKAGE_TEXTS['zh-CN'].document.contents)}">${links}</nav><main>
${whoSection(data, facts)}
${askedSection(data.request)}
${notesSection(data)}
${heldSection(data)}
${consentSection(data)}
${logSection(data)}
${requestsSection(data)}
${missingSection(data)}
<div class="grid2">${rightsSection()}${verifySection(facts)}</div>
<p class="foot">${both((t) => t.document.offline)}</p></main></div>`
}

export function renderHtml(data: Collected, facts: PageFacts): string {
  const zhTitle = text(PACKAGE_TEXTS['zh-CN'].document.title)
  const enTitle = text(PACKAGE_TEXTS.en.document.title)
  // Script and style stand as they are: constants of ours, and escaping would change what their hashes name.
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${zhTitle}</title>
<style>${PAGE_STYLE}</style>
</head>
<body data-title-zh="${zhTitle}" data-title-en="${enTitle}">
<input class="choice" type="radio" name="lang" id="lang-zh" checked aria-label="中文"><input class="choice" type="radio" name="lang" id="lang-en" aria-label="English">
${ICON_SPRITE}
<div class="page">${pageHead(data, facts)}${pageBody(data, facts)}</div>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`
}
