// What a batch of either kind shows alike: its state, who agreed, and the two acts that it waits for.
import { useState, type JSX } from 'react'
import type { RetentionBatchView } from '../../../src-shared/contract/retention'
import type { BatchState } from '../../../src-shared/domain/retention-batch'
import { Button } from '../../components/button'
import { Tag, type Tone } from '../../components/tag'
import { useDesk, useMe } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { useText } from '../../text'
import { AgreeDialog, DeclineDialog } from './batch-dialogs'

const LOOKS: Readonly<Record<BatchState, { readonly tone: Tone; readonly icon: IconName }>> = {
  proposed: { tone: 'violet', icon: 'usercheck' },
  approved: { tone: 'warning', icon: 'clock' },
  done: { tone: 'success', icon: 'check' },
  declined: { tone: 'neutral', icon: 'x' },
  stale: { tone: 'neutral', icon: 'history' },
}
export const isOpen = ({ state }: { readonly state: BatchState }): boolean => state === 'proposed' || state === 'approved'

export function BatchTag({ state }: { readonly state: BatchState }): JSX.Element {
  const { t } = useText()
  return <Tag tone={LOOKS[state].tone} icon={LOOKS[state].icon}>{t(`retention:state.${state}`)}</Tag>
}

/** Two lines of a list of facts. */
export function AgreedFacts({ agreed: [first, second] }: { readonly agreed: RetentionBatchView['agreed'] }): JSX.Element {
  const { t } = useText()
  return (
    <>
      <dt>{t('retention:fact.first')}</dt><dd><Agreed by={first} /></dd>
      <dt>{t('retention:fact.second')}</dt><dd><Agreed by={second} /></dd>
    </>
  )
}

function Agreed({ by }: { readonly by: RetentionBatchView['agreed'][number] | undefined }): JSX.Element {
  const { t, format } = useText()
  return by === undefined ? <span className="t3">{t('retention:nobody')}</span> : <>{by.name}<span className="meta t3"> {format.dateTime(by.at)}</span></>
}

export interface BatchActsProps {
  readonly batch: Pick<RetentionBatchView, 'id' | 'state' | 'planHash' | 'agreed' | 'agreedByMe'>
  readonly agree: { readonly title: string; readonly what: string }
  readonly decline: { readonly title: string; readonly text: string }
  /** Not before its day. */
  readonly canAgree?: boolean
}

export function BatchActs({ batch, agree, decline, canAgree = true }: BatchActsProps): JSX.Element | null {
  const { t } = useText()
  const { toast } = useDesk()
  const [asking, setAsking] = useState<'agree' | 'decline'>()
  const mayAgree = useMe().permissions.includes('approve-erasure')
  if (!mayAgree || batch.state !== 'proposed') return null
  const close = (): void => setAsking(undefined)
  return (
    <>
      {batch.agreedByMe ? <p className="meta t2 row gap6"><Icon name="usercheck" size={14} />{t('retention:anotherNeeded')}</p> : null}
      <div className="row gap8 register-acts">
        <Button onClick={() => setAsking('decline')}>{t('retention:decline.act')}</Button>
        <Button kind="primary" stretch="yes" disabled={batch.agreedByMe || !canAgree} onClick={() => setAsking('agree')}>{t('retention:agree.act')}</Button>
      </div>
      {asking === 'agree' ? <AgreeDialog batch={batch} {...agree} onDone={(outcome) => { toast.getState().show(t(`retention:told.${outcome}`)); close() }} onClose={close} /> : null}
      {asking === 'decline' ? <DeclineDialog batch={batch} {...decline} onClose={close} /> : null}
    </>
  )
}
