// Says that this workstation's store was destroyed, why, what was kept, whether the server knows, and what to do.
import type { JSX } from 'react'
import type { SessionStatus } from '../../../src-shared/contract/session'
import { Button } from '../../components/button'
import { HandOverNote } from '../../frame/hand-over-note'
import { OutsideFrame } from '../../frame/outside-frame'
import { BrandMark } from '../../icons/brand-mark'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

export interface WipedScreenProps {
  readonly wiped: NonNullable<SessionStatus['wiped']>
  readonly handOver: SessionStatus['handOver']
  readonly onEnrol: () => void
}

export function WipedScreen({ wiped, handOver, onEnrol }: WipedScreenProps): JSX.Element {
  const { t, format } = useText()
  return (
    <OutsideFrame>
      <div className="outside-head">
        <BrandMark size={76} />
        <h1 className="outside-title">{t(`unlock:wiped.title.${wiped.reason}`)}</h1>
      </div>
      <div className="outside-card outside-letter">
        <div className="column gap12">
          <p>{t('unlock:wiped.when', { time: format.dateTime(wiped.at) })}</p>
          {/* Once they are there, the line below the card says so. */}
          {handOver?.state === 'told' ? null : <p>{t(wiped.salvage ? 'unlock:wiped.kept' : 'unlock:wiped.notKept')}</p>}
          {wiped.reason === 'order' ? <p role="status" className={wiped.told ? 'row-top gap8' : 'row-top gap8 is-warning'}><span className="letter-mark"><StateShape shape={wiped.told ? 'check' : 'dashed'} /></span>{t(wiped.told ? 'unlock:wiped.receipt.given' : 'unlock:wiped.receipt.owed')}</p> : null}
          <p>{t('unlock:wiped.next')}</p>
          <Button onClick={onEnrol}>{t('unlock:wiped.enrol')}</Button>
        </div>
      </div>
      <HandOverNote status={handOver} />
    </OutsideFrame>
  )
}
