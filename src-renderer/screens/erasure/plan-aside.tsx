// Beside the plan: what must hold before it runs, who proposed it, its hash, and the act with its typed confirmation.
import { useState, type JSX } from 'react'
import type { ErasureView } from '../../../src-shared/contract/erasure'
import type { DeletionGround } from '../../../src-shared/domain/deletion-grounds'
import { Button } from '../../components/button'
import { LateReasonField } from '../../components/late-reason'
import { ErrorNote, ReasonLine } from '../../components/error-state'
import { Field, PassphraseField } from '../../components/field'
import { LimitedError } from '../../components/limited-error'
import { FreshnessLine } from '../../components/freshness-line'
import { useAct, useAsk, useMe, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useOpenRequest } from '../../components/use-open-request'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { GroundPart } from './ground-part'
import { systemsOf, totalsOf } from './plan-part'

/** The name of the function, the same in both languages. */
const HASH_NAME = 'sha256'

export function PlanAside({ erasure: opened }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  const [ground, setGround] = useState<DeletionGround>()
  const chosen = opened.deletionGrounds?.find((one) => one.ground === ground)
  // What is shown and proposed is the plan that names the chosen ground.
  const erasure: ErasureView = chosen === undefined ? opened : { ...opened, planHash: chosen.planHash, deletionGround: chosen }
  return (
    <aside className="plan-aside column" aria-label={t('erasure:before')}>
      <div className="pane-head">
        <h2 className="section-title">{t('erasure:before')}</h2>
        <span className="grow" />
        <FreshnessLine freshness={erasure.freshness} />
      </div>
      <div className="aside-body scroll grow" tabIndex={0} role="region" aria-label={t('erasure:checks')}>
        <GroundPart erasure={erasure} onChoose={setGround} />
        <h3 className="label-line">{t('erasure:checks')}</h3>
        <ul className="card">{erasure.checks.map((check) => <CheckLine key={check.check} check={check} />)}</ul>
        <SecondPerson erasure={erasure} />
        <h3 className="label-line">{t('erasure:planHash')}</h3>
        <div className="sunken mono t2 selectable hash">{`${HASH_NAME} ${erasure.planHash.match(/.{1,4}/g)?.join(' ') ?? ''}`}</div>
        <p className="meta t3">{t('erasure:hashMeans')}</p>
      </div>
      <PlanActs erasure={erasure} />
    </aside>
  )
}

function CheckLine({ check }: { readonly check: ErasureView['checks'][number] }): JSX.Element {
  const { t } = useText()
  // That it is one's own is no fault of the plan: it waits for somebody else. The sentence stands once, where the act would be.
  const state = check.state === 'own-proposal' ? 'open' : check.state
  const tone = state === 'met' ? 'is-success' : state === 'open' ? 'is-warning' : 'is-error'
  const text = state === 'met' ? t(`erasure:check.${check.check}.met`) : state === 'open' ? t(`erasure:check.${check.check}.open`) : t(`errors:${state}.title`)
  return (
    <li className="card-row">
      <span className={tone}><StateShape shape={state === 'met' ? 'check' : state === 'open' ? 'dashed' : 'bang'} /></span>
      <span className="nowrap">{t(`erasure:check.${check.check}.name`)}</span>
      <span className={state === 'met' ? 'grow right t2' : `grow right ${tone}`}>{text}</span>
    </li>
  )
}

function SecondPerson({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t, format } = useText()
  const isOwn = erasure.proposedBy?.id === useMe().staffId
  return (
    <>
      <h3 className="label-line">{t('erasure:secondPerson')}</h3>
      <div className="card aside-card dense">
        {erasure.proposedBy === undefined ? <p className="t2">{t('erasure:notProposed')}</p> : (
          <p><span className="medium">{erasure.proposedBy.name}</span> <span className="t2">{t('erasure:proposed')}</span> <span className="meta t3">{erasure.proposedAt === undefined ? '' : format.dateTime(erasure.proposedAt)}</span></p>
        )}
        {erasure.pending ? <p className="meta is-warning row gap6"><StateShape shape="circle" />{t('erasure:pending')}</p> : null}
        {isOwn ? null : <p className="meta t2">{t('erasure:ownPlan')}</p>}
      </div>
    </>
  )
}

