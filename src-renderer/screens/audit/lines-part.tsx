// The record of this workstation, line by line, the latest first: by kind and by person of the staff.
import { Select } from 'antd'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useId, useState, type JSX } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import type { AuditLine, AuditLines } from '../../../src-shared/contract/audit-lines'
import { AUDIT_KINDS, type AuditKind } from '../../../src-shared/domain/audit-kinds'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { Segments } from '../../components/field'
import { auditWord } from '../../components/words'
import { Skeleton } from '../../components/answered'
import type { DeskFailure } from '../../desk'
import { useAsk, useAsking, useGo } from '../../desk-context'
import { useText } from '../../text'

const EVERYBODY = 'everybody'

interface Narrowed {
  readonly kind?: AuditKind
  readonly who?: StaffId
}

function useLines({ kind, who }: Narrowed) {
  const ask = useAsking()
  return useInfiniteQuery<AuditLines, DeskFailure, { pages: AuditLines[] }, readonly unknown[], number | undefined>({
    queryKey: ['audit.list', kind, who],
    gcTime: 0,
    initialPageParam: undefined,
    queryFn: ({ pageParam }) => ask('audit.list', { kind, who, before: pageParam }),
    getNextPageParam: ({ before }) => before,
  })
}

export function LinesPart(): JSX.Element {
  const { t, format } = useText()
  const [narrowed, setNarrowed] = useState<Narrowed>({})
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useLines(narrowed)
  const lines = data?.pages.flatMap((page) => page.lines) ?? []
  const [first] = data?.pages ?? []
  if (error !== null && data === undefined) return <ErrorState error={error.error} onRetry={() => void refetch()} />
  return (
    <>
      <div className="row gap16 wrap audit-filter">
        <Segments
          label={t('audit:lines.kinds')}
          value={narrowed.kind ?? 'all'}
          options={[{ value: 'all' as const, label: t('audit:lines.all') }, ...AUDIT_KINDS.map((kind) => ({ value: kind, label: t(`audit:lines.kind.${kind}`) }))]}
          onChange={(kind) => setNarrowed({ ...narrowed, kind: kind === 'all' ? undefined : kind })}
        />
        {first?.whose === 'all' ? <WhoFilter value={narrowed.who} onChange={(who) => setNarrowed({ ...narrowed, who })} /> : null}
      </div>
      {first === undefined ? <Skeleton rowHeight={37} rows={8} /> : (
        <>
          {first.whose === 'mine' ? <p className="dense t2">{t('audit:lines.mine')}</p> : null}
          {lines.length === 0 && !hasNextPage ? <p className="dense t2">{t('audit:lines.none')}</p> : <LinesTable lines={lines} />}
          <div className="row gap12 audit-older" role="status">
            <span className="meta t3">{t('audit:lines.shown', { count: lines.length, formatted: format.number(lines.length) })}</span>
            {hasNextPage ? <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('audit:lines.older')}</Button> : <span className="meta t3">{t('audit:lines.beginning')}</span>}
          </div>
        </>
      )}
      <p className="meta t3">{t('audit:lines.how')}</p>
    </>
  )
}

function WhoFilter({ value, onChange }: { readonly value: StaffId | undefined; readonly onChange: (who: StaffId | undefined) => void }): JSX.Element {
  const { t } = useText()
  const id = useId()
  const staff = useAsk('queue.staff', {}, { former: 'keep' }).data ?? []
  return (
    <div className="row gap8">
      <label className="meta t3" htmlFor={id}>{t('audit:lines.who')}</label>
      <Select<StaffId | typeof EVERYBODY>
        id={id} size="small" className="audit-who" value={value ?? EVERYBODY} onChange={(who) => onChange(who === EVERYBODY ? undefined : who)}
        options={[{ value: EVERYBODY, label: t('audit:lines.everybody') }, ...staff.map(({ id: staffId, name }) => ({ value: staffId, label: name === '' ? '--' : name }))]}
      />
    </div>
  )
}

function LinesTable({ lines }: { readonly lines: readonly AuditLine[] }): JSX.Element {
  const { t, format } = useText()
  const go = useGo()
  return (
    <div className="card">
      <table className="table">
        <thead><tr><th className="number">{t('audit:lines.number')}</th><th>{t('audit:lines.at')}</th><th>{t('audit:lines.who')}</th><th>{t('audit:lines.what')}</th><th>{t('audit:lines.code')}</th><th>{t('audit:lines.about')}</th></tr></thead>
        <tbody>
          {lines.map(({ seq, at, who, type, about }) => (
            <tr key={seq}>
              <td className="number t3">{format.number(seq)}</td>
              <td className="nowrap">{format.dateTime(at)}</td>
              <td className="nowrap">{who === undefined ? t('audit:lines.desk') : who.name}</td>
              <td>{auditWord(t, type)}</td>
              <td className="mono t2 nowrap">{type}</td>
              <td className="nowrap">{about === undefined ? null : <button type="button" className="link" onClick={() => go({ screen: 'person', subjectId: about.subjectId })}>{about.maskedName}</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
