// Cases that belong to this one: linked, complained about, and what may be the same matter, with the way into each.
import { useEffect, useRef, useState, type JSX, type ReactNode, type Ref } from 'react'
import type { RequestView } from '../../../src-shared/contract/request'
import type { RequestRow } from '../../../src-shared/contract/views'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { NewRequestDialog } from '../../components/new-request-dialog'
import { RequestStateWord } from '../../components/request-state'
import { useOpenRequest } from '../../components/use-open-request'
import { caseName } from '../../components/words'
import { useAct } from '../../desk-context'
import { useText, type Text } from '../../text'
import { LinkDialog } from './link-dialog'
import { Section } from './request-sections'

/** So many stand in the pane; the others open below them. */
const SHOWN = 5

export function RelatedSection({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t } = useText()
  const { linkedElsewhere, duplicates, about, older } = request.related
  const isClosed = request.row.clock.phase === 'closed'
  const lines = relatedLines(t, request)
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? lines : lines.slice(0, SHOWN)
  // The line that was pressed is gone: whoever works by keys goes on at the first of the new ones.
  const firstNew = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isWhole) firstNew.current?.focus()
  }, [isWhole])
  const isEmpty = lines.length + linkedElsewhere === 0 && about === undefined
  const canLink = request.acts.link === 'possible'
  const [isLinking, setLinking] = useState(false)
  if (isEmpty && !isClosed && !canLink) return null
  return (
    <Section icon="chain" title={t('intake:related.title')}>
      {isEmpty ? null : (
        <ul className="card">
          {about?.row === undefined ? null : <CaseLine row={about.row} note={t('intake:related.about')} />}
          {about !== undefined && about.row === undefined ? <li className="card-row t2">{t('intake:related.aboutElsewhere')}</li> : null}
          {shown.map(({ key, ...line }, at) => <CaseLine key={key} {...line} opener={at === SHOWN ? firstNew : undefined} />)}
          {shown.length === lines.length ? null : (
            <li className="card-row"><button type="button" className="link dense" onClick={() => setWhole(true)}>{t('intake:related.more', { count: lines.length - shown.length })}</button></li>
          )}
          {older === 0 || shown.length < lines.length ? null : <li className="card-row t2">{t('intake:related.older', { count: older })}</li>}
          {linkedElsewhere === 0 ? null : <li className="card-row t2">{t('intake:related.elsewhere', { count: linkedElsewhere })}</li>}
        </ul>
      )}
      {duplicates.length === 0 ? null : <p className="meta t3 asked-purposes">{t('intake:related.maybe')}</p>}
      <div className="row gap8 wrap asked-purposes">
        {canLink ? <Button size="small" icon="chain" onClick={() => setLinking(true)}>{t('intake:related.linkOther')}</Button> : null}
        {isClosed && request.row.right !== 'complain' ? <Complain request={request} /> : null}
      </div>
      {isLinking ? <LinkDialog request={request} onClose={() => setLinking(false)} /> : null}
    </Section>
  )
}

/** What was complained about first, then what somebody linked, last what may be the same. */
function relatedLines(t: Text['t'], request: RequestView): readonly (CaseLineProps & { readonly key: string })[] {
  const { links, duplicates, complaints } = request.related
  return [
    ...complaints.map((row) => ({ key: row.id, row, note: t('intake:related.complaint') })),
    ...links.map((link) => ({ key: `${link.holder.requestId} ${link.row.id}`, row: link.row, note: t('intake:related.linkedBy', { who: link.by.name }), end: <Unlink request={request} link={link} /> })),
    ...duplicates.map(({ row, why }) => ({ key: `like ${row.id}`, row, note: t(`intake:related.why.${why}`), end: <LinkButton request={request} other={row} /> })),
  ]
}

interface CaseLineProps {
  readonly row: RequestRow
  readonly note: string
  readonly end?: ReactNode
  readonly opener?: Ref<HTMLButtonElement> | undefined
}

function CaseLine({ row, note, end, opener }: CaseLineProps): JSX.Element {
  const { t } = useText()
  const open = useOpenRequest()
  const number = caseName(t, row.caseNo)
  return (
    <li className="card-row evidence-line">
      <span className="grow">
        <span className="row gap8">
          <button ref={opener} type="button" className="link nowrap" aria-label={t('intake:related.open', { caseNo: number })} onClick={() => open(row)}>{number}</button>
          <span className="ellipsis">{t(`words:right.${row.right}`)} · {row.maskedName}</span>
          <RequestStateWord state={row.state} />
        </span>
        <span className="meta t3">{note}</span>
      </span>
      {end}
    </li>
  )
}

function LinkButton({ request, other }: { readonly request: RequestView; readonly other: RequestRow }): JSX.Element | null {
  const { t } = useText()
  const link = useAct('request.link')
  if (request.acts.link !== 'possible') return null
  const act = (): void => link.mutate({ requestId: request.row.id, version: request.version, otherId: other.id })
  return (
    <>
      <Button size="small" icon="chain" disabled={link.isPending} aria-label={t('intake:related.linkOf', { caseNo: caseName(t, other.caseNo) })} onClick={act}>{t('intake:related.link')}</Button>
      {link.error === null ? null : <ErrorNote error={link.error.error} />}
    </>
  )
}

/** Where it stands, which may be the other request. */
function Unlink({ request, link }: { readonly request: RequestView; readonly link: RequestView['related']['links'][number] }): JSX.Element | null {
  const { t } = useText()
  const unlink = useAct('request.unlink')
  if (request.acts.link !== 'possible') return null
  const { requestId, version } = link.holder
  const otherId = requestId === request.row.id ? link.row.id : request.row.id
  return (
    <>
      <Button size="small" kind="quiet" disabled={unlink.isPending} aria-label={t('intake:related.unlinkOf', { caseNo: caseName(t, link.row.caseNo) })} onClick={() => unlink.mutate({ requestId, version, otherId })}>{t('intake:related.unlink')}</Button>
      {unlink.error === null ? null : <ErrorNote error={unlink.error.error} />}
    </>
  )
}

function Complain({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>{t('intake:related.complain')}</Button>
      {isOpen ? <NewRequestDialog subjectId={request.row.subjectId} about={request.row.id} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
