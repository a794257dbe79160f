// Writes a note: its colour and its words say at every moment who will see it. What is typed and picked is kept as a draft. One line until somebody
// writes, and again once they have.
import { useEffect, useRef, useState, type JSX, type RefObject } from 'react'
import type { NoteList } from '../../../src-shared/contract/note'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { DeskError } from '../../../src-shared/contract/errors'
import type { RequestView } from '../../../src-shared/contract/request'
import { NOTE_AUDIENCES } from '../../../src-shared/domain/notes'
import { Button, IconButton } from '../../components/button'
import { DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { Tag } from '../../components/tag'
import { useAct, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { keyNameOf } from '../../keyboard/keymap'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { useDraft } from '../../use-draft'

export interface NoteComposerProps {
  readonly request: RequestView
  readonly list: NoteList
}
type Form = DraftOf<'note'>
const EMPTY: Form = { form: 'note', audience: 'internal', kind: 'note', text: '', files: [] }

export function NoteComposer({ request, list }: NoteComposerProps): JSX.Element {
  const { t } = useText()
  const requestId = request.row.id
  const add = useAct('note.add')
  // A note answers to no version: it is added to whatever is there.
  const draft = useDraft({ form: 'note', target: requestId, stored: request.drafts.note, version: 0 })
  const form = draft.body ?? EMPTY
  // Sealing a file takes a while, and the form goes on being filled in: what comes late joins what stands there then.
  const latest = useRef(form)
  useEffect(() => {
    latest.current = form
  })
  const change = (part: Partial<Form>): void => {
    latest.current = { ...latest.current, ...part }
    draft.change(latest.current)
  }
  const addFile = (file: Form['files'][number]): void => {
    if (!latest.current.files.some(({ sha256 }) => sha256 === file.sha256)) change({ files: [...latest.current.files, file] })
  }
  const [isPicking, setPicking] = useState(false)
  const { isOpen, setOpen, text, opener } = useFold()
  const isEmpty = form.text.trim() === '' && form.files.length === 0
  const act = (): void => {
    if (isEmpty || isPicking || add.isPending) return
    const { audience, kind } = form
    add.mutate({ requestId, audience, kind, text: form.text.trim(), files: form.files.map(({ sha256, name }) => ({ sha256, name })) }, { onAccepted: draft.end, onSuccess: () => setOpen(false) })
  }
  if (!isOpen) return <FoldedNote form={isEmpty ? undefined : form} opener={opener} onOpen={() => setOpen(true)} />
  return (
    <form
      className={`note-composer is-${form.audience}`} aria-label={t('notes:write')}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        // None while an input method composes: it keeps the press to itself, and the note stays open.
        const name = keyNameOf(event.nativeEvent)
        if (name === 'Escape') {
          event.stopPropagation()
          setOpen(false)
        }
        if (name !== 'Ctrl+Enter') return
        // Elsewhere the same keys send a decision.
        event.preventDefault()
        event.stopPropagation()
        act()
      }}
    >
      <AudienceFields form={form} takesEvidence={list.takesEvidence} onChange={change} />
      <Field label={t('notes:text')} hint={t(form.audience === 'deliverable' ? 'notes:deliverableHint' : 'notes:internalHint')}>
        {(ids) => <textarea {...ids} ref={text} className="text-input" rows={3} maxLength={8000} value={form.text} onChange={(event) => change({ text: event.target.value })} />}
      </Field>
      <FileFields request={request} form={form} room={list.room} isPicking={isPicking} onPicking={setPicking} onFile={addFile} onChange={change} />
      <DraftLine draft={draft} />
      {add.error === null ? null : <ErrorNote error={add.error.error} />}
      <div className="row gap8">
        <span className="grow meta t3">{isEmpty ? t('notes:empty') : ''}</span>
        <Button kind="quiet" onClick={() => setOpen(false)} shortcut="Esc">{t('notes:fold')}</Button>
        <Button kind="primary" disabled={isEmpty || isPicking || add.isPending} onClick={act} shortcut="Ctrl ↵">{t('notes:add')}</Button>
      </div>
    </form>
  )
}

interface Fold {
  readonly isOpen: boolean
  readonly setOpen: (isOpen: boolean) => void
  readonly text: RefObject<HTMLTextAreaElement | null>
  readonly opener: RefObject<HTMLButtonElement | null>
}

