// The desk after unlock: title bar, sidebar, and one sheet with the screen of the place.
import { useState, type JSX } from 'react'
import { assertNever } from '../../src-shared/base/assert'
import type { Me, SessionStatus } from '../../src-shared/contract/session'
import { Avatar } from '../components/avatar'
import { Boundary } from '../components/boundary'
import { IconButton } from '../components/button'
import { ToastPlace } from '../components/toast-place'
import { useAsk, useDesk, usePlace } from '../desk-context'
import { BrandMark } from '../icons/brand-mark'
import { lockDesk } from '../lock-desk'
import { AuditScreen } from '../screens/audit/audit-screen'
import { ErasureScreen } from '../screens/erasure/erasure-screen'
import { FleetScreen } from '../screens/fleet/fleet-screen'
import { IncidentsScreen } from '../screens/incidents/incidents-screen'
import { InventoryScreen } from '../screens/inventory/inventory-screen'
import { PackagesScreen } from '../screens/packages/packages-screen'
import { PackageScreen } from '../screens/package/package-screen'
import { PersonScreen } from '../screens/person/person-screen'
import { PoliciesScreen } from '../screens/policies/policies-screen'
import { QueueScreen } from '../screens/queue/queue-screen'
import { ReportsScreen } from '../screens/reports/reports-screen'
import { RetentionScreen } from '../screens/retention/retention-screen'
import { SearchScreen } from '../screens/search/search-screen'
import { SyncScreen } from '../screens/sync/sync-screen'
import type { Place } from '../stores/place'
import { useText } from '../text'
import { BootstrapLine } from './bootstrap-line'
import { ChangePassphraseDialog } from './change-passphrase'
import { StepsPanel } from './first-steps'
import { FullDiskLine } from './full-disk-line'
import { HeldLine } from './held-line'
import { KeyCard } from './key-card'
import { FromOutside } from './from-outside'
import { LockWarning } from './lock-warning'
import { Palette } from './palette'
import { PeopleHereDialog } from './people-here'
import { ProofDialog } from './proof-dialog'
import { SearchBox } from './search-box'
import { SettingsMenu } from './settings-menu'
import { ScreenHelp } from './screen-help'
import { Sidebar } from './sidebar'
import { StatusChip } from './status-chip'
import { TrainingLine } from './training-line'
import { useFrameKeys } from './use-frame-keys'
import { useStepWatch } from './use-step-watch'
import { WindowButtons } from './window-buttons'

export function Frame({ session }: { readonly session: SessionStatus }): JSX.Element | null {
  const place = usePlace()
  const [over, setOver] = useState<'keys' | 'palette' | 'people' | 'passphrase'>()
  const [beside, setBeside] = useState<'help' | 'steps'>()
  const close = (): void => setOver(undefined)
  const toggleHelp = (): void => setBeside((was) => (was === 'help' ? undefined : 'help'))
  useFrameKeys({ openKeys: () => setOver('keys'), openPalette: () => setOver('palette'), openPeople: () => setOver('people'), openPassphrase: () => setOver('passphrase'), toggleHelp })
  useStepWatch([over === 'people' || over === 'passphrase' ? undefined : over, beside === 'help' ? 'explain' : undefined])
  if (session.me === undefined) return null
  return (
    <div className="window">
      <SkipLink />
      <TitleBar me={session.me} development={session.development} onHelp={toggleHelp} onPeople={() => setOver('people')} onPassphrase={() => setOver('passphrase')} />
      <div className="window-body">
        <Sidebar me={session.me} onSteps={() => setBeside('steps')} />
        <div className="sheet-place">
          <FromOutside />
          <LockWarning />
          <TrainingLine me={session.me} />
          <BootstrapLine />
          <HeldLine />
          <FullDiskLine />
          <main id={CONTENT} tabIndex={-1} className="sheet"><Boundary key={keyOf(place)}><Screen place={place} /></Boundary></main>
          <ToastPlace />
        </div>
        {beside === 'help' ? <ScreenHelp onClose={() => setBeside(undefined)} onKeys={() => setOver('keys')} onSteps={() => setBeside('steps')} /> : null}
        {beside === 'steps' ? <StepsPanel onClose={() => setBeside(undefined)} /> : null}
      </div>
      {over === 'keys' ? <KeyCard onClose={close} /> : null}
      {over === 'palette' ? <Palette onClose={close} /> : null}
      {over === 'passphrase' ? <ChangePassphraseDialog onClose={close} /> : null}
      {over === 'people' ? <PeopleHereDialog onClose={close} /> : null}
      <ProofDialog />
    </div>
  )
}

