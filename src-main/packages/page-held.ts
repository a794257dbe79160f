// The sections of index.html about what is held: one card per category, and the service log.
import { inventoryOf } from '../../src-shared/domain/inventory'
import type { Category } from '../../src-shared/domain/vocabulary'
import type { HoldingRecord, LogRow } from '../../src-shared/protocol/records'
import type { Collected, Coverage } from './collect'
import { bilingual, both, bothFilled, bothListed, figure, html, NOTHING, text, value, type Html } from './html'
import { icon } from './page-icons'
import { recipientTexts } from './recipient-texts'
import { shanghaiTime } from './shanghai-time'

const row = (label: Html, content: Html): Html => html`<dt>${label}</dt><dd>${content}</dd>`

function accountPeek(data: Collected): Html {
  const { subject } = data
  const identifiers = subject.identifiers.map((identifier) =>
    row(both((t) => t.kindNames[identifier.kind]), html`${value(identifier.value)} <span class="meta">${both((t) => t.held[identifier.proof])}</span>`),
  )
  return html`<dl>
${row(both((t) => t.held.account), value(subject.accountNo))}
${row(both((t) => t.held.name), html`<span class="long">${value(subject.name)}</span>`)}
${identifiers}
${row(both((t) => t.held.status), both((t) => t.statusNames[subject.status]))}
${row(both((t) => t.held.region), value(subject.region))}
${subject.birthDay === undefined ? NOTHING : row(both((t) => t.held.birthDay), value(subject.birthDay))}
${row(both((t) => t.held.registered), text(shanghaiTime(subject.registeredAt)))}
${row(both((t) => t.held.products), bothListed((t) => subject.products.map((product) => t.productNames[product])))}
</dl>`
}

/** The most frequent content, where all rows are in the page and one stands out. */
function mostFrequent(rows: readonly LogRow[]): { readonly detail: string; readonly times: number } | undefined {
  const counts = new Map<string, number>()
  for (const { detail } of rows) counts.set(detail, (counts.get(detail) ?? 0) + 1)
  let best: { readonly detail: string; readonly times: number } | undefined
  for (const [detail, times] of counts) if (times > 1 && (best === undefined || times > best.times)) best = { detail, times }
  return best
}

function logPeek(category: Category, data: Collected): Html {
  const rows = data.newestLogRows.filter((one) => one.category === category)
  const latest = rows[0]
  if (!latest) return NOTHING
  const most = data.logTotal === data.newestLogRows.length ? mostFrequent(rows) : undefined
  return html`<p>${both((t) => t.held.latest)} ${value(latest.detail)}</p>${
    most === undefined ? NOTHING : html`<p>${both((t) => t.held.most)} ${value(most.detail)} · ${bothFilled((t) => t.held.times, () => ({ count: text(figure(most.times)) }))}</p>`
  }`
}

function consentPeek(data: Collected): Html {
  const last = [...data.consents].reverse().find((consent) => consent.kind === 'registered' || consent.kind === 'continued-use')
  if (!last) return NOTHING
  return html`<p>${both((t) => t.held.currentPolicy)} ${value(last.policyVersion)} · ${text(shanghaiTime(last.at))}</p>`
}

function peek(category: Category, data: Collected): Html {
  if (category === 'registration') return accountPeek(data)
  return category === 'consent' ? consentPeek(data) : logPeek(category, data)
}

function span(holding: HoldingRecord | undefined): Html {
  if (holding?.fromAt === undefined || holding.toAt === undefined) return NOTHING
  return row(both((t) => t.held.span), text(`${shanghaiTime(holding.fromAt).slice(0, 10)} – ${shanghaiTime(holding.toAt).slice(0, 10)}`))
}

/** A system that this version has no name for is shown by the name it gave itself. */
function systemName(system: string): Html {
  return both((t) => (t.systemNames as Readonly<Record<string, string>>)[system] ?? system)
}

function receivedBy(category: Category, { handedOver }: Collected): Html {
  const english = recipientTexts(category, handedOver, 'en')
  const sentences = recipientTexts(category, handedOver, 'zh-CN').map((zh, at) => html`<span class="long">${bilingual(value(zh), value(english[at] ?? ''))}</span>`)
  return sentences.length === 0 ? both((t) => t.held.noRecipients) : sentences.reduce((list, one) => html`${list}<br>${one}`)
}

function card(coverage: Coverage, data: Collected): Html {
  const { category } = coverage
  const entry = inventoryOf(category)
  const shown = peek(category, data)
  return html`<article class="card">
<h3>${icon(category)}${both((t) => t.categoryNames[category])}<span class="n">${bothFilled((t) => t.held.rows, () => ({ count: text(figure(coverage.heldRows)) }))}</span></h3>
${shown === NOTHING ? html`<p class="peek">–</p>` : html`<div class="peek">${shown}</div>`}
<dl>
${row(both((t) => t.held.purpose), bothListed((t) => entry.purposes.map((purpose) => t.purposeNames[purpose])))}
${row(both((t) => t.held.basis), both((t) => t.basisNames[entry.legalBasis]))}
${row(both((t) => t.held.retention), both((t) => t.retentionTexts[category]))}
${row(both((t) => t.held.recipients), receivedBy(category, data))}
${row(both((t) => t.held.source), both((t) => t.sourceTexts[category]))}
${row(both((t) => t.held.system), systemName(coverage.system))}
${span(data.holdings.find((holding) => holding.category === category))}
</dl>
</article>`
}

export function heldSection(data: Collected): Html {
  return html`<section id="held"><h2>${both((t) => t.sections.held)}</h2><p class="lead">${both((t) => t.held.lead)}</p>
<div class="cards">${data.coverage.map((coverage) => card(coverage, data))}</div></section>`
}

/** Names repeat in every row: each is made once. */
function logRows(rows: readonly LogRow[]): readonly Html[] {
  const names = new Map<string, Html>()
  const named = (key: string, pick: Parameters<typeof both>[0]): Html => {
    const name = names.get(key) ?? both(pick)
    names.set(key, name)
    return name
  }
  return rows.map(({ at, category, detail, product, ip }) => html`<tr><td class="at">${text(shanghaiTime(at))}</td><td class="kind">${named(category, (t) => t.categoryNames[category])}</td><td class="what">${value(detail)}</td><td class="small">${named(product, (t) => t.productNames[product])}</td><td class="small mono">${value(ip)}</td></tr>
`)
}

export function logSection(data: Collected): Html {
  const shown = data.newestLogRows.length
  if (shown === 0) return html`<section id="log"><h2>${both((t) => t.sections.log)}</h2><p class="lead">${both((t) => t.log.none)}</p></section>`
  const figures = () => ({ shown: text(figure(shown)), total: text(figure(data.logTotal)) })
  const lead = shown === data.logTotal ? bothFilled((t) => t.log.leadAll, figures) : bothFilled((t) => t.log.lead, figures)
  const heads = [both((t) => t.log.at), both((t) => t.log.category), both((t) => t.log.detail), both((t) => t.log.product), both((t) => t.log.ip)]
  return html`<section id="log"><h2>${both((t) => t.sections.log)}</h2><p class="lead">${lead}</p>
<div class="sheet"><div class="find" id="find" hidden>${icon('search-query')}<span id="find-label">${bothFilled((t) => t.log.search, figures)}</span><input id="find-text" type="search" autocomplete="off" aria-labelledby="find-label"><span id="find-count" role="status"></span></div>
<table class="log"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody id="log-rows">
${logRows(data.newestLogRows)}</tbody></table></div></section>`
}
