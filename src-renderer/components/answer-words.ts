// Says an answer about consent in words, for the screen in one language and for the printed sheet in both.
import type { AskView, ClauseRef, ConsentAnswer, FindingView, GoverningView, PurposeAnswer } from '../../src-shared/contract/consent'
import type { Product, Purpose } from '../../src-shared/domain/vocabulary'
import type { Text } from '../text'
import { policyName } from './consent-words'

export function clauseName(text: Text, clause: ClauseRef): string {
  return `${policyName(text, clause)} · ${clause.number}`
}

export function channelName({ t }: Text, channel: ConsentAnswer['channel']): string {
  return channel === 'website' || channel === 'applet' ? t(`policy:channel.${channel}`) : channel.slice('new:'.length)
}

export function summaryOf({ t }: Text, { asOf, purposes }: ConsentAnswer): string {
  const count = (state: PurposeAnswer['state']): number => purposes.filter((one) => one.state === state).length
  return t('answer:summary', { day: asOf, inForce: count('in-force'), withdrawn: count('withdrawn'), never: count('never-agreed') })
}

const joined = ({ t }: Text, words: readonly string[]): string => words.join(t('answer:list'))
const purposeNames = (text: Text, purposes: readonly Purpose[]): string => joined(text, purposes.map((purpose) => text.t(`words:purpose.${purpose}`)))

/** For which products, why this clause, and whether it binds the person. */
export function governingWords(text: Text, view: GoverningView & { readonly products: readonly Product[] }, form: 'alone' | 'of-several'): string {
  const { t } = text
  const names = view.products.map((product) => t(`words:product.${product}`))
  const whose = form === 'alone' ? '' : t('answer:productsAre', { products: names.length === 0 ? t('answer:service') : joined(text, names) })
  return `${whose}${t(`policy:why.${view.why}`)}${t('answer:end')}${bindingWords(text, view)}${t('answer:end')}`.trim()
}

function bindingWords(text: Text, { binding, boundBy, other }: GoverningView): string {
  const { t } = text
  if (binding === 'bound') return t('policy:binding.bound', { kind: boundBy === undefined ? '' : t(`words:consentKind.${boundBy}`) })
  if (binding === 'assumed') return t('policy:binding.assumed')
  if (other === undefined || binding === 'none') return t('policy:binding.none')
  return t(`policy:binding.${binding}`, { version: policyName(text, other), number: other.number })
}

/** Of a purpose that is withdrawn: what ended that day, and what goes on. */
export function stoppedWords(text: Text, stopped: NonNullable<PurposeAnswer['stopped']>): readonly string[] {
  const { t, format } = text
  const day = format.day(stopped.at)
  const ended = joined(text, stopped.categories.map((category) => t(`words:category.${category}`)))
  const list = joined(text, stopped.goesOn.map(({ category, basis }) => t('answer:goesOnItem', { category: t(`words:category.${category}`), basis: t(`inventory:basis.${basis}`) })))
  return [stopped.categories.length > 0 ? t('answer:stoppedOn', { day, categories: ended }) : t('answer:stoppedNothing', { day }), ...(list === '' ? [] : [t('answer:goesOn', { list })])]
}

export function askWords(text: Text, { need, purposes, ...version }: AskView): string {
  const { t } = text
  return `${t('answer:askLine', { policy: policyName(text, version), need: t(`policy:ask.${need}`) })}${purposes.length > 0 ? t('answer:forPurposes', { purposes: purposeNames(text, purposes) }) : ''}`
}

/** Where it shows: the act, or the run of uses; then what is wrong with it. */
export function findingWords(text: Text, { finding, event }: FindingView): { readonly where: string; readonly what: string } {
  const { t, format } = text
  if (finding.kind === 'use-after-withdrawal' || finding.kind === 'use-without-agreement') {
    const from = format.day(finding.at)
    const to = format.day(finding.until)
    const category = t(`words:category.${finding.category}`)
    const carried = finding.carriedBy === undefined ? '' : t('answer:carried', { carrier: t(`consent:carriedBy.${finding.carriedBy.by}`) })
    const refused = finding.refused === undefined ? '' : t('answer:refused', { day: format.day(finding.refused.at) })
    return { where: from === to ? t('answer:runDay', { from, category }) : t('answer:runSpan', { from, to, category }), what: `${t(`consent:finding.${finding.kind}`, { count: finding.count })}${carried}${refused}` }
  }
  const purposes = 'purposes' in finding ? finding.purposes : 'purpose' in finding ? [finding.purpose] : event?.purpose === undefined ? [] : [event.purpose]
  const act = event === undefined ? [] : [t(`words:consentKind.${event.kind}`), policyName(text, event.policy)]
  return {
    where: [format.day(finding.at), ...act].join(' · '),
    what: `${t(`consent:finding.${finding.kind}`)}${purposes.length > 0 ? t('answer:forPurposes', { purposes: purposeNames(text, purposes) }) : ''}`,
  }
}
