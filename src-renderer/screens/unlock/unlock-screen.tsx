// Unlock: who, and the passphrase; shows nothing that is inside the encrypted store.
import { useRef, useState, type JSX, type KeyboardEvent, type RefObject, type SubmitEvent } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import type { DeskErrorKind } from '../../../src-shared/contract/errors'
import type { SessionStatus, SlotView } from '../../../src-shared/contract/session'
import { Avatar } from '../../components/avatar'
import { Button } from '../../components/button'
import { ErrorNote, ErrorState } from '../../components/error-state'
import { PracticePassphrase } from '../../components/practice-passphrase'
import { QuarantineList } from '../../components/quarantine-list'
import { Field } from '../../components/field'
import { useAct, useDesk } from '../../desk-context'
import { HandOverNote } from '../../frame/hand-over-note'
import { OutsideFrame } from '../../frame/outside-frame'
import { BrandMark } from '../../icons/brand-mark'
import { Icon } from '../../icons/icon'
import { loadDesk } from '../../load-desk'
import { useText } from '../../text'
import { ForgottenPassphrase, SetStoreAside } from './set-store-aside'
import { isPassphraseError, useRetryWait } from '../../components/use-retry-wait'

export function UnlockScreen({ session, isKnown }: { readonly session: SessionStatus; readonly isKnown: boolean }): JSX.Element {
  const { t, format } = useText()
  const { shell } = useDesk()
  const reason = shell.start.lockReason
  return (
    <OutsideFrame isBusy={!isKnown} foot={<UnlockFoot session={session} />}>
      <div className="outside-head">
        <BrandMark size={76} />
        <h1 className="outside-title">{t(session.practice === undefined ? 'app:name' : 'practice:title')}</h1>
        {isKnown ? null : <ComingLine />}
        {session.workstation === undefined ? null : <p className="t2">{t('unlock:workstation', { name: session.workstation })}</p>}
      </div>
      {session.problem === undefined ? <UnlockCard session={session} isKnown={isKnown} /> : <div className="outside-card outside-message"><ErrorState error={{ kind: session.problem }} /><div className="set-aside-way"><SetStoreAside session={session} kind={session.problem} /></div></div>}
      <QuarantineList copies={session.quarantine} />
      <HandOverNote status={session.handOver} />
      {session.destroyAt === undefined ? null : <p className="outside-note meta t2" role="alert"><Icon name="alert" size={14} />{t('unlock:destroyAt', { time: format.dateTime(session.destroyAt) })}</p>}
      {session.problem === undefined ? <p className="outside-note meta t2"><Icon name="history" size={14} />{t(`unlock:reason.${reason}`)}</p> : null}
    </OutsideFrame>
  )
}

/** The place of a line that is not known yet: what stands around it does not move when it comes. */
function ComingLine(): JSX.Element {
  return <p className="t2" aria-hidden="true">{'\u00a0'}</p>
}

function UnlockFoot({ session }: { readonly session: SessionStatus }): JSX.Element {
  const { t } = useText()
  return (
    <>
      <span>{t('unlock:version', { version: session.appVersion })}</span>
      {session.rulesPack === undefined ? null : (
        <span>{t('unlock:rulesPack', { version: session.rulesPack.version, until: session.rulesPack.calendarUntil })}</span>
      )}
      {session.practice !== undefined ? <span className="practice-ribbon">{t('practice:ribbon')}</span> : session.development ? <span className="development-ribbon">{t('app:development.label')}</span> : null}
    </>
  )
}

function UnlockCard({ session, isKnown }: { readonly session: SessionStatus; readonly isKnown: boolean }): JSX.Element {
  const { t } = useText()
  const { bridge } = useDesk()
  const [isEager, setEager] = useState(false)
  const [chosen, setChosen] = useState<StaffId>()
  const staffId = chosen ?? (session.staff.length === 1 ? session.staff[0]?.staffId : undefined)
  const [passphrase, setPassphrase] = useState('')
  const passphraseInput = useRef<HTMLInputElement>(null)
  const unlock = useAct('session.unlock')
  const wait = useRetryWait(unlock.error?.error)
  const isReady = passphrase !== '' && wait === 0 && !unlock.isPending

  // While the passphrase is typed there is time to load what comes after it.
  const type = (typed: string): void => {
    void loadDesk()
    setPassphrase(typed)
  }
  // Enter opens it then.
  const fill = (known: string): void => {
    type(known)
    passphraseInput.current?.focus()
  }
  const send = (whose: StaffId | undefined): void => {
    if (whose === undefined || !isReady) return
    unlock.mutate({ staffId: whose, passphrase })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (isKnown) {
      send(staffId)
      return
    }
    // Enter that came before the names counts once they are there; of several people one has to be chosen.
    setEager(true)
    const answer = await bridge.ask('session.status', {})
    setEager(false)
    if (answer.ok && answer.value.staff.length === 1) send(answer.value.staff[0]?.staffId)
  }
  return (
    <form className="outside-card" onSubmit={(event) => void submit(event)}>
      <StaffList staff={session.staff} isKnown={isKnown} isTyping={passphrase !== ''} chosen={staffId} onChoose={setChosen} onReady={() => passphraseInput.current?.focus()} />
      <div className="outside-form">
        <PassphraseInput input={passphraseInput} isFirst={session.staff.length <= 1} value={passphrase} onChange={type} keyStore={session.keyStore} error={unlockErrorText(t, unlock.error?.error.kind, wait)} />
        <Button kind="primary" size="large" type="submit" disabled={isKnown ? staffId === undefined || !isReady : passphrase === '' || isEager} shortcut="↵">
          {t(unlock.isPending || isEager ? 'unlock:opening' : 'unlock:unlock')}
        </Button>
        <PracticePassphrase practice={session.practice} staffId={staffId} onFill={fill} />
        {!isKnown ? <ComingLine /> : staffId === undefined ? <p className="meta t3">{t('unlock:choose')}</p> : session.practice === undefined ? <ForgottenPassphrase session={session} staffId={staffId} /> : null}
        {unlock.error !== null && !isPassphraseError(unlock.error.error.kind) ? <><ErrorNote error={unlock.error.error} /><SetStoreAside session={session} kind={unlock.error.error.kind} /></> : null}
      </div>
    </form>
  )
}

