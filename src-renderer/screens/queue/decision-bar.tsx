// The fixed foot of a request: what can be done now, what it leads to, and why the rest cannot be done.
import { useState, type JSX } from 'react'
import { REQUEST_FORMS } from '../../../src-shared/contract/draft'
import type { RequestView } from '../../../src-shared/contract/request'
import { endsInErasure, handsOutPackage } from '../../../src-shared/domain/request-rights'
import { Button } from '../../components/button'
import { ErrorNote, ReasonLine } from '../../components/error-state'
import { useOwnPresence } from '../../components/presence'
import { useAct, useAsk, useGo, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import type { KeyActs } from '../../keyboard/keymap'
import { useKeys } from '../../keyboard/use-keys'
import type { TextKey } from '../../../src-shared/text/locales'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'
import { firstDraft } from './decision-draft'
import { DecisionForm } from './decision-form'
import { EscalateDialog } from './escalate-dialog'
import { ReopenDialog } from './reopen-dialog'
import { SettleCheckDialog } from './settle-check-dialog'
import { StepBackDialog } from './step-back-dialog'
import { VerifyDialog } from './verify-dialog'
import { WithdrawDialog } from './withdraw-dialog'

export interface DecisionBarProps {
  readonly request: RequestView
  readonly onNext: () => void
  readonly onPerson: () => void
}
const DIALOGS = { verify: VerifyDialog, 'settle-check': SettleCheckDialog, escalate: EscalateDialog, reopen: ReopenDialog, withdraw: WithdrawDialog, 'step-back': StepBackDialog } as const
type Opened = keyof typeof DIALOGS
type Act = keyof RequestView['acts']

export function DecisionBar({ request, onNext, onPerson }: DecisionBarProps): JSX.Element {
  const go = useGo()
  const take = useAct('request.take')
  const [opened, setOpened] = useState<Opened>()
  const requestId = request.row.id
  const draft = useDraft({ form: 'decide', target: requestId, stored: request.drafts.decide, version: request.version })
  const isWriting = draft.body !== undefined && request.acts.decide === 'possible'
  useOwnPresence(requestId, isWriting || opened !== undefined ? 'editing' : 'viewing')
  const can = (act: Act): boolean => request.acts[act] === 'possible'
  const acts = {
    take: when(can('take') && !take.isPending, () => take.mutate({ requestId, version: request.version })),
    verify: when(can('verify'), () => setOpened('verify')),
    settleCheck: when(can('settle-check'), () => setOpened('settle-check')),
    decide: when(can('decide') && !isWriting, () => draft.begin(firstDraft(request))),
    erasure: when(hasErasure(request), () => go({ screen: 'erasure', requestId })),
    package: when(hasPackage(request), () => go({ screen: 'package', requestId })),
    reopen: when(can('reopen'), () => setOpened('reopen')),
    escalate: when(can('escalate'), () => setOpened('escalate')),
    withdraw: when(can('withdraw'), () => setOpened('withdraw')),
    stepBack: when(can('step-back'), () => setOpened('step-back')),
  } satisfies KeyActs
  useKeys({ ...acts, openPerson: onPerson })
  const Opening = opened === undefined ? undefined : DIALOGS[opened]
  return (
    <div className="decision-bar">
      {take.error === null ? null : <ErrorNote error={take.error.error} />}
      {isWriting
        ? <DecisionForm request={request} draft={draft} onNext={onNext} />
        : <ActRow request={request} acts={acts} />}
      {Opening === undefined ? null : <Opening request={request} onClose={() => setOpened(undefined)} />}
    </div>
  )
}

const when = (isPossible: boolean, act: () => void): (() => void) | undefined => (isPossible ? act : undefined)

export const hasErasure = (request: RequestView): boolean =>
  endsInErasure(request.row.right) && (request.erasureId !== undefined || request.acts['propose-erasure'] === 'possible' || request.acts['approve-erasure'] === 'possible')

const hasPackage = (request: RequestView): boolean => handsOutPackage(request.row.right) && request.acts.export === 'possible'

/** A delete request is granted by its erasure plan, never by a letter alone; and nothing is granted to somebody who is not identified. */
const isRefusalOnly = (request: RequestView): boolean => !request.outcomes.includes('granted')

interface ActRowProps {
  readonly request: RequestView
  readonly acts: Readonly<Record<ActButton['act'], (() => void) | undefined>>
}

function ActRow({ request, acts }: ActRowProps): JSX.Element {
  const { t } = useText()
  const primary = primaryOf(request)
  const buttons = buttonsOf(request)
  // Last where it stands last, so that the tab key meets it there.
  const ordered = [...buttons.filter((one) => one.act !== primary), ...buttons.filter((one) => one.act === primary)]
  return (
    <>
      <BarSentence request={request} />
      <WaitingDrafts request={request} />
      <div className="row gap8 act-row">
        {ordered.map(({ act, text, icon, kind }) => (
          <Button key={act} kind={act === primary ? 'primary' : kind ?? 'plain'} icon={icon} shortcut={act} onClick={acts[act]}>{t(text)}</Button>
        ))}
      </div>
    </>
  )
}

interface ActButton {
  /** The command that does the same. */
  readonly act: PrimaryAct | 'reopen' | 'withdraw' | 'stepBack'
  readonly text: TextKey
  readonly icon?: IconName
  /** Beside the work, not in it. */
  readonly kind?: 'quiet'
}

/** What can be done now, in the order of the work. */
function buttonsOf(request: RequestView): readonly ActButton[] {
  const can = (act: Act): boolean => request.acts[act] === 'possible'
  const all: readonly (ActButton & { readonly shown: boolean })[] = [
    { act: 'withdraw', text: 'intake:withdraw.act', kind: 'quiet', shown: can('withdraw') },
    { act: 'stepBack', text: 'intake:stepBack.act', kind: 'quiet', shown: can('step-back') },
    { act: 'reopen', text: 'request:act.reopen', shown: can('reopen') },
    { act: 'verify', text: 'request:act.verify', shown: can('verify') },
    { act: 'settleCheck', text: 'identity:settle.act', shown: can('settle-check') },
    { act: 'decide', text: isRefusalOnly(request) ? 'request:act.refuse' : 'request:act.decide', shown: can('decide') },
    { act: 'package', text: 'request:act.package', icon: 'box', shown: hasPackage(request) },
    { act: 'erasure', text: erasureVerb(request), icon: 'trash', shown: hasErasure(request) },
    { act: 'take', text: 'request:act.take', shown: can('take') },
    { act: 'escalate', text: 'request:act.escalate', icon: 'up', shown: can('escalate') },
  ]
  return all.filter((one) => one.shown)
}

type PrimaryAct = 'take' | 'verify' | 'settleCheck' | 'decide' | 'erasure' | 'package' | 'escalate'

const waitsForEvidence = (request: RequestView): boolean => request.madeBy?.evidence.some((item) => item.seen === undefined) === true

/** One primary act per pane: the one that brings the request forward. */
function primaryOf(request: RequestView): PrimaryAct | undefined {
  const can = (act: Act): boolean => request.acts[act] === 'possible'
  if (can('settle-check')) return 'settleCheck'
  if (can('take')) return 'take'
  if (can('escalate')) return 'escalate'
  if (can('verify') && request.isUnidentified) return 'verify'
  if (hasErasure(request)) return 'erasure'
  // What could be decided then is the refusal for it: no act that brings the request forward.
  if (can('decide')) return waitsForEvidence(request) ? undefined : 'decide'
  return hasPackage(request) ? 'package' : undefined
}

function erasureVerb(request: RequestView): 'request:act.approveErasure' | 'request:act.openErasure' | 'request:act.planErasure' {
  if (request.acts['approve-erasure'] === 'possible') return 'request:act.approveErasure'
  return request.erasureId === undefined ? 'request:act.planErasure' : 'request:act.openErasure'
}

type OtherForm = Exclude<(typeof REQUEST_FORMS)[number], 'decide' | 'reopen' | 'note'>
/** What is said of a decision depends on the case, and a note's draft stands where notes are written. */
const OTHER_FORMS = REQUEST_FORMS.filter((form): form is OtherForm => form !== 'decide' && form !== 'reopen' && form !== 'note')

/** Drafts whose form is not open, so that nobody takes them for lost. */
function WaitingDrafts({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  const { decide, reopen, ...others } = request.drafts
  const lines = [
    ...(decide === undefined ? [] : [t(request.acts.reopen === 'possible' ? 'request:draft.waitsForReopen' : 'request:draft.waits.decide', { time: format.recent(decide.savedAt, today) })]),
    ...OTHER_FORMS.flatMap((form) => (others[form] === undefined ? [] : [t(`request:draft.waits.${form}`, { time: format.recent(others[form].savedAt, today) })])),
    ...(reopen === undefined ? [] : [t('request:draft.waits.reopen', { time: format.recent(reopen.savedAt, today) })]),
  ]
  return lines.length === 0 ? null : <>{lines.map((line) => <p key={line} className="reason-line"><Icon name="pen" size={14} /><span>{line}</span></p>)}</>
}

/** The offline sentence before acts, or why the next act cannot be done. */
function BarSentence({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t } = useText()
  const sync = useAsk('sync.status', {}, { former: 'keep' }).data
  const waits = nextActWaits(request)
  if (waits !== undefined) return <ReasonLine kind={waits} />
  if (sync?.connection === 'offline' && primaryOf(request) !== undefined) {
    return <p className="reason-line is-warning"><Icon name="cloudoff" size={14} /><span>{t('request:offline')}</span></p>
  }
  return null
}

function nextActWaits(request: RequestView): Exclude<RequestView['acts'][Act], 'possible'> | undefined {
  if (primaryOf(request) !== undefined) return undefined
  if (request.acts.decide === 'possible' && waitsForEvidence(request)) return 'evidence-missing'
  const order: readonly Act[] = request.row.state === 'approval' ? ['approve-erasure'] : ['decide', 'verify', 'take']
  for (const act of order) {
    const state = request.acts[act]
    if (state !== 'possible') return state
  }
  return undefined
}
