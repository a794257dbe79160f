// For the privacy officer: what each member of staff looked at on this desk, and what of it is out of the ordinary.
import type { JSX } from 'react'
import type { AccessUse } from '../../../src-shared/contract/access-use'
import { USES, type Unusual } from '../../../src-shared/domain/access-use'
import { Tag } from '../../components/tag'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

/** What the desk itself stopped, or noticed as it happened. */
const LOUD: readonly Unusual[] = ['limit', 'export-limit', 'erasure-limit', 'let-through', 'alert']

export function UsePart({ use }: { readonly use: AccessUse }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <>
      <p className="dense t2">{t('audit:use.span', { from: format.dayLong(use.since, today), to: format.dayLong(use.until, today) })}</p>
      <UnusualTable use={use} />
      <h2 className="label-line use-heading">{t('audit:use.perStaff')}</h2>
      {use.staff.length === 0 ? <p className="dense t2">{t('audit:use.nobody')}</p> : (
        <div className="card">
          <table className="table">
            <thead><tr><th>{t('audit:use.who')}</th>{USES.map((one) => <th key={one} className="number">{t(`audit:use.count.${one}`)}</th>)}</tr></thead>
            <tbody>
              {use.staff.map(({ who, counts }) => (
                <tr key={who.id}><td className="medium">{who.name}</td>{USES.map((one) => <td key={one} className="number">{format.number(counts[one])}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="meta t3">{t('audit:use.how')}</p>
    </>
  )
}

function UnusualTable({ use: { unusual } }: { readonly use: AccessUse }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <section>
      <h2 className="label-line use-heading">{t('audit:use.unusual')}</h2>
      {unusual.length === 0 ? <p className="dense is-success row gap6"><Icon name="check" size={14} />{t('audit:use.none')}</p> : (
        <div className="card">
          <table className="table">
            <thead><tr><th>{t('audit:use.day')}</th><th>{t('audit:use.who')}</th><th>{t('audit:use.what')}</th><th className="number">{t('audit:use.times')}</th></tr></thead>
            <tbody>
              {unusual.map(({ who, day, kind, count }) => (
                <tr key={`${who.id} ${day} ${kind}`}>
                  <td className="nowrap">{format.dayShort(day, today)}</td>
                  <td className="medium nowrap">{who.name}</td>
                  <td>{LOUD.includes(kind) ? <Tag tone="warning" icon="alert">{t(`audit:use.kind.${kind}`)}</Tag> : t(`audit:use.kind.${kind}`)}</td>
                  <td className="number">{format.number(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="meta t3">{t('audit:use.hint')}</p>
    </section>
  )
}
