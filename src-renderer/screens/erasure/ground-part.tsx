// Why the information is deleted: chosen for a draft, read by the second person afterwards.
import { Select } from 'antd'
import type { JSX } from 'react'
import type { DeletionGroundView, ErasureView } from '../../../src-shared/contract/erasure'
import type { DeletionGround } from '../../../src-shared/domain/deletion-grounds'
import { LabelledField } from '../../components/day-field'
import { Tag } from '../../components/tag'
import { useText } from '../../text'

export interface GroundPartProps {
  readonly erasure: ErasureView
  readonly onChoose: (ground: DeletionGround) => void
}

export function GroundPart({ erasure: { deletionGround, deletionGrounds }, onChoose }: GroundPartProps): JSX.Element {
  const { t, language } = useText()
  if (deletionGrounds === undefined || deletionGrounds.length < 2) return <ChosenGround ground={deletionGround} />
  return (
    <>
      <LabelledField label={t('erasure:deletionGround')}>
        {(id) => <Select id={id} value={deletionGround?.ground} onChange={onChoose} options={deletionGrounds.map((one) => ({ value: one.ground, label: one.name[language] }))} />}
      </LabelledField>
      <Provision ground={deletionGround} />
    </>
  )
}

function ChosenGround({ ground }: { readonly ground: DeletionGroundView | undefined }): JSX.Element {
  const { t, language } = useText()
  return (
    <>
      <h3 className="label-line">{t('erasure:deletionGround')}</h3>
      <p className={ground === undefined ? 'dense t3' : 'dense medium'}>{ground === undefined ? t('erasure:deletionGroundNone') : ground.name[language]}</p>
      <Provision ground={ground} />
    </>
  )
}

function Provision({ ground }: { readonly ground: DeletionGroundView | undefined }): JSX.Element | null {
  const { t, language } = useText()
  if (ground?.provision === undefined) return null
  return <p className="meta t2 row gap6 wrap">{ground.provision[language]}{ground.rank === undefined ? null : <Tag tone="outline">{t(`words:rank.${ground.rank}`)}</Tag>}</p>
}