const CONTENT = 'content'

/** The first stop of Tab: past the title bar and the sidebar, some thirty stops (WCAG 2.4.1). Seen only while it has the focus. */
function SkipLink(): JSX.Element {
  const { t } = useText()
  return <button type="button" className="skip-link" onClick={() => document.getElementById(CONTENT)?.focus()}>{t('app:skip')}</button>
}

/** A place with another subject is another screen: nothing of the former one may stay. */
const keyOf = (place: Place): string => (['queue', 'sync', 'fleet', 'policies', 'packages', 'audit', 'reports'].includes(place.screen) ? place.screen : JSON.stringify(place))

interface TitleBarProps {
  readonly me: Me
  readonly development: boolean
  readonly onHelp: () => void
  readonly onPeople: () => void
  readonly onPassphrase: () => void
}

function TitleBar({ me, development, onHelp, onPeople, onPassphrase }: TitleBarProps): JSX.Element {
  const { t } = useText()
  const desk = useDesk()
  const { shell } = desk
  return (
    <header className="title-bar">
      <div className="brand"><BrandMark size={22} /><span>{t('app:name')}</span></div>
      <SearchBox />
      <div className="grow" />
      {shell.start.isPractice ? <span className="practice-ribbon" title={t('practice:ribbonTitle')}>{t('practice:ribbon')}</span> : development ? <span className="development-ribbon" title={t('app:development.title')}>{t('app:development.label')}</span> : null}
      <StatusChip />
      <span className="title-lock"><IconButton icon="info" label={t('help:open')} onClick={onHelp} /></span>
      <span className="title-lock"><IconButton icon="lock" label={t('app:lock')} onClick={() => void lockDesk(desk)} /></span>
      <SettingsMenu
        placement="below"
        head={(
          <div className="settings-head">
            <span className="medium">{me.name}</span>
            <span className="meta t3">{t(`words:role.${me.role}`)}</span>
            <NewerVersion />
            <button type="button" className="link" onClick={onPeople}>{t('workstation:open')}</button>
            <button type="button" className="link" onClick={onPassphrase}>{t('workstation:passphrase.open')}</button>
          </div>
        )}
        button={(toggle) => (
          <button type="button" className="avatar-button" aria-label={t('app:settings.title')} {...toggle}>
            <Avatar name={me.name} tone="primary" />
          </button>
        )}
      />
      <WindowButtons />
    </header>
  )
}

/** In passing, where the program is set up; what it means stands on the sync screen. */
function NewerVersion(): JSX.Element | null {
  const { t } = useText()
  const newer = useAsk('sync.status', {}, { former: 'keep' }).data?.program.newer
  return newer === undefined ? null : <span className="meta t2">{t('support:newerShort', { newer })}</span>
}

function Screen({ place }: { readonly place: Place }): JSX.Element {
  switch (place.screen) {
    case 'queue': return <QueueScreen view={place.view} />
    case 'search': return <SearchScreen />
    case 'person': return <PersonScreen subjectId={place.subjectId} />
    case 'package': return <PackageScreen requestId={place.requestId} />
    case 'erasure': return <ErasureScreen requestId={place.requestId} />
    case 'sync': return <SyncScreen part={place.part} />
    case 'packages': return <PackagesScreen part={place.part} {...(place.pickId === undefined ? {} : { opened: place.pickId })} />
    case 'audit': return <AuditScreen part={place.part} />
    case 'retention': return <RetentionScreen />
    case 'reports': return <ReportsScreen isBundling={place.bundle === true} />
    case 'fleet': return <FleetScreen part={place.part} />
    case 'policies': return <PoliciesScreen chosen={place.policyId} />
    case 'incidents': return <IncidentsScreen {...(place.incidentId === undefined ? {} : { incidentId: place.incidentId })} />
    case 'inventory': return <InventoryScreen part={place.part} {...(place.entryId === undefined ? {} : { entryId: place.entryId })} />
    default: return assertNever(place)
  }
}
