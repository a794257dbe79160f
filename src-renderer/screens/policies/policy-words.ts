// A version of a policy in words: which policy, its days and channels, how it stands, what is left open, what a clause says is done.
import type { PolicyRow } from '../../../src-shared/contract/policy'
import type { PolicyEntryError, PolicyGap } from '../../../src-shared/domain/policy-entry'
import type { PolicyClause } from '../../../src-shared/domain/policy-register'
import type { ServiceChannel } from '../../../src-shared/domain/policy-words'
import type { Product } from '../../../src-shared/domain/vocabulary'
import { channelName } from '../../components/answer-words'
import type { Tone } from '../../components/tag'
import type { IconName } from '../../icons/icon-paths'
import type { Text } from '../../text'

export function lineName({ t }: Text, product: Product | undefined): string {
  return product === undefined ? t('register:general') : t(`words:product.${product}`)
}

/** `new:later` stands for every form of the service that no version names yet. */
const channelWord = (text: Text, channel: ServiceChannel): string => (channel === 'new:later' ? text.t('policy:channel.later') : channelName(text, channel))

export function channelWords(text: Text, channels: readonly ServiceChannel[] | undefined): string {
  return channels === undefined ? text.t('register:allChannels') : channels.map((one) => channelWord(text, one)).join(text.t('answer:list'))
}

export function daysOf(text: Text, { effectiveFrom: from, until, channels }: PolicyRow): string {
  const days = until === undefined ? text.t('register:days', { from }) : text.t('register:daysUntil', { from, until })
  return `${days} · ${channelWords(text, channels)}`
}

export interface Stand {
  readonly tone: Tone
  readonly icon?: IconName
  readonly words: string
}

export function standOf({ t }: Text, { state, mark, inForce, until }: PolicyRow): Stand {
  if (mark === 'refused') return { tone: 'error', icon: 'alert', words: t('register:refused') }
  if (mark === 'to-send') return { tone: 'warning', icon: 'upload', words: t('register:toSend') }
  if (state === 'proposed') return { tone: 'violet', icon: 'usercheck', words: t('register:state.proposed') }
  if (state === 'declined') return { tone: 'neutral', words: t('register:state.declined') }
  if (inForce) return { tone: 'success', icon: 'check', words: t('register:inForce') }
  return { tone: 'neutral', words: t(until === undefined ? 'register:notYet' : 'register:ended') }
}

export function gapWords(text: Text, gap: PolicyGap): string {
  const { t } = text
  switch (gap.kind) {
    case 'days-uncovered':
      return t('register:gapOf', { policy: lineName(text, gap.product), gap: t('policy:gap.days-uncovered', { channel: channelWord(text, gap.channel), from: gap.from, until: gap.until }) })
    case 'ends-without-successor':
      return t('register:gapOf', { policy: lineName(text, gap.product), gap: t('policy:gap.ends-without-successor', { channel: channelWord(text, gap.channel), from: gap.from }) })
    case 'topic-missing':
      return t('policy:gap.topic-missing', { version: gap.version, topic: t(`policy:topic.${gap.topic}`) })
    case 'processing-undeclared':
      return t('policy:gap.processing-undeclared', { version: gap.version, number: gap.number })
  }
}

export function entryErrorWords(text: Text, error: PolicyEntryError): string {
  const { t } = text
  if (error.kind === 'overlap') return t('policy:entryError.overlap', { from: error.from, version: error.version, channel: channelWord(text, error.channel) })
  const params = { ...('version' in error ? { version: error.version } : {}), ...('number' in error ? { number: error.number } : {}), ...('from' in error ? { from: error.from } : {}) }
  return t(`policy:entryError.${error.kind}`, params)
}

export function processingWords({ t }: Text, processing: PolicyClause['processing']): readonly string[] {
  if (processing === undefined) return [t('register:unmarked')]
  if (processing.length === 0) return [t('register:nothingDone')]
  return processing.map(({ purpose, categories, methods }) =>
    t('register:doneLine', {
      purpose: t(`words:purpose.${purpose}`),
      categories: categories.map((one) => t(`words:category.${one}`)).join(t('answer:list')),
      methods: methods.map((one) => t(`policy:method.${one}`)).join(t('answer:list')),
    }),
  )
}

