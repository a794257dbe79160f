// The same numbers among everybody whom the company holds: counted at the origin when somebody asks for it, slice by slice.
import { useState, type JSX } from 'react'
import type { PolicyId } from '../../../src-shared/base/ids'
import type { ReachSlice } from '../../../src-shared/contract/policy'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { useAct, useMe } from '../../desk-context'
import { useText } from '../../text'

type Sum = Omit<ReachSlice, 'after'>
const NOTHING: Sum = { people: 0, bound: 0, ask: 0, explicit: 0 }

export function PopulationReach({ policyId }: { readonly policyId: PolicyId }): JSX.Element {
  const { t, format } = useText()
  const isAllowed = useMe().permissions.includes('propose-policy')
  const slice = useAct('policy.reachSlice')
  const [sum, setSum] = useState<Sum>()
  const [isCounting, setCounting] = useState(false)
  const count = async (): Promise<void> => {
    setCounting(true)
    setSum(NOTHING)
    try {
      for (let next: { readonly after?: ReachSlice['after'] } | undefined = {}; next; ) {
        const found: ReachSlice = await slice.mutateAsync({ policyId, ...next })
        setSum((before = NOTHING) => ({ people: before.people + found.people, bound: before.bound + found.bound, ask: before.ask + found.ask, explicit: before.explicit + found.explicit }))
        next = found.after === undefined ? undefined : { after: found.after }
      }
    } catch {
      // Half a count is no count; why it broke off is said below.
      setSum(undefined)
    } finally {
      setCounting(false)
    }
  }
  return (
    <div className="row gap8 wrap">
      <Button size="small" disabled={!isAllowed || isCounting} title={isAllowed ? undefined : t('errors:not-permitted.title')} onClick={() => void count()}>{t('register:populationCount')}</Button>
      <span className="dense" role="status">
        {sum === undefined ? <span className="t3">{t('register:populationText')}</span> : t(isCounting ? 'register:populationCounting' : 'register:populationCounts', { people: format.number(sum.people), bound: format.number(sum.bound), ask: format.number(sum.ask), explicit: format.number(sum.explicit), others: format.number(sum.people - sum.bound - sum.ask) })}
      </span>
      {slice.error === null ? null : <ErrorNote error={slice.error.error} />}
    </div>
  )
}
