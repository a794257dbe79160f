// What is kept from an erasure of this person today, and for which matter; nothing where there is no hold.
import type { JSX } from 'react'
import type { PersonHoldView } from '../../../src-shared/contract/person'
import { useHeldWhat } from '../../components/held-what'
import { Tag } from '../../components/tag'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

export function PersonHolds({ holds }: { readonly holds: readonly PersonHoldView[] }): JSX.Element | null {
  const { t } = useText()
  if (holds.length === 0) return null
  return (
    <section className="person-holdings" aria-label={t('person:holds')}>
      <div className="row between column-head"><h2 className="section-title">{t('person:holds')}</h2></div>
      <p className="note note-teal"><Icon name="flag" size={14} />{t('person:holdsNote')}</p>
      <div className="card">
        <table className="table">
          <thead>
            <tr><th>{t('person:holdMatter')}</th><th>{t('entries:hold.keeps')}</th><th>{t('person:holdReview')}</th><th>{t('person:state')}</th></tr>
          </thead>
          <tbody>{holds.map((hold) => <HoldRow key={hold.id} hold={hold} />)}</tbody>
        </table>
      </div>
    </section>
  )
}

function HoldRow({ hold }: { readonly hold: PersonHoldView }): JSX.Element {
  const { t } = useText()
  const { review, reach, state, matter } = hold
  const what = useHeldWhat(hold)
  return (
    <tr>
      <td className="medium nowrap">{matter}</td>
      <td className="t2">{reach === 'everyone' ? t('person:holdOfEveryone', { what }) : what}</td>
      <td className={review.overdue ? 'is-error nowrap' : 't2 nowrap'}>{review.overdue ? t('entries:exception.overdue', { day: review.on }) : review.on}</td>
      <td><Tag tone={state === 'in-force' ? 'teal' : 'violet'} icon={state === 'in-force' ? 'flag' : 'usercheck'}>{t(`entries:state.${state}`)}</Tag></td>
    </tr>
  )
}