function PlanActs({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  const me = useMe()
  const isOnHold = erasure.checks.some(({ state }) => state === 'on-hold')
  if (erasure.state === 'cooling-off') return <CoolingBar erasure={erasure} />
  if (erasure.state === 'proposed') {
    if (erasure.proposedBy?.id === me.staffId) return <div className="decision-bar"><ReasonLine kind="own-proposal" /></div>
    if (!me.permissions.includes('approve-erasure')) return <div className="decision-bar"><ReasonLine kind="second-person-required" /></div>
    return <ApproveForm erasure={erasure} />
  }
  return (
    <>
      {erasure.state === 'stale' ? <p className="note note-warning aside-note"><Icon name="alert" size={14} />{t('erasure:stale')}</p> : null}
      {isOnHold ? <p className="note note-warning aside-note"><Icon name="flag" size={14} />{t('erasure:onHold')}</p> : null}
      {erasure.state === 'declined' ? <p className="note note-neutral aside-note"><Icon name="info" size={14} />{t('erasure:declined')}</p> : null}
      <ProposeForm erasure={erasure} />
    </>
  )
}

/** What calls it off is an act on the request, with its own reason. */
function CoolingBar({ erasure: { requestId, runsOn } }: { readonly erasure: ErasureView }): JSX.Element {
  const { t, format } = useText()
  const openRequest = useOpenRequest()
  const row = useAsk('request.open', { requestId }).data?.row
  const today = useToday()
  return (
    <div className="decision-bar">
      <p className="note note-warning"><Icon name="clock" size={14} /><span>{t('erasure:coolingText', { day: runsOn === undefined ? '' : format.dayLong(runsOn, today) })}</span></p>
      <div className="row"><Button stretch="yes" disabled={row === undefined} onClick={() => row !== undefined && openRequest(row)}>{t('erasure:coolingOpen')}</Button></div>
    </div>
  )
}

function CoolsOffLine({ erasure: { runsOn } }: { readonly erasure: ErasureView }): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  return runsOn === undefined ? null : <p className="meta t2 row gap6"><Icon name="clock" size={14} /><span>{t('erasure:coolsOff', { day: format.dayLong(runsOn, today) })}</span></p>
}

/** A case number ends in the digits that are typed. */
const lastFour = (caseNo: string): string => caseNo.replaceAll(/\D/g, '').slice(-4)

function ConfirmField({ erasure, value, onChange }: { readonly erasure: ErasureView; readonly value: string; readonly onChange: (value: string) => void }): JSX.Element {
  const { t, format } = useText()
  const rows = format.number(totalsOf(erasure.lines).delete)
  return (
    <Field label={t('erasure:confirm', { systems: systemsOf(erasure.lines), rows })}>
      {(ids) => (
        <span className="confirm-input">
          <input {...ids} className="text-input text-input-code" inputMode="numeric" autoComplete="off" maxLength={4} value={value} onChange={(event) => onChange(event.target.value)} />
          {value === lastFour(erasure.caseNo) ? <span className="is-success"><Icon name="check" /></span> : null}
        </span>
      )}
    </Field>
  )
}

function ProposeForm({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  const request = useAsk('request.open', { requestId: erasure.requestId }).data
  const propose = useAct('erasure.propose')
  const [confirm, setConfirm] = useState('')
  const [lateReason, setLateReason] = useState<string>()
  const isReasoned = erasure.lateReasons === undefined || lateReason !== undefined
  const blocked = request === undefined ? undefined : request.acts['propose-erasure']
  const isOnHold = erasure.checks.some(({ state }) => state === 'on-hold')
  const ground = erasure.deletionGround?.ground
  const canAct = !isOnHold && ground !== undefined && blocked === 'possible' && isReasoned && confirm === lastFour(erasure.caseNo) && !propose.isPending
  const act = (): void => {
    if (!canAct || request === undefined) return
    propose.mutate({ requestId: erasure.requestId, version: request.version, deletionGround: ground, planHash: erasure.planHash, confirm, text: erasure.letter, ...(lateReason === undefined ? {} : { lateReason }) })
  }
  useKeys({ submit: act })
  return (
    <div className="decision-bar">
      {propose.error === null ? null : <ErrorNote error={propose.error.error} />}
      {blocked === undefined || blocked === 'possible' ? <OfflineLine /> : <ReasonLine kind={blocked} />}
      <CoolsOffLine erasure={erasure} />
      <LateReasonField reasons={erasure.lateReasons} value={lateReason} onChange={setLateReason} />
      <ConfirmField erasure={erasure} value={confirm} onChange={setConfirm} />
      <div className="row"><Button kind="primary" stretch="yes" disabled={!canAct} onClick={act} shortcut="submit">{t('erasure:propose')}</Button></div>
    </div>
  )
}

function OfflineLine(): JSX.Element | null {
  const { t } = useText()
  const sync = useAsk('sync.status', {}, { former: 'keep' }).data
  if (sync?.connection !== 'offline') return null
  return <p className="reason-line is-warning"><Icon name="cloudoff" size={14} /><span>{t('request:offline')}</span></p>
}

function ApproveForm({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t } = useText()
  const approve = useAct('erasure.approve')
  const [confirm, setConfirm] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const isOffline = useAsk('sync.status', {}, { former: 'keep' }).data?.connection === 'offline'
  const canAct = confirm === lastFour(erasure.caseNo) && passphrase !== '' && !isOffline && !approve.isPending
  const act = (): void => {
    if (!canAct || erasure.erasureId === undefined) return
    approve.mutate({ erasureId: erasure.erasureId, planHash: erasure.planHash, confirm, passphrase })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  useKeys({ submit: act })
  return (
    <div className="decision-bar">
      {approve.error === null ? null : <LimitedError error={approve.error.error} erasureId={erasure.erasureId} />}
      {isOffline ? <ReasonLine kind="needs-online" /> : null}
      <CoolsOffLine erasure={erasure} />
      <ConfirmField erasure={erasure} value={confirm} onChange={setConfirm} />
      <PassphraseField label={t('erasure:passphrase')} hint={t('erasure:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      <div className="row"><Button kind="danger" stretch="yes" disabled={!canAct} onClick={act} shortcut="submit">{approve.isPending ? t('erasure:approving') : erasure.runsOn === undefined ? t('erasure:approve') : t('erasure:approveToWait', { day: erasure.runsOn })}</Button></div>
    </div>
  )
}
