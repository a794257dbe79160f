// The way to every screen, with counts in words' place: what waits, what is late, what came back.
import type { JSX } from 'react'
import type { QueueCounts, QueueView } from '../../src-shared/contract/queue'
import type { Me } from '../../src-shared/contract/session'
import { Avatar } from '../components/avatar'
import { useAsk, useGo, usePlace } from '../desk-context'
import { Icon } from '../icons/icon'
import type { IconName } from '../icons/icon-paths'
import type { Place } from '../stores/place'
import { useText } from '../text'
import { StepsCard } from './first-steps'
import { useSavedWays } from './ways'

interface NavItemProps {
  readonly icon: IconName
  readonly label: string
  readonly place: Place
  /** Where more is to be done than to go there. */
  readonly onGo?: () => void
  readonly isHere: boolean
  readonly count?: number
  readonly tone?: 'warning' | 'error'
}

function NavItem({ icon, label, place, onGo, isHere, count, tone }: NavItemProps): JSX.Element {
  const go = useGo()
  const { format } = useText()
  const isLoud = tone !== undefined && count !== undefined && count > 0
  return (
    <button type="button" className="nav-item" aria-current={isHere ? 'page' : undefined} title={label} onClick={onGo ?? (() => go(place))}>
      <Icon name={icon} />
      <span className="nav-label">{label}</span>
      {count === undefined ? null : <span className={isLoud ? `nav-count medium is-${tone}` : 'nav-count'}>{format.number(count)}</span>}
    </button>
  )
}

const SAVED_VIEWS: readonly { readonly view: QueueView; readonly icon: IconName; readonly tone?: 'warning' | 'error' }[] = [
  { view: 'due-today', icon: 'cal', tone: 'warning' },
  { view: 'overdue', icon: 'alert', tone: 'error' },
  { view: 'to-approve', icon: 'usercheck' },
  { view: 'to-verify', icon: 'shield' },
  { view: 'unassigned', icon: 'inbox' },
  { view: 'waiting', icon: 'cloudoff' },
  { view: 'paused', icon: 'pause' },
  { view: 'snoozed', icon: 'clock' },
  { view: 'closed', icon: 'check' },
]

export function Sidebar({ me, onSteps }: { readonly me: Me; readonly onSteps: () => void }): JSX.Element {
  const { t } = useText()
  const place = usePlace()
  const counts = useAsk('queue.counts', {}, { former: 'keep' }).data
  const saved = useSavedWays()
  const sync = useAsk('sync.status', {}, { former: 'keep' }).data
  const isView = (view: QueueView): boolean => place.screen === 'queue' && place.view === view && place.saved === undefined
  const isPart = (part: 'refused' | 'to-send'): boolean => place.screen === 'sync' && place.part === part
  const view = (name: QueueView, icon: IconName, tone?: 'warning' | 'error'): JSX.Element => (
    <NavItem key={name} icon={icon} label={t(`queue:view.${name}`)} place={{ screen: 'queue', view: name }} isHere={isView(name)} count={countOf(counts, name)} tone={tone} />
  )
  return (
    <nav className="sidebar" aria-label={t('app:nav.label')}>
      {view('mine', 'inbox')}
      {view('team', 'team')}
      <h2 className="nav-head">{t('app:nav.views')}</h2>
      {SAVED_VIEWS.map((one) => view(one.view, one.icon, one.tone))}
      {saved.map((one) => (
        <NavItem key={one.id} icon={one.isShared ? 'team' : 'filter'} label={one.name} place={{ screen: 'queue', view: one.view, saved: one.id }} onGo={one.show} isHere={place.screen === 'queue' && place.saved === one.id} />
      ))}
      <h2 className="nav-head">{t('app:nav.sync')}</h2>
      <NavItem icon="upload" label={t('app:nav.toSend')} place={{ screen: 'sync', part: 'to-send' }} isHere={isPart('to-send')} count={sync?.toSend} />
      <NavItem icon="swap" label={t('app:nav.refused')} place={{ screen: 'sync', part: 'refused' }} isHere={isPart('refused')} count={sync?.refused} tone="warning" />
      <h2 className="nav-head">{t('app:nav.records')}</h2>
      <NavItem icon="user" label={t('app:nav.people')} place={{ screen: 'search' }} isHere={place.screen === 'search' || place.screen === 'person'} />
      <NavItem icon="book" label={t('app:nav.policies')} place={{ screen: 'policies' }} isHere={place.screen === 'policies'} />
      <NavItem icon="db" label={t('app:nav.inventory')} place={{ screen: 'inventory', part: 'fields' }} isHere={place.screen === 'inventory'} />
      {me.permissions.includes('keep-incidents') ? <NavItem icon="alert" label={t('app:nav.incidents')} place={{ screen: 'incidents' }} isHere={place.screen === 'incidents'} /> : null}
      <NavItem icon="box" label={t('app:nav.packages')} place={{ screen: 'packages', part: 'made' }} isHere={place.screen === 'packages' || place.screen === 'package'} />
      <NavItem icon="chain" label={t('app:nav.audit')} place={{ screen: 'audit', part: 'chain' }} isHere={place.screen === 'audit'} />
      {me.permissions.includes('read-reports') ? <NavItem icon="bars" label={t('app:nav.reports')} place={{ screen: 'reports' }} isHere={place.screen === 'reports'} /> : null}
      {me.permissions.includes('read-reports') ? <NavItem icon="cal" label={t('app:nav.retention')} place={{ screen: 'retention' }} isHere={place.screen === 'retention'} /> : null}
      {me.permissions.includes('manage-devices') ? <NavItem icon="monitor" label={t('app:nav.devices')} place={{ screen: 'fleet', part: 'devices' }} isHere={place.screen === 'fleet'} /> : null}
      <div className="sidebar-steps"><StepsCard onOpen={onSteps} /></div>
      <div className="sidebar-me">
        <Avatar name={me.name} />
        <div className="nav-label column">
          <span className="medium ellipsis">{me.name}</span>
          <span className="meta t3">{t(`words:role.${me.role}`)}</span>
        </div>
      </div>
    </nav>
  )
}

const countOf = (counts: QueueCounts | undefined, view: QueueView): number | undefined => (view === 'closed' ? undefined : counts?.views[view])
