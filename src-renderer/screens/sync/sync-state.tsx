// How the connection stands, in figures and sentences: age of the data, directory, lease, and what was dropped by name.
import type { JSX } from 'react'
import type { DroppedName, SyncStatus } from '../../../src-shared/contract/sync'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { ClockWatchNote } from '../../components/clock-watch'
import { QuarantineList } from '../../components/quarantine-list'
import { ErrorNote } from '../../components/error-state'
import { Tag, type Tone } from '../../components/tag'
import { openWord } from '../../components/words'
import { useAct, useAsk, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import type { IconName } from '../../icons/icon-paths'
import { sentences, useText } from '../../text'
import { SupportPart } from './support-part'

export function SyncState(): JSX.Element {
  const { t } = useText()
  const status = useAsk('sync.status', {}, { former: 'keep' })
  return (
    <section className="sync-detail scroll grow" tabIndex={0} aria-label={t('sync:state')}>
      <Answered query={status} rowHeight={48}>{(value) => <StatePage status={value} />}</Answered>
    </section>
  )
}

const LOOKS: Readonly<Record<SyncStatus['connection'], { readonly tone: Tone; readonly icon: IconName }>> = {
  synced: { tone: 'success', icon: 'cloud' },
  syncing: { tone: 'primary', icon: 'refresh' },
  offline: { tone: 'warning', icon: 'cloudoff' },
  blocked: { tone: 'error', icon: 'alert' },
}

function StatePage({ status }: { readonly status: SyncStatus }): JSX.Element {
  const { t } = useText()
  const now = useAct('sync.now')
  const quarantine = useAsk('session.status', {}, { former: 'keep' }).data?.quarantine ?? []
  const look = LOOKS[status.connection]
  return (
    <>
      <div className="row gap12 between">
        <div>
          <Tag tone={look.tone} icon={look.icon}>{t(`sync:connection.${status.connection}`)}</Tag>
          <h2 className="page-title sync-title">{t(`sync:connectionText.${status.connection}`)}</h2>
        </div>
        <Button icon="refresh" disabled={now.isPending || status.connection === 'syncing'} onClick={() => now.mutate({})}>{t('sync:now')}</Button>
      </div>
      {status.reason === undefined ? null : <ErrorNote error={{ kind: status.reason }} />}
      {status.pushReason === undefined || status.pushReason === status.reason ? null : <ErrorNote error={{ kind: status.pushReason }} />}
      {now.error === null ? null : <ErrorNote error={now.error.error} />}
      <ClockWatchNote clock={status.clock} />
      <RulesNotes rules={status.rules} />
      <PinsNote refused={status.pinsRefused} />
      <QuarantineList copies={quarantine} />
      <StateFigures status={status} />
      <Undeclared rows={status.undeclared} />
      <SupportPart program={status.program} />
    </>
  )
}

function RulesNotes({ rules }: { readonly rules: SyncStatus['rules'] }): JSX.Element {
  const { t, language } = useText()
  const { version, refused, missingYear } = rules
  return (
    <>
      {refused === undefined ? null : <p className="note note-warning"><Icon name="alert" size={14} />{sentences(language, t(`clock:rules.refused.${refused.reason}`, { version }), t('clock:rules.refusedNext'))}</p>}
      {missingYear === undefined ? null : <p className="note note-warning"><Icon name="alert" size={14} />{t('clock:rules.missingYear', { year: missingYear })}</p>}
    </>
  )
}

function PinsNote({ refused }: { readonly refused: SyncStatus['pinsRefused'] }): JSX.Element | null {
  const { t, language } = useText()
  return refused === undefined ? null : <p className="note note-warning"><Icon name="alert" size={14} />{sentences(language, t(`sync:pins.refused.${refused.reason}`), t('clock:rules.refusedNext'))}</p>
}

function StateFigures({ status }: { readonly status: SyncStatus }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <dl className="sync-figures">
      <div>
        <dt className="meta t3">{t('sync:dataAsOf')}</dt>
        <dd className="figure">{status.dataAsOf === undefined ? '--' : format.recent(status.dataAsOf, today)}</dd>
        <dd className="meta t3">{status.dataAsOf === undefined ? t('app:neverSynced') : format.dateTime(status.dataAsOf)}</dd>
      </div>
      <div>
        <dt className="meta t3">{t('sync:directory')}</dt>
        <dd className="figure">{format.number(status.directoryRows)}</dd>
        <dd className="meta t3">{t('sync:directoryNote')}</dd>
      </div>
      <div>
        <dt className="meta t3">{t('app:nav.toSend')}</dt>
        <dd className="figure">{format.number(status.toSend)}</dd>
        <dd className="meta t3">{t('queue:strip.refused', { count: status.refused })}</dd>
      </div>
      <div>
        <dt className="meta t3">{t('sync:lease')}</dt>
        <dd className="figure">{status.leaseNotAfter === undefined ? '--' : format.dayShort(format.day(status.leaseNotAfter), today)}</dd>
        <dd className="meta t3">{t('sync:leaseNote')}</dd>
      </div>
      <div>
        <dt className="meta t3">{t('clock:rules.title')}</dt>
        <dd className="figure">{status.rules.version}</dd>
        <dd className="meta t3">{t('clock:rules.until', { until: status.rules.calendarUntil })}</dd>
      </div>
    </dl>
  )
}

function Undeclared({ rows }: { readonly rows: SyncStatus['undeclared'] }): JSX.Element {
  const { t } = useText()
  return (
    <section>
      <h3 className="section-title column-head">{t('sync:undeclared')}</h3>
      <p className="dense t2 column-head">{t('sync:undeclaredText')}</p>
      {rows.length === 0 ? <p className="dense is-success">{t('sync:undeclaredNone')}</p> : (
        <div className="card">
          <table className="table">
            <thead>
              <tr>
                <th>{t('sync:recordType')}</th>
                <th>{t('request:field')}</th>
                <th className="number">{t('sync:times')}</th>
                <th>{t('sync:firstPosition')}</th>
                <th>{t('sync:lastPosition')}</th>
                <th>{t('sync:lastSeen')}</th>
              </tr>
            </thead>
            <tbody>{rows.map((row) => <UndeclaredRow key={`${row.type}-${row.field}`} row={row} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function UndeclaredRow({ row }: { readonly row: DroppedName }): JSX.Element {
  const { t, format } = useText()
  return (
    <tr>
      <td>{openWord(t, 'recordType', row.type)}</td>
      <td className="mono">{row.field}</td>
      <td className="number">{format.number(row.count)}</td>
      <td className="mono t2">{row.firstPosition ?? '--'}</td>
      <td className="mono t2">{row.lastPosition ?? '--'}</td>
      <td className="t2">{row.isFetchedAgain ? t('sync:fetchedAgain') : format.dateTime(row.lastSeenAt)}</td>
    </tr>
  )
}
