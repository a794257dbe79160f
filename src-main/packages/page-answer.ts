// The sections of index.html about the company, the request and its answer, the consent history, what is missing and what comes next.
import { REDACTION_REASONS, type RedactionReason } from '../../src-shared/domain/redactions'
import type { ConsentKind, Language, Right } from '../../src-shared/domain/vocabulary'
import type { ConsentRecord, PolicyRecord, RequestRecord } from '../../src-shared/protocol/records'
import type { Collected } from './collect'
import { handedOutFacts } from './handed-out'
import { both, bothFilled, bilingual, figure, html, NOTHING, text, value, type Html } from './html'
import { fill, LIST_COMMA, type PackageTexts } from './package-texts'
import type { PageFacts } from './page-facts'
import { shanghaiTime } from './shanghai-time'

const row = (label: Html, content: Html): Html => html`<dt>${label}</dt><dd>${content}</dd>`
const rightName = (right: Right): Html => both((t) => t.rightNames[right])

export function whoSection(data: Collected, facts: PageFacts): Html {
  const caseNo = () => ({ caseNo: value(data.request.caseNo) })
  return html`<section id="who"><h2>${both((t) => t.sections.who)}</h2><div class="card"><dl>
${row(both((t) => t.who.handler), both((t) => t.who.name))}
${row(both((t) => t.who.place), both((t) => t.who.placeText))}
${row(both((t) => t.who.contact), bothFilled((t) => t.who.contactText, caseNo))}
${row(both((t) => t.who.officer), both((t) => t.who.officerText))}
${row(both((t) => t.who.made), text(shanghaiTime(facts.madeAt)))}
${row(both((t) => t.who.dataAsOf), text(shanghaiTime(facts.dataAsOf)))}
${row(both((t) => t.who.rules), bothFilled((t) => t.who.rulesText, () => ({ version: value(facts.rulesPack) })))}
</dl></div></section>`
}

/** Staff are other people: their names and their material stay out. */
export function askedSection(request: RequestRecord): Html {
  const checks = request.identityChecks.map((check) =>
    bothFilled((t) => t.asked.identityText, (t) => ({ method: text(t.methodNames[check.method]), at: text(shanghaiTime(check.at)) })),
  )
  const { decision } = request
  const outcome = decision
    ? html`${row(both((t) => t.asked.outcome), both((t) => t.outcomeNames[decision.outcome]))}
${row(both((t) => t.asked.decidedAt), text(shanghaiTime(decision.at)))}
${row(both((t) => t.asked.answer), value(decision.text))}`
    : row(both((t) => t.asked.outcome), both((t) => t.asked.pending))
  return html`<section id="asked"><h2>${both((t) => t.sections.asked)}</h2><div class="card"><dl>
${row(both((t) => t.asked.right), rightName(request.right))}
${row(both((t) => t.asked.received), text(request.receivedOn))}
${row(both((t) => t.asked.channel), both((t) => t.channelNames[request.channel]))}
${row(both((t) => t.asked.words), value(request.text))}
${row(both((t) => t.asked.identity), checks.reduce((list, one, at) => (at === 0 ? one : html`${list}<br>${one}`), NOTHING))}
${outcome}
</dl></div></section>`
}

const TONE: Readonly<Record<ConsentKind, string>> = {
  registered: '', 'continued-use': '', 'explicit-grant': 'grant', 'separate-consent': 'grant', withdrawal: 'back', 'opt-out': 'back', notified: '', restriction: 'back', 'product-ended': 'back',
}

function policyName(policy: PolicyRecord | undefined, version: string, language: Language): Html {
  return value(policy === undefined ? version : `${policy.title[language]} ${version}`)
}

function consentLine(consent: ConsentRecord, policies: readonly PolicyRecord[]): Html {
  const policy = policies.find((one) => one.id === consent.policyId)
  const filled = (t: PackageTexts, language: Language) => ({
    policy: policyName(policy, consent.policyVersion, language),
    purpose: consent.purpose === undefined ? NOTHING : text(t.purposeNames[consent.purpose]),
    product: consent.product === undefined ? NOTHING : text(t.productNames[consent.product]),
  })
  const title = bothFilled((t) => t.consentNames[consent.kind], filled)
  const named = bilingual(policyName(policy, consent.policyVersion, 'zh-CN'), policyName(policy, consent.policyVersion, 'en'))
  const evidence = consent.evidence === undefined ? NOTHING : html` · ${both((t) => t.consents.evidence)} ${value(consent.evidence)}`
  return html`<li class="${text(TONE[consent.kind])}">${title}
<span class="meta">${text(shanghaiTime(consent.at))} · ${both((t) => t.channelNames[consent.channel])} · ${named}${evidence}</span>
<span class="meta mono">${both((t) => t.consents.wording)} ${text(`${consent.wordingHash.slice(0, 8)}…${consent.wordingHash.slice(-8)}`)}</span></li>`
}

function policyDetails(policy: PolicyRecord): Html {
  const title = bilingual(value(`${policy.title['zh-CN']} ${policy.version}`), value(`${policy.title.en} ${policy.version}`))
  const clauses = policy.clauses.map((clause) => html`<p>${value(clause.number)} ${bilingual(text(clause.text['zh-CN']), text(clause.text.en))}</p>`)
  return html`<details><summary>${title} · ${bothFilled((t) => t.consents.from, () => ({ day: text(policy.effectiveFrom) }))}</summary><div>${clauses}</div></details>`
}

