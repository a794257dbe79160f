// The audit chain of this desk: how many entries, whether they fit together, and a signed copy for checking elsewhere.
import type { JSX } from 'react'
import type { AuditStatus } from '../../../src-shared/contract/audit'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Segments } from '../../components/field'
import { Tag } from '../../components/tag'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAct, useAsk, useDesk, useGo, useMe, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { LinesPart } from './lines-part'
import { UsePart } from './use-part'

/** Typed as it stands, in both languages. */
const CHECK_COMMAND = 'privacy-desk verify-audit FILE'

export interface AuditScreenProps {
  readonly part: 'chain' | 'lines' | 'use'
}

export function AuditScreen({ part }: AuditScreenProps): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const mayUse = useMe().permissions.includes('read-access-use')
  const shown = part === 'use' && !mayUse ? 'chain' : part
  const status = useAsk('audit.verify', {}, { enabled: shown === 'chain' })
  const use = useAsk('access.use', {}, { enabled: shown === 'use' })
  const { toast } = useDesk()
  const openFolder = useOpenFolder()
  const exportChain = useAct('audit.export')
  const act = (): void => exportChain.mutate({}, { onSuccess: ({ fileName, entries }) => toast.getState().show(t('audit:exported', { fileName, count: entries })) })
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title nowrap">{t('audit:title')}</h1>
        <Segments
          label={t('audit:parts')}
          value={shown}
          options={[{ value: 'chain' as const, label: t('audit:part.chain') }, { value: 'lines' as const, label: t('audit:part.lines') }, ...(mayUse ? [{ value: 'use' as const, label: t('audit:use.title') }] : [])]}
          onChange={(value) => go({ screen: 'audit', part: value })}
        />
        <span className="grow" />
        {shown === 'lines' ? null : shown === 'use' ? <Button icon="refresh" disabled={use.isFetching} onClick={() => void use.refetch()}>{t('audit:use.again')}</Button> : (
          <>
            <Button icon="refresh" disabled={status.isFetching} onClick={() => void status.refetch()}>{t('audit:verify')}</Button>
            <Button icon="download" disabled={exportChain.isPending} onClick={act}>{t('audit:export')}</Button>
            <Button kind="quiet" onClick={openFolder}>{t('packages:openFolder')}</Button>
          </>
        )}
      </div>
      <div className="audit-body scroll grow" tabIndex={0} role="region" aria-label={t(shown === 'chain' ? 'audit:title' : shown === 'lines' ? 'audit:part.lines' : 'audit:use.title')}>
        {exportChain.error === null ? null : <ErrorNote error={exportChain.error.error} />}
        {shown === 'lines' ? <LinesPart /> : shown === 'use' ? <Answered query={use} rowHeight={37} rows={6}>{(value) => <UsePart use={value} />}</Answered> : <Answered query={status} rowHeight={64} rows={4}>{(value) => <AuditPage status={value} />}</Answered>}
      </div>
    </div>
  )
}

function AuditPage({ status }: { readonly status: AuditStatus }): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <>
      <div role="status">
        <Tag tone={status.intact ? 'success' : 'error'} icon={status.intact ? 'chain' : 'alert'}>
          {status.intact ? t('audit:intact', { time: format.recent(status.checkedAt, today) }) : t('audit:broken', { number: format.number(status.brokenAt ?? 0) })}
        </Tag>
        {status.intact ? null : <p className="meta t2">{t('audit:told')}</p>}
      </div>
      {status.differs === undefined ? null : (
        <div className="note note-error audit-differs" role="alert">
          <Icon name="alert" size={14} />
          <div><div className="medium">{t('audit:differs', { number: format.number(status.differs.size) })}</div><div className="dense">{t('audit:differsText')}</div></div>
        </div>
      )}
      <dl className="sync-figures audit-figures">
        <div><dt className="meta t3">{t('audit:entries')}</dt><dd className="figure">{format.number(status.entries)}</dd><dd className="meta t3">{t('audit:noPersonalData')}</dd></div>
        <div>
          <dt className="meta t3">{t('audit:witness')}</dt>
          <dd className="figure">{status.witness === undefined ? '--' : format.number(status.witness.size)}</dd>
          <dd className="meta t3">{status.witness === undefined ? t('audit:witnessNone') : t('audit:witnessAt', { time: format.dateTime(status.witness.at) })}</dd>
        </div>
        <div><dt className="meta t3">{t('audit:checkedAt')}</dt><dd className="figure">{format.time(status.checkedAt)}</dd><dd className="meta t3">{format.dateTime(status.checkedAt)}</dd></div>
      </dl>
      <h2 className="label-line">{t('audit:head')}</h2>
      <div className="sunken mono t2 selectable hash">{status.headHash.match(/.{1,8}/g)?.join(' ') ?? '--'}</div>
      <div className="sunken audit-offline">
        <p className="medium">{t('audit:offline')}</p>
        <p className="mono">{CHECK_COMMAND}</p>
        <p className="meta t3">{t('audit:offlineText')}</p>
      </div>
    </>
  )
}
