// The erasure of one request: plan and preview, the second person, then execution, residue check and certificate.
import type { JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { ErasureView } from '../../../src-shared/contract/erasure'
import { isBegun } from '../../../src-shared/domain/request-erasure'
import { Answered } from '../../components/answered'
import { PresenceNote, useOwnPresence } from '../../components/presence'
import { ObjectHead } from '../../components/object-head'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { ErasureRun } from './erasure-run'
import { PlanAside } from './plan-aside'
import { PlanPart } from './plan-part'

export function ErasureScreen({ requestId }: { readonly requestId: RequestId }): JSX.Element {
  const query = useAsk('erasure.open', { requestId })
  return (
    <div className="screen column">
      <Answered query={query} rowHeight={40} rows={12}>
        {(erasure) => <ErasurePage erasure={erasure} />}
      </Answered>
    </div>
  )
}

const isRunning = ({ state }: ErasureView): boolean => state !== 'draft' && isBegun(state)

function ErasurePage({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  useOwnPresence(erasure.requestId, isRunning(erasure) ? 'viewing' : 'editing')
  const names = [t('erasure:steps.plan'), t('erasure:steps.preview'), t('erasure:steps.second'), t('erasure:steps.execute'), t('erasure:steps.verify'), t('erasure:steps.certificate')]
  return (
    <>
      <ObjectHead
        title={t(isRunning(erasure) ? 'erasure:runTitle' : 'erasure:planTitle')}
        about={`${erasure.caseNo} · ${erasure.maskedName}`}
        steps={{ label: t('erasure:steps.label'), names, current: stepOf(erasure) }}
      />
      <PresenceNote requestId={erasure.requestId} />
      {isRunning(erasure) ? <ErasureRun erasure={erasure} /> : (
        <div className="erasure-columns">
          <PlanPart erasure={erasure} />
          <PlanAside erasure={erasure} />
        </div>
      )}
    </>
  )
}

function stepOf(erasure: ErasureView): number {
  switch (erasure.state) {
    case 'draft':
    case 'declined':
    case 'stale': return 1
    case 'proposed': return 2
    case 'cooling-off':
    case 'approved': return 3
    case 'executed': return 4
    case 'completed': return erasure.certificate === undefined ? 5 : 6
  }
}
