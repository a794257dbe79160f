// The officer's devices: which there are, what they owe, taking one away; and the decisions that outlived their store.
import type { JSX } from 'react'
import type { FleetView } from '../../../src-shared/contract/fleet'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { Segments } from '../../components/field'
import { useAsk, useGo, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { DevicesPart } from './devices-part'
import { HeldPart } from './held-part'

export interface FleetScreenProps {
  readonly part: 'devices' | 'held'
}

/** Contact and receipts come in while one looks. */
const ASK_AGAIN_MS = 15_000

export const waitingActs = (view: FleetView): FleetView['acts'] => view.acts.filter((act) => act.state === 'held' || act.state === 'refused')

export function FleetScreen({ part }: FleetScreenProps): JSX.Element {
  const { t, format } = useText()
  const go = useGo()
  const today = useToday()
  const fleet = useAsk('fleet.list', {}, { everyMs: ASK_AGAIN_MS })
  const view = fleet.data
  const count = (of: number | undefined): string => (of === undefined ? '' : format.number(of))
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title nowrap">{t('fleet:title')}</h1>
        <Segments
          label={t('fleet:parts')}
          value={part}
          options={[
            { value: 'devices', label: t('fleet:part.devices', { count: count(view?.devices.length) }).trim() },
            { value: 'held', label: t('fleet:part.held', { count: count(view && waitingActs(view).length) }).trim() },
          ]}
          onChange={(value) => go({ screen: 'fleet', part: value })}
        />
        <span className="grow" />
        {view === undefined ? null : <span className="meta t3 nowrap">{t('fleet:asOf', { time: format.recent(view.asOf, today) })}</span>}
        <Button icon="refresh" disabled={fleet.isFetching} onClick={() => void fleet.refetch()}>{t('fleet:refresh')}</Button>
      </div>
      {view === undefined || fleet.error === null ? null : (
        <p className="note note-warning fleet-note" role="status"><Icon name="cloudoff" size={14} />{t('fleet:stale', { time: format.recent(view.asOf, today) })}</p>
      )}
      <Answered query={fleet} rowHeight={44}>{(answer) => (part === 'devices' ? <DevicesPart view={answer} /> : <HeldPart view={answer} />)}</Answered>
    </div>
  )
}