export function consentSection(data: Collected): Html {
  const lines = [...data.consents].reverse().map((consent) => consentLine(consent, data.policies))
  return html`<section id="consents"><h2>${both((t) => t.sections.consents)}</h2><p class="lead">${both((t) => t.consents.lead)}</p>
${lines.length === 0 ? html`<p>${both((t) => t.consents.none)}</p>` : html`<ol class="line">${lines}</ol>`}
<h3>${both((t) => t.consents.policies)}</h3>${data.policies.map(policyDetails)}</section>`
}

export function requestsSection(data: Collected): Html {
  const heads = [both((t) => t.requests.case), both((t) => t.requests.right), both((t) => t.requests.received), both((t) => t.requests.state)]
  const rows = data.requests.map((request) => {
    const mark = request.id === data.request.id ? html` (${both((t) => t.requests.this)})` : NOTHING
    return html`<tr><td>${value(request.caseNo)}${mark}</td><td>${rightName(request.right)}</td><td class="at">${text(request.receivedOn)}</td><td>${both((t) => t.stateNames[request.state])}</td></tr>`
  })
  return html`<section id="requests"><h2>${both((t) => t.sections.requests)}</h2><div class="sheet"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></section>`
}

/** Counts and grounds, never the words that were there. */
function redactionCard(reason: RedactionReason, { redactions }: Collected): Html {
  const ofReason = redactions.filter((one) => one.reason === reason)
  const total = ofReason.reduce((sum, { count }) => sum + count, 0)
  const places = (t: PackageTexts, language: Language): string => ofReason.map(({ place, count }) => fill(t.missing.placeCount, { place: t.missing.redactionPlaces[place], count: figure(count) })).join(LIST_COMMA[language])
  return html`<article class="card"><h3>${bothFilled((t) => t.missing.redactionsTitle, (t) => ({ reason: text(t.missing.redactionReasons[reason]) }))}</h3>
<p>${bothFilled((t) => t.missing.redactionsCount, (t, language) => ({ count: text(figure(total)), places: text(places(t, language)) }))}</p>
<p>${both((t) => t.missing.redactionGrounds[reason])}</p></article>`
}

export function missingSection(data: Collected): Html {
  const short = data.coverage.filter((coverage) => coverage.includedRows < coverage.heldRows)
  const items = short.map((coverage) =>
    html`<article class="card"><h3>${bothFilled((t) => t.missing.title, (t) => ({
      category: text(t.categoryNames[coverage.category]), held: text(figure(coverage.heldRows)), included: text(figure(coverage.includedRows)),
    }))}</h3><p>${bilingual(text(coverage.withheld?.['zh-CN'] ?? ''), text(coverage.withheld?.en ?? ''))}</p></article>`,
  )
  const redacted = REDACTION_REASONS.filter((reason) => data.redactions.some((one) => one.reason === reason))
  const isWhole = items.length === 0 && redacted.length === 0 && handedOutFacts(data.notes).missing.length === 0
  const complete = html`<p class="lead">${both((t) => t.missing.none)}</p>`
  return html`<section id="missing"><h2>${both((t) => t.sections.missing)}</h2>${isWhole ? complete : NOTHING}<div class="cards">${items}
${redacted.map((reason) => redactionCard(reason, data))}
<article class="card"><h3>${both((t) => t.missing.othersTitle)}</h3><p>${both((t) => t.missing.others)}</p></article>
<article class="card"><h3>${both((t) => t.missing.credentialsTitle)}</h3><p>${both((t) => t.missing.credentials)}</p></article></div></section>`
}

export function rightsSection(): Html {
  const acts = (['correct', 'delete', 'withdraw', 'explain'] as const).map((act) => html`<li>${both((t) => t.rights[act])}</li>`)
  return html`<section id="rights"><h2>${both((t) => t.sections.rights)}</h2><div class="card"><p>${both((t) => t.rights.lead)}</p><ul class="plain">${acts}</ul><p class="lead">${both((t) => t.rights.complain)}</p></div></section>`
}

/** Four characters a group: a fingerprint is compared by eye with the one on the letter. */
function grouped(hexText: string): Html {
  return text(hexText.replace(/(.{4})(?=.)/g, '$1 '))
}

export function verifySection(facts: PageFacts): Html {
  return html`<section id="verify"><h2>${both((t) => t.sections.verify)}</h2><div class="card"><p>${both((t) => t.verify.lead)}</p><ol class="plain">
<li>${both((t) => t.verify.step1)}</li>
<li>${both((t) => t.verify.step2)} <span class="mono">privacy-desk verify ${text(facts.fileName)}</span></li>
<li>${both((t) => t.verify.step3)}</li></ol><dl>
${row(both((t) => t.verify.organisation), html`<span class="mono">${grouped(facts.organisationFingerprint)}</span>`)}
${row(both((t) => t.verify.device), value(facts.deviceName))}
${row(both((t) => t.verify.package), html`<span class="mono">${text(facts.packageId)}</span>`)}
</dl></div></section>`
}