function unlockErrorText(t: ReturnType<typeof useText>['t'], kind: DeskErrorKind | undefined, wait: number): string | undefined {
  if (!isPassphraseError(kind)) return undefined
  return wait > 0 ? t('unlock:wrongWait', { count: wait }) : t('unlock:wrong')
}

interface StaffListProps {
  readonly staff: readonly SlotView[]
  readonly isKnown: boolean
  /** The passphrase came first: it keeps the focus. */
  readonly isTyping: boolean
  readonly chosen: StaffId | undefined
  readonly onChoose: (id: StaffId) => void
  /** Whoever chose by a click or Enter goes on to the passphrase; arrow keys only look through the list. */
  readonly onReady: () => void
}

function StaffList({ staff, isKnown, isTyping, chosen, onChoose, onReady }: StaffListProps): JSX.Element {
  const { t } = useText()
  const press = (event: KeyboardEvent, staffId: StaffId): void => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    onChoose(staffId)
    onReady()
  }
  return (
    <fieldset className="staff-list scroll">
      <legend className="visually-hidden">{t('unlock:who')}</legend>
      {isKnown ? null : <span className="staff-slot" aria-hidden="true" />}
      {staff.map((slot, index) => (
        <label key={slot.staffId} className="staff-slot">
          <input
            type="radio" name="staff" className="visually-hidden" checked={slot.staffId === chosen}
            // Several people: who it is comes before the passphrase.
            autoFocus={staff.length > 1 && index === 0 && !isTyping}
            onChange={() => onChoose(slot.staffId)} onKeyDown={(event) => press(event, slot.staffId)} onClick={(event) => event.detail > 0 && onReady()}
          />
          <Avatar name={slot.name} tone={slot.staffId === chosen ? 'primary' : 'neutral'} />
          <span className="grow column">
            <span className="medium ellipsis">{slot.name}</span>
            <span className="meta t2">{t(`words:role.${slot.role}`)}</span>
          </span>
          {slot.staffId === chosen ? <span className="is-primary"><Icon name="check" /></span> : null}
        </label>
      ))}
    </fieldset>
  )
}

interface PassphraseInputProps {
  readonly input: RefObject<HTMLInputElement | null>
  /** Nobody has to be chosen before. */
  readonly isFirst: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly keyStore: SessionStatus['keyStore']
  readonly error: string | undefined
}

function PassphraseInput({ input, isFirst, value, onChange, keyStore, error }: PassphraseInputProps): JSX.Element {
  const { t } = useText()
  const [isShown, setShown] = useState(false)
  const keyStoreWord = <span className="key-store-word meta t3"><Icon name={keyStore === 'used' ? 'key' : 'info'} size={12} />{t(`unlock:keyStore.${keyStore}`)}</span>
  return (
    <div className="passphrase-place">
      {keyStoreWord}
      <Field label={t('unlock:passphrase')} error={error}>
        {(ids) => (
          <span className="passphrase-input">
            <input
              {...ids}
              ref={input}
              className="text-input"
              type={isShown ? 'text' : 'password'}
              autoComplete="off"
              spellCheck={false}
              // The one thing to do on this screen.
              autoFocus={isFirst}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
            <button type="button" className="icon-btn" aria-pressed={isShown} aria-label={t('unlock:show')} title={t('unlock:show')} onClick={() => setShown(!isShown)}>
              <Icon name={isShown ? 'eyeoff' : 'eye'} />
            </button>
          </span>
        )}
      </Field>
    </div>
  )
}
