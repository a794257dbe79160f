// One device: its facts, what it owes and what ends the wait, and the two ways to take it away.
import { useState, type JSX } from 'react'
import type { FleetDevice } from '../../../src-shared/contract/fleet'
import { deviceTail } from '../../../src-shared/domain/fleet'
import { Button } from '../../components/button'
import { ErrorNote, ReasonLine } from '../../components/error-state'
import { Tag } from '../../components/tag'
import { useAct, useAsk, useDesk, useGo } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { RevokeDialog, WipeDialog } from './device-dialogs'
import { STANDING_LOOKS } from './device-words'

export interface DevicePaneProps {
  readonly device: FleetDevice
  readonly asOf: number
}

export function DevicePane({ device, asOf }: DevicePaneProps): JSX.Element {
  const { t } = useText()
  const look = STANDING_LOOKS[device.standing]
  return (
    <aside className="fleet-pane column" aria-label={t('fleet:detail')}>
      <div className="fleet-pane-body scroll grow" tabIndex={0} role="region" aria-label={device.name}>
        <div className="row gap8 wrap column-head">
          <h2 className="section-title">{device.name}</h2>
          <Tag tone={look.tone} icon={look.icon}>{t(`fleet:standing.${device.standing}`)}</Tag>
          {device.thisDesk ? <Tag tone="outline">{t('fleet:thisDesk')}</Tag> : null}
        </div>
        <DeviceFacts device={device} asOf={asOf} />
        <Owed device={device} asOf={asOf} />
        <Record device={device} />
        <Residue device={device} />
      </div>
      <DeviceActs device={device} />
    </aside>
  )
}

function DeviceFacts({ device, asOf }: DevicePaneProps): JSX.Element {
  const { t, format } = useText()
  const { wipe } = device
  const by = (at: number, who: string | undefined): string => t('fleet:by', { time: format.dateTime(at), who: who ?? t('fleet:byCommand') })
  const facts: readonly (readonly [label: Parameters<typeof t>[0], value: string | undefined])[] = [
    ['fleet:fact.number', `…${deviceTail(device.id)}`],
    ['fleet:fact.enrolled', format.dateTime(device.enrolledAt)],
    ['fleet:fact.declaredBy', device.declaredBy],
    ['fleet:fact.person', device.lastPerson ?? t('fleet:nobody')],
    ['fleet:fact.seen', device.lastSeenAt === undefined ? t('fleet:never') : format.dateTime(device.lastSeenAt)],
    ['fleet:fact.lease', device.leaseNotAfter === undefined ? '--' : leaseSentence(device.leaseNotAfter, asOf)],
    ['fleet:fact.keysEnd', device.keysEndAt === undefined || device.standing === 'wiped' ? undefined : t('fleet:keysEnd', { time: format.dateTime(device.keysEndAt) })],
    ['fleet:fact.revoked', device.revokedAt === undefined ? undefined : by(device.revokedAt, device.revokedBy)],
    ['fleet:fact.ordered', wipe && by(wipe.orderedAt, wipe.orderedBy)],
    ['fleet:fact.salvage', wipe && t(wipe.salvage ? 'fleet:salvage.kept' : 'fleet:salvage.destroyed')],
    ['fleet:fact.wiped', wipe?.wipedAt === undefined ? undefined : format.dateTime(wipe.wipedAt)],
  ]
  function leaseSentence(until: number, now: number): string {
    return until < now ? t('fleet:leaseEnded', { day: format.dateTime(until) }) : t('fleet:leaseUntil', { time: format.dateTime(until) })
  }
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (value === undefined ? null : <div key={label} className="fleet-fact"><dt>{t(label)}</dt><dd>{value}</dd></div>))}
    </dl>
  )
}

/** The erasures that are open because of this device, and what will end the wait. */
function Owed({ device, asOf }: DevicePaneProps): JSX.Element {
  const { t, format } = useText()
  const { outstanding } = device
  return (
    <>
      <div className="label-line run-gap"><h3>{t('fleet:owed')}</h3></div>
      {outstanding.length === 0 ? <p className="dense t2 row gap6"><Icon name="check" size={14} />{t('fleet:owedNone')}</p> : (
        <>
          <ul className="card">
            {outstanding.map(({ erasureId, caseNo, approvedAt }) => (
              <li key={erasureId} className="card-row"><span className="medium">{caseNo}</span><span className="grow" />{approvedAt === undefined ? null : <span className="meta t3">{t('fleet:owedSince', { day: format.dayShort(format.day(approvedAt), format.day(asOf)) })}</span>}</li>
            ))}
          </ul>
          <p className="dense t2 fleet-wait">{t(`fleet:owedWait.${device.standing}`)}</p>
        </>
      )}
    </>
  )
}

