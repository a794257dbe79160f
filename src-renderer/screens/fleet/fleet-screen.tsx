// The officer's administration: the devices, what they owe, taking one away; the staff with their roles and training; and the decisions that outlived their store.
import type { JSX } from 'react'
import type { FleetView } from '../../../src-shared/contract/fleet'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { Segments } from '../../components/field'
import { useAsk, useGo, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { FleetPart } from '../../stores/place'
import { useText } from '../../text'
import { DevicesPart } from './devices-part'
import { HeldPart } from './held-part'
import { StaffPart } from './staff-part'

export interface FleetScreenProps {
  readonly part: FleetPart
}

/** Contact and receipts come in while one looks. */
const ASK_AGAIN_MS = 15_000

export const waitingActs = (view: FleetView): FleetView['acts'] => view.acts.filter((act) => act.state === 'held' || act.state === 'refused')

export function FleetScreen({ part }: FleetScreenProps): JSX.Element {
  const { t, format } = useText()
  const go = useGo()
  const today = useToday()
  const fleet = useAsk('fleet.list', {}, { everyMs: ASK_AGAIN_MS })
  const staff = useAsk('staff.list', {}, { everyMs: ASK_AGAIN_MS })
  const shown = part === 'staff' ? staff : fleet
  const asOf = shown.data?.asOf
  const count = (of: number | undefined): string => (of === undefined ? '' : format.number(of))
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title nowrap">{t('fleet:title')}</h1>
        <Segments
          label={t('fleet:parts')}
          value={part}
          options={[
            { value: 'devices', label: t('fleet:part.devices', { count: count(fleet.data?.devices.length) }).trim() },
            { value: 'staff', label: t('fleet:part.staff', { count: count(staff.data?.staff.filter(({ active }) => active).length) }).trim() },
            { value: 'held', label: t('fleet:part.held', { count: count(fleet.data && waitingActs(fleet.data).length) }).trim() },
          ]}
          onChange={(value) => go({ screen: 'fleet', part: value })}
        />
        <span className="grow" />
        {asOf === undefined ? null : <span className="meta t3 nowrap">{t('fleet:asOf', { time: format.recent(asOf, today) })}</span>}
        <Button icon="refresh" disabled={shown.isFetching} onClick={() => void shown.refetch()}>{t('fleet:refresh')}</Button>
      </div>
      {asOf === undefined || shown.error === null ? null : (
        <p className="note note-warning fleet-note" role="status"><Icon name="cloudoff" size={14} />{t('fleet:stale', { time: format.recent(asOf, today) })}</p>
      )}
      {part === 'staff'
        ? <Answered query={staff} rowHeight={44}>{(answer) => <StaffPart view={answer} />}</Answered>
        : <Answered query={fleet} rowHeight={44}>{(answer) => (part === 'devices' ? <DevicesPart view={answer} /> : <HeldPart view={answer} />)}</Answered>}
    </div>
  )
}
