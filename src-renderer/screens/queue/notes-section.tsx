// Notes on a request and their files: what colleagues wrote, who may see it, and where each file is. No file is shown here, only copied out.
import { useState, type JSX } from 'react'
import type { RequestId } from '../../../src-shared/base/ids'
import type { NoteFileView, NoteView } from '../../../src-shared/contract/note'
import type { RequestView } from '../../../src-shared/contract/request'
import { ErrorNote } from '../../components/error-state'
import { Tag } from '../../components/tag'
import { useAct, useAsk, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'
import { NoteComposer } from './note-composer'
import { Section } from './request-sections'
import { TakeBackDialog } from './take-back-dialog'

export function NotesSection({ request }: { readonly request: RequestView }): JSX.Element {
  const { t } = useText()
  const requestId = request.row.id
  const list = useAsk('note.list', { requestId }, { former: 'keep' })
  const [takingBack, setTakingBack] = useState<NoteView>()
  const notes = list.data?.notes ?? []
  return (
    <Section icon="note" title={t('notes:title')}>
      {list.data !== undefined && notes.length === 0 ? <p className="meta t3">{t('notes:none')}</p> : null}
      {notes.length === 0 ? null : (
        <ul className="card">
          {notes.map((note) => <NoteLine key={note.id} requestId={requestId} note={note} onTakeBack={() => setTakingBack(note)} />)}
        </ul>
      )}
      {list.data === undefined || list.data.add !== 'possible' ? null : <NoteComposer key={requestId} request={request} list={list.data} />}
      {takingBack === undefined ? null : <TakeBackDialog requestId={requestId} note={takingBack} onClose={() => setTakingBack(undefined)} />}
    </Section>
  )
}

interface NoteLineProps {
  readonly requestId: RequestId
  readonly note: NoteView
  readonly onTakeBack: () => void
}

function NoteLine({ requestId, note, onTakeBack }: NoteLineProps): JSX.Element {
  const { t, format } = useText()
  const today = useToday()
  return (
    <li className="card-row note-line">
      <div className="row gap8 wrap">
        <span className="medium">{note.by.name}</span>
        <Tag tone={note.audience === 'deliverable' ? 'teal' : 'warning'} icon={note.audience === 'deliverable' ? 'user' : 'lock'}>{t(`notes:audience.${note.audience}`)}</Tag>
        {note.kind === 'evidence' ? <Tag tone="outline">{t('notes:evidenceTag')}</Tag> : null}
        {note.mark === 'sent' ? null : <Tag icon="cloudoff">{t('notes:pending')}</Tag>}
        <span className="grow meta t3">{format.recent(note.at, today)}</span>
        {note.takeBack === 'possible' ? <button type="button" className="link dense" onClick={onTakeBack}>{t('notes:takeBack')}</button> : null}
      </div>
      {note.removed === undefined ? null : <p className="meta t3">{removedLine(t, note.removed)}</p>}
      {note.text === '' ? null : <p className="quote">{note.text}</p>}
      {note.files.map((file) => <FileLine key={file.sha256} requestId={requestId} file={file} />)}
    </li>
  )
}

function removedLine(t: ReturnType<typeof useText>['t'], removed: NonNullable<NoteView['removed']>): string {
  const what = removed.why === 'case-closed' ? t('notes:caseClosed') : t('notes:takenBack', { who: removed.by?.name ?? '', reason: removed.reason ?? '' })
  return removed.files === 0 ? what : `${what} · ${t('notes:files', { count: removed.files })}`
}

function FileLine({ requestId, file }: { readonly requestId: RequestId; readonly file: NoteFileView }): JSX.Element {
  const { t, format } = useText()
  const fetch = useAct('note.fetch')
  const cancel = useAct('note.cancelFetch')
  const save = useAct('note.saveCopy')
  const key = { requestId, sha256: file.sha256 }
  const percent = Math.floor(((file.received ?? 0) / file.bytes) * 100)
  const where = file.place === 'origin' && percent > 0 ? t('notes:place.part', { percent }) : t(`notes:place.${file.place}`, { percent })
  const failed = save.error ?? fetch.error
  const isHere = file.place === 'here' || file.place === 'waiting'
  return (
    <div className="note-file">
      <div className="row gap8 wrap">
        <Icon name="file" size={14} />
        <span className="dense ellipsis">{file.name}</span>
        <span className="meta t3 nowrap">{format.bytes(file.bytes)}</span>
        <span className="grow meta t3" role="status">{where}</span>
        {file.place === 'origin' || file.place === 'absent' ? <button type="button" className="link dense" aria-label={t('notes:fetchFile', { name: file.name })} disabled={fetch.isPending} onClick={() => fetch.mutate(key)}>{t('notes:fetch')}</button> : null}
        {file.place === 'arriving' ? <button type="button" className="link dense" aria-label={t('notes:cancelFile', { name: file.name })} onClick={() => cancel.mutate(key)}>{t('notes:cancel')}</button> : null}
        {isHere ? <button type="button" className="link dense" aria-label={t('notes:saveFile', { name: file.name })} disabled={save.isPending} onClick={() => save.mutate(key)}>{t('notes:saveCopy')}</button> : null}
      </div>
      {save.data === undefined ? null : <p className="meta t2" role="status">{t('notes:saved', { name: save.data.fileName })}</p>}
      {failed === null && file.error !== undefined ? <ErrorNote error={{ kind: file.error }} /> : null}
      {failed === null ? null : <ErrorNote error={failed.error} />}
    </div>
  )
}
