// Names a recipient, or proposes another name or contact for one that is there.
import { useState, type JSX } from 'react'
import type { RecipientView } from '../../../src-shared/contract/recipient'
import { Dialog } from '../../components/dialog'
import { Field } from '../../components/field'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { ActError } from './entry-parts'

export interface RecipientDialogProps {
  readonly known?: RecipientView
  readonly onDone: (recipientId: string) => void
  readonly onClose: () => void
}

export function RecipientDialog({ known, onDone, onClose }: RecipientDialogProps): JSX.Element {
  const { t } = useText()
  const propose = useAct('recipient.propose')
  const [name, setName] = useState(known?.name ?? '')
  const [contact, setContact] = useState(known?.contact ?? '')
  const blocked = name.trim() === '' ? t('entries:fieldError.name') : contact.trim() === '' ? t('entries:fieldError.contact') : undefined
  const act = (): void =>
    propose.mutate({ ...(known ? { known: { recipientId: known.id, version: known.version } } : {}), name, contact }, {
      onSuccess: ({ recipientId }) => {
        onDone(recipientId)
        onClose()
      },
    })
  return (
    <Dialog title={t(known === undefined ? 'entries:recipient.propose' : 'entries:recipient.change')} verb={t('entries:proposeAct')} busy={propose.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('entries:recipient.what')}</p>
      <Field label={t('entries:recipient.name')}>{(ids) => <input {...ids} className="text-input" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
      <Field label={t('inventory:fieldName.contact')} hint={t('entries:recipient.contactHint')}>{(ids) => <input {...ids} className="text-input" maxLength={400} value={contact} onChange={(event) => setContact(event.target.value)} />}</Field>
      <p className="meta t3">{t('entries:secondPersonNext')}</p>
      {propose.error === null ? null : <ActError error={propose.error.error} />}
    </Dialog>
  )
}