/** The focus goes into the text when it opens, and back to the line when it folds, unless it is somewhere else by then. */
function useFold(): Fold {
  const [isOpen, setOpen] = useState(false)
  const text = useRef<HTMLTextAreaElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  const toText = (): void => {
    text.current?.scrollIntoView({ block: 'center' })
    text.current?.focus()
  }
  useEffect(() => {
    if (isOpen) toText()
    else if (wasOpen.current && document.activeElement === document.body) opener.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  useKeys({ note: () => (isOpen ? toText() : setOpen(true)) })
  return { isOpen, setOpen, text, opener }
}

/** `form`: a draft that waits; who it would be for stands beside it. */
function FoldedNote({ form, opener, onOpen }: { readonly form: Form | undefined; readonly opener: Fold['opener']; readonly onOpen: () => void }): JSX.Element {
  const { t } = useText()
  const begun = form?.text.trim() === '' ? form.files.map(({ name }) => name).join(' · ') : form?.text
  return (
    <div className="row gap8 note-folded">
      <Button ref={opener} size="small" icon={form === undefined ? 'plus' : 'pen'} shortcut="note" onClick={onOpen}>{t(form === undefined ? 'notes:write' : 'notes:goOn')}</Button>
      {form === undefined ? null : (
        <>
          <Tag tone={form.audience === 'deliverable' ? 'teal' : 'warning'}>{t('notes:draft')} · {t(`notes:audience.${form.audience}`)}</Tag>
          <span className="grow ellipsis dense t2">{begun}</span>
        </>
      )}
    </div>
  )
}

interface PartProps {
  readonly form: Form
  readonly onChange: (part: Partial<Form>) => void
}

function AudienceFields({ form, takesEvidence, onChange }: PartProps & { readonly takesEvidence: boolean }): JSX.Element {
  const { t } = useText()
  return (
    <div className="row gap12 wrap">
      <Segments
        label={t('notes:audienceLabel')} value={form.audience} options={NOTE_AUDIENCES.map((value) => ({ value, label: t(`notes:audience.${value}`) }))}
        onChange={(audience) => onChange({ audience, ...(audience === 'deliverable' ? { kind: 'note' } : {}) })}
      />
      {takesEvidence && form.audience === 'internal' ? (
        <label className="row gap6 dense"><input type="checkbox" checked={form.kind === 'evidence'} onChange={() => onChange({ kind: form.kind === 'evidence' ? 'note' : 'evidence' })} />{t('notes:evidence')}</label>
      ) : null}
    </div>
  )
}

interface FileProps extends PartProps {
  readonly request: RequestView
  readonly room: number
  readonly isPicking: boolean
  readonly onPicking: (isPicking: boolean) => void
  readonly onFile: (file: Form['files'][number]) => void
}

function FileFields({ request, form, room, isPicking, onPicking, onFile, onChange }: FileProps): JSX.Element {
  const { t, format } = useText()
  const { shell, bridge } = useDesk()
  const [error, setError] = useState<DeskError>()
  const isFull = form.files.length >= room
  const pick = async (): Promise<void> => {
    // Not disabled meanwhile: whoever works by keys would lose their place.
    if (isPicking) return
    onPicking(true)
    setError(undefined)
    try {
      const picked = await shell.pickAttachment()
      if (picked.kind !== 'picked') return
      const taken = await bridge.ask('note.attach', { requestId: request.row.id, pickId: picked.pickId })
      if (taken.ok) onFile(taken.value.file)
      else setError(taken.error)
    } finally {
      onPicking(false)
    }
  }
  return (
    <>
      {form.files.map((file) => (
        <div key={file.sha256} className="row gap8">
          <Icon name="file" size={14} />
          <span className="dense ellipsis">{file.name}</span>
          <span className="grow meta t3 nowrap">{format.bytes(file.bytes)}</span>
          <IconButton icon="x" size="small" label={t('notes:removeFile', { name: file.name })} onClick={() => onChange({ files: form.files.filter(({ sha256 }) => sha256 !== file.sha256) })} />
        </div>
      ))}
      <div className="row gap8 wrap">
        <Button size="small" icon="plus" disabled={isFull} onClick={() => void pick()}>{t('notes:attach')}</Button>
        <span className="grow meta t3">{t(isFull ? 'notes:full' : 'notes:attachHint')}</span>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
    </>
  )
}
