// Decisions that outlived their store: whose they are, why they wait, and the officer's word on each.
import { useState, type JSX } from 'react'
import type { FleetAct, FleetView } from '../../../src-shared/contract/fleet'
import { isHalfOfTwo } from '../../../src-shared/domain/act-about'
import { aboutLine } from '../../components/act-about'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { EmptyState } from '../../components/empty-state'
import { ErrorNote } from '../../components/error-state'
import { PassphraseField } from '../../components/field'
import { Tag } from '../../components/tag'
import { operationWord } from '../../components/words'
import { useAct, useDesk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

export function HeldPart({ view }: { readonly view: FleetView }): JSX.Element {
  const { t } = useText()
  const isWaiting = (act: FleetAct): boolean => act.state === 'held' || act.state === 'refused'
  const waiting = view.acts.filter(isWaiting)
  const settled = view.acts.filter((act) => !isWaiting(act))
  if (view.acts.length === 0) return <EmptyState sentence={t('fleet:heldNone')} />
  return (
    <div className="fleet-held scroll grow" tabIndex={0} role="region" aria-label={t('fleet:held')}>
      <p className="dense t2">{t('fleet:heldIntro')}</p>
      {waiting.length === 0 ? <p className="dense is-success row gap6"><Icon name="check" size={14} />{t('fleet:heldNone')}</p> : null}
      <ul className="fleet-acts">{waiting.map((act) => <WaitingAct key={`${act.deviceId}-${act.mid}`} act={act} />)}</ul>
      {settled.length === 0 ? null : (
        <section>
          <h2 className="label-line">{t('fleet:heldSettled')}</h2>
          <ul className="card">{settled.map((act) => <SettledAct key={`${act.deviceId}-${act.mid}`} act={act} />)}</ul>
        </section>
      )}
    </div>
  )
}

function ActHead({ act }: { readonly act: FleetAct }): JSX.Element {
  const { t, format, language } = useText()
  return (
    <div className="grow">
      <div className="row gap8 wrap">
        <span className="medium">{act.outcome === undefined ? operationWord(t, act.op) : t('fleet:decision', { act: operationWord(t, act.op), outcome: t(`words:outcome.${act.outcome}`) })}</span>
        <CaseLink act={act} />
        <Tag>{t(`fleet:heldReason.${act.reason}`)}</Tag>
      </div>
      {act.about === undefined ? null : <div className="dense">{aboutLine(t, language, act.about)}</div>}
      <div className="meta t3">{t('fleet:heldLine', { who: act.staffName, time: format.dateTime(act.madeAt), device: act.deviceName })} · {t('fleet:heldArrived', { time: format.dateTime(act.uploadedAt) })}</div>
    </div>
  )
}

function CaseLink({ act }: { readonly act: FleetAct }): JSX.Element | null {
  const { t } = useText()
  const { selection } = useDesk()
  const go = useGo()
  const { requestId, caseNo } = act
  if (caseNo === undefined || requestId === undefined) return null
  const open = (): void => {
    selection.getState().selectRequest('team', requestId)
    go({ screen: 'queue', view: 'team' })
  }
  return <button type="button" className="link" aria-label={t('fleet:openCase', { caseNo })} onClick={open}>{caseNo}</button>
}

function WaitingAct({ act }: { readonly act: FleetAct }): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<'apply' | 'drop'>()
  const mayApply = act.state === 'held' && !isHalfOfTwo(act.op)
  const why = act.state === 'held' && !mayApply ? t('fleet:heldWaits.maker', { who: act.staffName }) : act.code === undefined ? t(`fleet:heldWaits.${act.waitsFor}`, { who: act.staffName }) : `${t(`fleet:heldState.${act.state}`)} · ${t(`rejections:${act.code}.title`)}`
  return (
    <li className="card fleet-act">
      <div className="row-top gap12">
        <ActHead act={act} />
        <span className="row gap8">
          {mayApply ? <Button size="small" onClick={() => setAsking('apply')}>{t('fleet:apply.open')}</Button> : null}
          <Button size="small" onClick={() => setAsking('drop')}>{t('fleet:drop.open')}</Button>
        </span>
      </div>
      <p className={`dense row gap6 ${act.waitsFor === 'officer' ? 'is-warning' : 't2'}`}><StateShape shape={act.state === 'refused' ? 'bang' : 'circle'} />{why}</p>
      {act.text === undefined ? null : <p className="sunken quote">{act.text}</p>}
      {asking === undefined ? null : <SettleDialog act={act} choice={asking} onClose={() => setAsking(undefined)} />}
    </li>
  )
}

function SettleDialog({ act, choice, onClose }: { readonly act: FleetAct; readonly choice: 'apply' | 'drop'; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const settle = useAct('fleet.settle')
  const [passphrase, setPassphrase] = useState('')
  const run = (): void => {
    settle.mutate({ deviceId: act.deviceId, mid: act.mid, choice, passphrase }, {
      onSuccess: ({ state }) => {
        toast.getState().show(t(`fleet:done.${state}`))
        onClose()
      },
    })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const blocked = passphrase === '' && !settle.isPending ? t('fleet:passphraseMissing') : undefined
  return (
    <Dialog title={t(`fleet:${choice}.title`)} verb={t(`fleet:${choice}.act`)} kind={choice === 'drop' ? 'danger' : 'primary'} busy={settle.isPending} blocked={blocked} onAct={run} onClose={onClose}>
      <ActHead act={act} />
      {act.text === undefined ? null : <p className="sunken quote">{act.text}</p>}
      <p className="dense t2">{t(`fleet:${choice}.text`, { who: act.staffName })}</p>
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />
      {settle.error === null ? null : <ErrorNote error={settle.error.error} />}
    </Dialog>
  )
}

function SettledAct({ act }: { readonly act: FleetAct }): JSX.Element {
  const { t } = useText()
  return (
    <li className="card-row fleet-settled">
      <ActHead act={act} />
      <span className={`row gap6 nowrap ${act.state === 'applied' ? 'is-success' : 't2'}`}><StateShape shape={act.state === 'applied' ? 'check' : 'bars'} />{t(`fleet:heldState.${act.state}`)}</span>
    </li>
  )
}
