// The whole page: providers, and which of three stages is shown — enrol, unlock, or the desk itself.
import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import type { SessionStatus } from '../src-shared/contract/session'
import type { LockReason, ShellStart } from '../src-shared/contract/shell'
import type { ConnectError } from './bridge'
import { Answered } from './components/answered'
import { Boundary } from './components/boundary'
import { EmptyState } from './components/empty-state'
import type { Desk } from './desk'
import { DeskProvider, useAsk, useDesk } from './desk-context'
import { OutsideFrame } from './frame/outside-frame'
import { loadDesk } from './load-desk'
import { EnrolScreen } from './screens/enrol/enrol-screen'
import { WipedScreen } from './screens/wiped/wiped-screen'
import { UnlockScreen } from './screens/unlock/unlock-screen'
import { TextProvider, useText } from './text'
import { ThemeRoot } from './theme/theme-root'

const SignedIn = lazy(loadDesk)

export function App({ desk }: { readonly desk: Desk }): JSX.Element {
  const language = useStore(desk.settings, (settings) => settings.language)
  return (
    <DeskProvider value={desk}>
      <QueryClientProvider client={desk.queries}>
        <TextProvider language={language}>
          <ThemeRoot>
            <Boundary>
              <Stage />
            </Boundary>
          </ThemeRoot>
        </TextProvider>
      </QueryClientProvider>
    </DeskProvider>
  )
}

function Stage(): JSX.Element {
  const { bridge, shell } = useDesk()
  const [refused, setRefused] = useState<ConnectError>()
  const [coveredFor, setCoveredFor] = useState<LockReason>()
  const status = useAsk('session.status', {})
  useEffect(() => {
    void bridge.connected.then((connected) => {
      if (!connected.ok) setRefused(connected.error)
    })
  }, [bridge])
  useEffect(() => shell.onLocked(setCoveredFor), [shell])

  // A new window is on its way; until then this one shows nothing of anybody.
  if (coveredFor !== undefined) return <Covered />
  if (refused !== undefined) return <Disconnected error={refused} />
  // The window is there while the data process still starts, and so is its first screen: whoever types already goes on typing when it answers.
  const session = status.data ?? (status.isPending ? sessionAtDoor(shell.start) : undefined)
  if (session === undefined) return <Answered query={status}>{(answer) => <SessionStage session={answer} isKnown />}</Answered>
  return <SessionStage session={session} isKnown={status.data !== undefined} />
}

/** What is known before the data process has said anything: which of the two doors it is, and nobody's name; of what was destroyed, not even that. */
function sessionAtDoor({ door, isPractice, keyStore, versions }: ShellStart): SessionStatus | undefined {
  if (door === 'unknown') return undefined
  return {
    stage: door === 'unlock' ? 'locked' : 'not-enrolled', development: false, ...(isPractice ? { practice: { people: [] } } : {}), staff: [], quarantine: [], keyStore,
    failures: { count: 0 }, appVersion: versions.app, today: '',
  }
}

function SessionStage({ session, isKnown }: { readonly session: SessionStatus; readonly isKnown: boolean }): JSX.Element {
  const [goesOn, setGoesOn] = useState(false)
  switch (session.stage) {
    case 'not-enrolled': return session.wiped === undefined || goesOn ? <EnrolScreen session={session} isKnown={isKnown} /> : <WipedScreen wiped={session.wiped} handOver={session.handOver} onEnrol={() => setGoesOn(true)} />
    case 'locked': return <UnlockScreen session={session} isKnown={isKnown} />
    case 'unlocked': return <Suspense fallback={<div className="window" />}><SignedIn session={session} /></Suspense>
  }
}

function Covered(): JSX.Element {
  const { t } = useText()
  return <OutsideFrame><p className="t2" role="status">{t('unlock:locking')}</p></OutsideFrame>
}

function Disconnected({ error }: { readonly error: ConnectError }): JSX.Element {
  const { t } = useText()
  return <OutsideFrame><div className="outside-card outside-message" role="alert"><EmptyState sentence={t(`unlock:connect.${error}`)} /></div></OutsideFrame>
}