/** How far the origin has signed for what was done at this device, and whether it is still the same record. */
function Record({ device: { audit, isRecordUnseen } }: Pick<DevicePaneProps, 'device'>): JSX.Element {
  const { t, format } = useText()
  return (
    <>
      <div className="label-line run-gap"><h3>{t('fleet:record.title')}</h3></div>
      {audit?.differsSince === undefined ? null : (
        <div className="note note-error" role="alert"><Icon name="alert" size={14} /><div><div className="medium">{t('fleet:record.differs', { time: format.dateTime(audit.differsSince) })}</div><div className="dense">{t('fleet:record.differsText')}</div></div></div>
      )}
      <p className={`dense row gap6 ${isRecordUnseen ? 'is-warning' : 't2'}`}>
        <Icon name={isRecordUnseen ? 'alert' : 'check'} size={14} />
        {audit === undefined ? t('fleet:record.never') : t('fleet:record.upTo', { number: format.number(audit.size), time: format.dateTime(audit.at) })}
      </p>
      {isRecordUnseen ? <p className="meta t3 fleet-wait">{t('fleet:record.unseen')}</p> : null}
    </>
  )
}

/** Whether anything of people who were erased was found there since; this desk looks again when asked. */
function Residue({ device: { id, residue, thisDesk } }: Pick<DevicePaneProps, 'device'>): JSX.Element {
  const { t, format } = useText()
  const { toast } = useDesk()
  const recheck = useAct('fleet.recheck')
  const again = (): void => recheck.mutate({}, { onSuccess: ({ people, hits }) => toast.getState().show(hits === 0 ? t('fleet:residue.doneClean', { count: people }) : t('fleet:residue.doneFound', { count: hits })) })
  return (
    <>
      <div className="label-line run-gap row between"><h3>{t('fleet:residue.title')}</h3>{thisDesk ? <Button size="small" disabled={recheck.isPending} onClick={again}>{t(recheck.isPending ? 'fleet:residue.looking' : 'fleet:residue.again')}</Button> : null}</div>
      {residue === undefined ? <p className="dense t2">{t('fleet:residue.never')}</p> : (
        <>
          {residue.hits === 0
            ? <p className="dense t2 row gap6"><Icon name="check" size={14} />{t('fleet:residue.clean', { count: residue.people })}</p>
            : <div className="note note-error" role="alert"><Icon name="alert" size={14} /><div><div className="medium">{t('fleet:residue.found', { count: residue.hits })}</div>{residue.caseNos.length === 0 ? null : <div>{residue.caseNos.join(t('app:listComma'))}</div>}<div className="dense">{t('fleet:residue.foundText')}</div><ToIncident deviceId={id} /></div></div>}
          <p className="meta t3 fleet-wait">{t(`fleet:residue.by.${residue.cause}`, { time: format.dateTime(residue.checkedAt) })}</p>
        </>
      )}
      {recheck.error === null ? null : <ErrorNote error={recheck.error.error} />}
    </>
  )
}

/** The incident that the origin opened for what was found, while it is open. */
function ToIncident({ deviceId }: { readonly deviceId: FleetDevice['id'] }): JSX.Element | null {
  const { t } = useText()
  const go = useGo()
  const opened = useAsk('incident.list', {}, { former: 'keep' }).data?.incidents.find(({ kind, state, cause }) => kind === 'residue-found' && state !== 'closed' && cause?.deviceId === deviceId)
  return opened === undefined ? null : <button type="button" className="link" onClick={() => go({ screen: 'incidents', incidentId: opened.id })}>{t('fleet:toIncident')}</button>
}

function DeviceActs({ device }: Pick<DevicePaneProps, 'device'>): JSX.Element {
  const { t } = useText()
  const [asking, setAsking] = useState<'revoke' | 'wipe'>()
  const isOffline = useAsk('sync.status', {}, { former: 'keep' }).data?.connection === 'offline'
  const mayRevoke = !device.thisDesk && device.revokedAt === undefined
  const mayWipe = !device.thisDesk && device.wipe === undefined
  useKeys({ revoke: mayRevoke && !isOffline ? () => setAsking('revoke') : undefined, wipe: mayWipe && !isOffline ? () => setAsking('wipe') : undefined })
  const close = (): void => setAsking(undefined)
  return (
    <div className="decision-bar">
      {isOffline ? <ReasonLine kind="needs-online" /> : null}
      <p className="dense t2">{t(device.thisDesk ? 'fleet:says.own' : `fleet:says.${device.standing}`)}</p>
      {mayRevoke || mayWipe ? (
        <div className="row gap8">
          <span className="grow" />
          {mayRevoke ? <Button disabled={isOffline} onClick={() => setAsking('revoke')} shortcut="revoke">{t('fleet:revoke.open')}</Button> : null}
          {mayWipe ? <Button kind="danger" disabled={isOffline} onClick={() => setAsking('wipe')} shortcut="wipe">{t('fleet:wipe.open')}</Button> : null}
        </div>
      ) : null}
      {asking === 'revoke' ? <RevokeDialog device={device} onClose={close} /> : null}
      {asking === 'wipe' ? <WipeDialog device={device} onClose={close} /> : null}
    </div>
  )
}
