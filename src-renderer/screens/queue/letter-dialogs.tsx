// What is done with a letter that is written: seen as it prints and saved as a PDF, entered as delivered, and a wrong entry withdrawn.
import { Select } from 'antd'
import { useState, type JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { DeliveryView, LetterView } from '../../../src-shared/contract/letter'
import { DELIVERY_CHANNELS, type DeliveryChannel } from '../../../src-shared/domain/case-letters'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { LetterPaper } from '../../components/letter-paper'
import { useAct, useDesk, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

interface LetterDialogProps {
  readonly requestId: RequestId
  readonly letter: LetterView
  readonly onClose: () => void
}

export function LetterDialog({ requestId, letter, onClose }: LetterDialogProps): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const save = useAct('letter.savePdf')
  const { kind, version, sheet, masked, bar } = letter
  const title = t('letters:viewTitle', { kind: t(`letters:kind.${kind}`), version })
  const act = (): void =>
    save.mutate({ requestId, kind, version }, {
      onSuccess: ({ fileName }) => {
        toast.getState().show(t('letters:pdfSaved', { fileName }))
        onClose()
      },
    })
  return (
    <Dialog title={title} verb={t('letters:pdf')} width={720} busy={save.isPending} blocked={bar === undefined ? undefined : t(`letters:bar.${bar}.text`)} onAct={act} onClose={onClose}>
      {masked === 0 ? null : <p className="note note-warning"><Icon name="eyeoff" size={14} />{t('letters:masked', { count: masked })}</p>}
      <LetterPaper sheet={sheet} label={title} />
      {bar === undefined ? <p className="meta t3">{t('letters:pdfText')}</p> : null}
      {save.error === null ? null : <ErrorNote error={save.error.error} />}
    </Dialog>
  )
}

export function DeliverDialog({ requestId, letter, isMinor, onClose }: LetterDialogProps & { readonly isMinor: boolean }): JSX.Element {
  const { t } = useText()
  const today = useToday()
  const deliver = useAct('letter.deliver')
  const { kind, version } = letter
  // One that was made offline is dated by its arrival, which can be after today.
  const from = letter.from > today ? '' : letter.from
  const [on, setOn] = useState<string>(today)
  const [channel, setChannel] = useState<DeliveryChannel>('e-mail')
  const act = (): void => deliver.mutate({ requestId, kind, version, channel, on }, { onSuccess: onClose })
  const blocked = on > today ? t('letters:dayFuture') : on < from ? t('letters:dayEarly', { day: from }) : undefined
  return (
    <Dialog title={t('letters:deliverTitle')} verb={t('letters:deliverAct')} busy={deliver.isPending || on === ''} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="sunken">{t(`letters:kind.${kind}`)} · {t('letters:version', { version })}</p>
      <div className="field-pair">
        <DayField label={t('letters:deliverDay')} value={on} onChange={setOn} />
        <LabelledField label={t('letters:deliverChannel')}>{(id) => <Select id={id} value={channel} onChange={setChannel} options={DELIVERY_CHANNELS.filter((value) => !(isMinor && kind === 'decision' && value === 'phone')).map((value) => ({ value, label: t(`letters:channel.${value}`) }))} />}</LabelledField>
      </div>
      <p className="meta t3">{t('letters:deliverText')}</p>
      {deliver.error === null ? null : <ErrorNote error={deliver.error.error} />}
    </Dialog>
  )
}

export function UndeliverDialog({ requestId, letter, delivery, onClose }: LetterDialogProps & { readonly delivery: DeliveryView }): JSX.Element {
  const { t } = useText()
  const undeliver = useAct('letter.undeliver')
  const [reason, setReason] = useState('')
  const { kind, version } = letter
  const act = (): void => undeliver.mutate({ requestId, kind, version, deliveryId: delivery.id, reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Dialog title={t('letters:undeliverTitle')} verb={t('letters:undeliverAct')} busy={undeliver.isPending} blocked={reason.trim() === '' ? t('letters:reasonMissing') : undefined} onAct={act} onClose={onClose}>
      <p className="sunken">{t('letters:line', { day: delivery.on, channel: t(`letters:channel.${delivery.channel}`), name: delivery.by.name })}</p>
      <Field label={t('letters:undeliverReason')} hint={t('letters:undeliverHint')}>
        {(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {undeliver.error === null ? null : <ErrorNote error={undeliver.error.error} />}
    </Dialog>
  )
}
