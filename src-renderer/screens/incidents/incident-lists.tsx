// What was done about an incident, and who was told what, when and how.
import type { JSX } from 'react'
import type { IncidentView } from '../../../src-shared/contract/incident'
import { NOTICE_ITEMS } from '../../../src-shared/domain/incident-register'
import { Reason } from '../../components/entry-parts'
import { useText } from '../../text'

export function MeasuresPart({ incident: { measures, contained } }: { readonly incident: IncidentView }): JSX.Element {
  const { t, format } = useText()
  return (
    <>
      <h3 className="label-line">{t('incidents:measures')}{contained === undefined ? null : <span className="end">{t('incidents:contained', { time: format.dateTime(contained.at), who: contained.by.name })}</span>}</h3>
      {measures.length === 0 ? <p className="dense t3 incident-empty">{t('incidents:measuresNone')}</p> : (
        <ul className="card">
          {measures.map((one) => <li key={`${String(one.at)} ${one.text}`} className="card-row wrap"><span className="grow"><Reason text={one.text} /></span><span className="meta t3 nowrap">{one.by.name} · {format.dateTime(one.at)}</span></li>)}
        </ul>
      )}
    </>
  )
}

export function NoticesPart({ incident: { notices, untold, state } }: { readonly incident: IncidentView }): JSX.Element {
  const { t, format } = useText()
  return (
    <>
      <h3 className="label-line">{t('incidents:notices')}</h3>
      {notices.length === 0 ? <p className="dense t3 incident-empty">{t('incidents:noticesNone')}</p> : (
        <div className="card register-table incident-table">
          <table className="table">
            <thead><tr>{(['to', 'when', 'way', 'says', 'reference'] as const).map((column) => <th key={column} scope="col">{t(`incidents:noticeColumn.${column}`)}</th>)}</tr></thead>
            <tbody>
              {notices.map((one) => (
                <tr key={`${one.to} ${String(one.toldAt)} ${String(one.at)}`}>
                  <th scope="row">{t(`incidents:to.${one.to}`)}</th>
                  <td className="nowrap">{format.dateTime(one.toldAt)}</td>
                  <td>{t(`incidents:way.${one.way}`)}</td>
                  <td>{one.says.length === NOTICE_ITEMS.length ? t('incidents:itemsAll') : one.says.map((item) => t(`incidents:item.${item}`)).join(t('app:listComma'))}</td>
                  <td>{one.reference === '' ? <span className="t3">--</span> : one.reference}<span className="meta t3 incident-people">{t('incidents:enteredBy', { who: one.by.name })}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {state === 'closed' || notices.length === 0 ? null : untold.map((who) => <p key={who} className="meta is-warning incident-empty">{t(`incidents:untold.${who}`)}</p>)}
    </>
  )
}
