// While the training of whoever is signed in is over: what is left, why, and whom to ask; and, thirty days before, that it will be.
import type { JSX } from 'react'
import { addDays } from '../../src-shared/base/clock'
import type { Me } from '../../src-shared/contract/session'
import { useToday } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'

export function TrainingLine({ me: { training } }: { readonly me: Pick<Me, 'training'> }): JSX.Element | null {
  const { t } = useText()
  const today = useToday()
  const { state, until, officers } = training
  const ask = officers.length === 0 ? t('staff:banner.askAny') : t('staff:banner.ask', { who: officers.join(t('app:listComma')) })
  if (state === 'expired' || state === 'missing') {
    const since = until === undefined ? '' : t('staff:banner.since', { day: until })
    return (
      <div className="training-over" role="status">
        <Icon name="alert" />
        <div><div className="medium">{t(state === 'expired' ? 'staff:banner.over' : 'staff:banner.missing')}</div><div>{since}{ask}</div></div>
      </div>
    )
  }
  if ((state !== 'ends-soon' && state !== 'grace') || until === undefined) return null
  const days = daysBetween(today, until)
  const left = days === 0 ? t('staff:banner.today') : t('staff:banner.left', { count: days })
  return <div className="bootstrap-line" role="status"><span className="row gap6 meta t2"><Icon name="clock" size={14} />{t(state === 'grace' ? 'staff:banner.grace' : 'staff:banner.soon', { day: until, left })}{' '}{ask}</span></div>
}

/** Both are days of the calendar in Shanghai. */
function daysBetween(from: string, to: string): number {
  let days = 0
  for (let day = from; day < to; day = addDays(day, 1)) days += 1
  return days
}
