// Channel group `letter`: the letters of a case, the composer of a new one, and how each reached the person.
import { z } from 'zod'
import type { Day, EpochMs } from '../base/clock'
import type { RequestId } from '../base/ids'
import { DELIVERY_CHANNELS, LETTER_KINDS, WRITTEN_KINDS, type DeliveryChannel, type DeliveryId, type LetterBar, type LetterKind, type WrittenKind } from '../domain/case-letters'
import { day, id } from '../domain/fields'
import type { Leak } from '../domain/letter-leaks'
import type { LetterSheet } from '../domain/letter-sheet'
import { LANGUAGES } from '../domain/vocabulary'
import { channel } from './channel'
import type { ActVerdict } from './inventory'
import type { SendMark, StaffRef } from './views'

export interface DeliveryView {
  readonly id: DeliveryId
  readonly channel: DeliveryChannel
  readonly on: Day
  readonly by: StaffRef
  readonly withdrawn?: { readonly by: StaffRef; readonly reason: string }
}
export interface LetterView {
  readonly kind: LetterKind
  readonly version: number
  readonly at: EpochMs
  /** First day on which it can have been delivered. */
  readonly from: Day
  readonly by?: StaffRef
  /** As it is printed: what must not leave is masked in it. */
  readonly sheet: LetterSheet
  /** What was masked; of a letter that was written as one always none. */
  readonly masked: number
  readonly deliveries: readonly DeliveryView[]
  /** Set: it can be read here, and neither printed nor entered as delivered. */
  readonly bar?: LetterBar
  /** `to-send`: it, or something entered for it, waits to be sent. */
  readonly mark: Extract<SendMark, 'sent' | 'to-send'>
}
export interface CaseLetters {
  /** Newest first. */
  readonly letters: readonly LetterView[]
  /** What can be written now, each with the version that it would be. */
  readonly writable: readonly { readonly kind: WrittenKind; readonly version: number }[]
  readonly act: ActVerdict
  /** The case is decided, and nobody has entered that the answer reached the person. */
  readonly isAnswerOwed: boolean
}
/** The template, and of the text that was sent along (else the template) the sheet and what must not stand in it. */
export interface ComposedLetter {
  readonly template: string
  readonly sheet: LetterSheet
  readonly leaks: readonly (Leak & { readonly line: number; readonly shown: string })[]
  /** The same text with these masked. */
  readonly maskedText: string
  /** Places that the template left for staff to fill in. */
  readonly unfilled: readonly string[]
}

const requestId = id<RequestId>()
const version = z.number().int().min(1).max(999)
const name = { requestId, kind: z.enum(LETTER_KINDS), version }
const text = z.string().max(8_000)

export const letter = {
  'letter.list': channel<CaseLetters>()('read-case', z.object({ requestId })),
  'letter.compose': channel<ComposedLetter>()('work-request', z.object({ requestId, kind: z.enum(WRITTEN_KINDS), first: z.enum(LANGUAGES), text: text.optional() })),
  'letter.write': channel<void>()('work-request', z.object({ requestId, kind: z.enum(WRITTEN_KINDS), version, first: z.enum(LANGUAGES), text: text.min(1) })),
  'letter.deliver': channel<void>()('work-request', z.object({ ...name, channel: z.enum(DELIVERY_CHANNELS), on: day })),
  'letter.undeliver': channel<void>()('work-request', z.object({ ...name, deliveryId: id<DeliveryId>(), reason: z.string().min(1).max(2_000) })),
  /** Into the export folder, under a name that holds case, kind and version alone. */
  'letter.savePdf': channel<{ readonly fileName: string }>()('work-request', z.object(name)),
} as const
