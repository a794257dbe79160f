// The two dialogs that every entry shares: the second person's approval with the passphrase typed anew, and an act that takes a reason.
import { useState, type JSX } from 'react'
import type { DeskError } from '../../src-shared/contract/errors'
import type { EntryTarget, ReasonForm } from '../../src-shared/contract/draft'
import { DayField } from './day-field'
import { Dialog } from './dialog'
import { DraftLine, EntryChangedLine } from './draft-line'
import { Field, PassphraseField } from './field'
import { useText } from '../text'
import { useEntryDraft } from '../use-draft'
import { ActError } from './entry-parts'

interface Acting {
  readonly busy: boolean
  readonly error: DeskError | undefined
  readonly onClose: () => void
}
export interface ApproveDialogProps extends Acting {
  /** What is approved, in one sentence. */
  readonly what: string
  readonly onApprove: (passphrase: string) => void
}

export function ApproveDialog({ what, busy, error, onApprove, onClose }: ApproveDialogProps): JSX.Element {
  const { t } = useText()
  const [passphrase, setPassphrase] = useState('')
  const act = (): void => {
    onApprove(passphrase)
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  return (
    <Dialog title={t('entries:approve.title')} verb={t('entries:approve.act')} busy={busy} blocked={passphrase === '' ? t('entries:approve.missing') : undefined} onAct={act} onClose={onClose}>
      <p className="sunken">{what}</p>
      <p className="dense t2">{t('entries:approve.text')}</p>
      <PassphraseField label={t('erasure:passphrase')} hint={t('erasure:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {error === undefined ? null : <ActError error={error} />}
    </Dialog>
  )
}

export interface ReasonDialogProps extends Acting {
  readonly title: string
  readonly verb: string
  readonly text: string
  readonly label: string
  /** The day that is asked for beside the reason. */
  readonly day?: { readonly label: string; readonly first: string }
  readonly form: ReasonForm
  /** The entry on the screen. */
  readonly entry: { readonly id: Exclude<EntryTarget, 'new'>; readonly version: number }
  /** `base`: the version that the reason was begun on. */
  readonly onAct: (typed: { readonly reason: string; readonly day: string; readonly base: number }, done: { readonly onAccepted: () => void; readonly onSuccess: () => void }) => void
}

export function ReasonDialog({ title, verb, text, label, day, form, entry, busy, error, onAct, onClose }: ReasonDialogProps): JSX.Element {
  const { t } = useText()
  const draft = useEntryDraft<ReasonForm>(form, entry.id, entry.version)
  const { reason, on } = draft.body ?? { reason: '', on: day?.first ?? '' }
  const act = (): void => onAct({ reason: reason.trim(), day: on, base: draft.base }, { onAccepted: draft.end, onSuccess: onClose })
  const blocked = reason.trim() === '' ? t('entries:reasonMissing') : draft.isOutdated ? t('request:changed.first') : undefined
  return (
    <Dialog title={title} verb={verb} busy={busy} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{text}</p>
      {day === undefined ? null : <DayField label={day.label} value={on} onChange={(typed) => draft.change({ form, reason, on: typed })} />}
      <Field label={label}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => draft.change({ form, reason: event.target.value, on })} />}</Field>
      <DraftLine draft={draft} />
      <EntryChangedLine draft={draft} version={entry.version} />
      {error === undefined ? null : <ActError error={error} />}
    </Dialog>
  )
}
