// All devices in one table, what wants a look first; the chosen one beside it.
import type { JSX } from 'react'
import type { FleetDevice, FleetView } from '../../../src-shared/contract/fleet'
import { useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { DevicePane } from './device-pane'
import { leaseText, OwesWord, StandingWord } from './device-words'
import { useChosenRow } from './use-chosen-row'

export function DevicesPart({ view }: { readonly view: FleetView }): JSX.Element {
  const { t } = useText()
  const { devices } = view
  const { chosen, choose } = useChosenRow(devices, rowId)
  return (
    <div className="fleet-columns">
      <section className="fleet-list scroll" aria-label={t('fleet:list')}>
        <table className="table fleet-table">
          <thead>
            <tr>
              <th scope="col">{t('fleet:column.device')}</th>
              <th scope="col" className="fleet-person">{t('fleet:column.person')}</th>
              <th scope="col">{t('fleet:column.seen')}</th>
              <th scope="col">{t('fleet:column.lease')}</th>
              <th scope="col">{t('fleet:column.state')}</th>
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => <DeviceRow key={device.id} device={device} asOf={view.asOf} isChosen={device.id === chosen?.id} onChoose={() => choose(device)} />)}
          </tbody>
        </table>
        <OrgKeyLine orgKey={view.orgKey} />
      </section>
      {chosen === undefined ? null : <DevicePane key={chosen.id} device={chosen} asOf={view.asOf} />}
    </div>
  )
}

/** The key behind every certificate, for whoever holds it against what stands in the safe. */
function OrgKeyLine({ orgKey: { fingerprint, number, since } }: Pick<FleetView, 'orgKey'>): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <dl className="org-key meta t2">
      <dt>{t('fleet:orgKey.title')}</dt>
      <dd className="mono">{fingerprint.replace(/.{4}(?=.)/g, '$& ')}</dd>
      <dd>{since === undefined ? t('fleet:orgKey.first') : t('fleet:orgKey.since', { time: format.recent(since, today), number })}</dd>
    </dl>
  )
}

const rowId = (device: FleetDevice): string => `device-${device.id}`

interface DeviceRowProps {
  readonly device: FleetDevice
  readonly asOf: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function DeviceRow({ device, asOf, isChosen, onChoose }: DeviceRowProps): JSX.Element {
  const text = useText()
  const { t, format } = text
  const today = useToday()
  return (
    <tr className={isChosen ? 'fleet-row fleet-row-on' : 'fleet-row'} onClick={onChoose}>
      <th scope="row">
        {/* One stop for Tab; the arrow keys go on from there. */}
        <button type="button" id={rowId(device)} className="fleet-name" tabIndex={isChosen ? 0 : -1} aria-current={isChosen ? 'true' : undefined} onFocus={onChoose}>
          <Icon name="monitor" size={14} />
          <span className="ellipsis">{device.name}</span>
          {device.thisDesk ? <span className="meta t3 nowrap">{t('fleet:thisDesk')}</span> : null}
        </button>
      </th>
      <td className="fleet-person">{device.lastPerson ?? '--'}</td>
      <td className="nowrap">{device.lastSeenAt === undefined ? t('fleet:never') : format.recent(device.lastSeenAt, today)}</td>
      <td className="nowrap">{leaseText(text, device, asOf)}</td>
      <td><StandingWord device={device} /><OwesWord device={device} /></td>
    </tr>
  )
}
