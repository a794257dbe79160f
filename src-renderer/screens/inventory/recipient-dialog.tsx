// Names a recipient, or proposes another name or contact for one that is there.
import type { JSX } from 'react'
import type { RecipientView } from '../../../src-shared/contract/recipient'
import { Dialog } from '../../components/dialog'
import { DraftLine, EntryChangedLine } from '../../components/draft-line'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { ActError } from '../../components/entry-parts'

export interface RecipientDialogProps {
  readonly known?: RecipientView
  readonly onDone: (recipientId: string) => void
  readonly onClose: () => void
}

export function RecipientDialog({ known, onDone, onClose }: RecipientDialogProps): JSX.Element {
  const { t } = useText()
  const propose = useAct('recipient.propose')
  const version = known?.version ?? 0
  const draft = useEntryDraft('recipient', known?.id ?? 'new', version)
  const { name, contact } = draft.body ?? { name: known?.name ?? '', contact: known?.contact ?? '' }
  const blocked = name.trim() === '' ? t('entries:fieldError.name') : contact.trim() === '' ? t('entries:fieldError.contact') : draft.isOutdated ? t('request:changed.first') : undefined
  const act = (): void =>
    propose.mutate({ ...(known ? { known: { recipientId: known.id, version: draft.base } } : {}), name, contact }, {
      onAccepted: draft.end,
      onSuccess: ({ recipientId }) => {
        onDone(recipientId)
        onClose()
      },
    })
  return (
    <Dialog title={t(known === undefined ? 'entries:recipient.propose' : 'entries:recipient.change')} verb={t('entries:proposeAct')} busy={propose.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('entries:recipient.what')}</p>
      <Field label={t('entries:recipient.name')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={name} onChange={(event) => draft.change({ form: 'recipient', name: event.target.value, contact })} />}</Field>
      <Field label={t('inventory:fieldName.contact')} hint={t('entries:recipient.contactHint')}>{(ids) => <input {...ids} className="text-input" maxLength={400} value={contact} onChange={(event) => draft.change({ form: 'recipient', name, contact: event.target.value })} />}</Field>
      <p className="meta t3">{t('entries:secondPersonNext')}</p>
      <DraftLine draft={draft} />
      <EntryChangedLine draft={draft} version={version} />
      {propose.error === null ? null : <ActError error={propose.error.error} />}
    </Dialog>
  )
}
