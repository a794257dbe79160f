// Says one event of a consent history in words: what was agreed to or taken back, where, under which text.
import type { ConsentView } from '../../src-shared/contract/person'
import type { ConsentKind } from '../../src-shared/domain/vocabulary'
import type { Text } from '../text'
import type { Dot, TimelineItem } from './timeline'

export const CONSENT_DOTS: Readonly<Record<ConsentKind, Dot>> = {
  registered: 'agreed',
  'continued-use': 'agreed',
  'explicit-grant': 'consent',
  'separate-consent': 'consent',
  withdrawal: 'withdrawn',
  'opt-out': 'withdrawn',
  notified: 'plain',
  restriction: 'withdrawn',
  'product-ended': 'withdrawn',
}

/** First and last four characters say which text it was; the whole hash is in the record. */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)}…${hash.slice(-4)}`

export function policyName({ t }: Text, policy: { readonly product?: ConsentView['policy']['product']; readonly version: string }): string {
  return policy.product === undefined
    ? t('words:policy.general', { version: policy.version })
    : t('words:policy.product', { product: t(`words:product.${policy.product}`), version: policy.version })
}

export function consentItems(text: Text, consents: readonly ConsentView[]): readonly TimelineItem[] {
  const { t, format } = text
  return consents.map((consent) => ({
    key: consent.id,
    dot: CONSENT_DOTS[consent.kind],
    title: t(`words:consent.${consent.kind}`, {
      version: consent.policy.version,
      purpose: consent.purpose === undefined ? t('words:allPurposes') : t(`words:purpose.${consent.purpose}`),
      product: consent.product === undefined ? '' : t(`words:product.${consent.product}`),
    }),
    time: format.dateTime(consent.at),
    source: [
      t(`words:channel.${consent.channel}`),
      policyName(text, consent.policy),
      t('words:wording', { hash: shortHash(consent.wordingHash) }),
      ...(consent.evidence === undefined ? [] : [t('words:evidence', { evidence: consent.evidence })]),
    ].join(' · '),
  }))
}
