// An officer proposes that the company ends a product: which, from which day, why, and how people are told.
import { Select } from 'antd'
import { useState, type JSX } from 'react'
import type { Day } from '../../../src-shared/base/clock'
import { CHANNELS, type Channel, type Product } from '../../../src-shared/domain/vocabulary'
import { DayField, LabelledField } from '../../components/day-field'
import { Dialog } from '../../components/dialog'
import { Field } from '../../components/field'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'
import { BatchError } from './batch-dialogs'

interface EndProductDialogProps {
  readonly products: readonly Product[]
  readonly today: Day
  readonly onClose: () => void
}

export function EndProductDialog({ products, today, onClose }: EndProductDialogProps): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const end = useAct('retention.endProduct')
  const [product, setProduct] = useState<Product>()
  const [endsOn, setEndsOn] = useState<string>(today)
  const [told, setTold] = useState<Channel>('website')
  const [reason, setReason] = useState('')
  const act = (): void => {
    if (product === undefined) return
    end.mutate({ product, endsOn, told, reason: reason.trim() }, { onSuccess: () => { toast.getState().show(t('retention:ending.proposedToast')); onClose() } })
  }
  const blocked = product === undefined ? t('retention:ending.productMissing') : endsOn < today ? t('retention:ending.dayPast') : reason.trim() === '' ? t('retention:ending.reasonMissing') : undefined
  return (
    <Dialog title={t('retention:ending.proposeTitle')} verb={t('retention:ending.proposeVerb')} busy={end.isPending} blocked={blocked} onAct={act} onClose={onClose}>
      <p className="dense t2">{t('retention:ending.proposeText')}</p>
      <div className="field-pair">
        <LabelledField label={t('retention:ending.product')}>
          {(id) => <Select id={id} value={product ?? null} onChange={(value: Product) => setProduct(value)} options={products.map((value) => ({ value, label: t(`words:product.${value}`) }))} />}
        </LabelledField>
        <DayField label={t('retention:ending.endsOn')} value={endsOn} onChange={setEndsOn} />
      </div>
      <LabelledField label={t('retention:ending.told')}>
        {(id) => <Select id={id} value={told} onChange={(value: Channel) => setTold(value)} options={CHANNELS.map((value) => ({ value, label: t(`words:channel.${value}`) }))} />}
      </LabelledField>
      <Field label={t('retention:ending.reason')}>{(ids) => <textarea {...ids} className="text-input" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
      {end.error === null ? null : <BatchError error={end.error.error} />}
    </Dialog>
  )
}
