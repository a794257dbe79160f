// Why a masked value is shown: a reason of the list, and words where the list has none. Only the reason is remembered, until the window closes.
import { useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { SubjectId } from '../../src-shared/base/ids'
import { REVEAL_REASONS, type RevealField } from '../../src-shared/contract/reveal'
import { ACCESS_LIMITS, MOST_REASON_WORDS } from '../../src-shared/domain/access-limits'
import { useAct, useDesk } from '../desk-context'
import { useText } from '../text'
import { Dialog } from './dialog'
import { Field } from './field'
import { LimitedError } from './limited-error'

export interface RevealDialogProps {
  readonly subjectId: SubjectId
  readonly field: RevealField
  /** In words: mobile number, name … */
  readonly what: string
  readonly onShow: (value: string) => void
  readonly onClose: () => void
}

export function RevealDialog({ subjectId, field, what, onShow, onClose }: RevealDialogProps): JSX.Element {
  const { t } = useText()
  const { revealed } = useDesk()
  const reason = useStore(revealed, (state) => state.lastReason)
  const [words, setWords] = useState('')
  const reveal = useAct('reveal.field')
  const typed = words.trim()
  const blocked = reason === undefined ? t('reveal:reasonMissing') : reason === 'other' && typed === '' ? t('reveal:wordsMissing') : undefined
  const act = (): void => {
    if (reason === undefined) return
    reveal.mutate({ subjectId, field, reason, ...(typed === '' ? {} : { words: typed }) }, {
      onSuccess: ({ value }) => {
        // The act itself forgets its answer as soon as this dialog is gone (desk.ts).
        onShow(value)
        reveal.reset()
        onClose()
      },
    })
  }
  return (
    <Dialog title={t('reveal:act', { what })} verb={t('reveal:verb')} busy={reveal.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('reveal:what', { what, count: ACCESS_LIMITS.shownMs / 1_000 })}</p>
      <fieldset className="card">
        <legend className="visually-hidden">{t('reveal:reasonLabel')}</legend>
        {REVEAL_REASONS.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="reveal-reason" checked={one === reason} onChange={() => revealed.setState({ lastReason: one })} />
            <span className="grow">{t(`reveal:reason.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t(reason === 'other' ? 'reveal:words' : 'reveal:wordsOptional')} hint={t('reveal:wordsHint')}>
        {(ids) => <input {...ids} className="text-input" type="text" autoComplete="off" spellCheck={false} maxLength={MOST_REASON_WORDS} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      {reveal.error === null ? null : <LimitedError error={reveal.error.error} />}
    </Dialog>
  )
}
