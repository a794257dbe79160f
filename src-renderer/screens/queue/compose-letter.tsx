// The composer of a letter that goes with no decision: the template of the rules pack, to be rewritten, beside the page as it will print. What
// must not stand in a letter is shown with its line, and nothing is saved before it is gone.
import { useDeferredValue, type JSX } from 'react'
import type { CaseLetters, ComposedLetter } from '../../../src-shared/contract/letter'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { RequestView } from '../../../src-shared/contract/request'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { FirstLanguage } from '../../components/first-language'
import { LetterPaper } from '../../components/letter-paper'
import { useAct, useAsk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText, type Text } from '../../text'
import { useDraft } from '../../use-draft'

interface ComposeLetterProps {
  readonly request: RequestView
  readonly writable: CaseLetters['writable']
  readonly onClose: () => void
}
type LetterDraft = DraftOf<'letter'>

export function ComposeLetter({ request, writable, onClose }: ComposeLetterProps): JSX.Element {
  const text = useText()
  const { t } = text
  const write = useAct('letter.write')
  const { row } = request
  const draft = useDraft({ form: 'letter', target: row.id, stored: request.drafts.letter, version: request.version })
  const body: LetterDraft = draft.body ?? { form: 'letter', kind: writable[0]?.kind ?? 'acknowledgement', first: request.letterLanguage, text: '', follows: true }
  const { kind, first } = body
  const { composed, typed, isComing } = useComposed(request, body)
  const version = writable.find((one) => one.kind === kind)?.version
  const blocked = problemOf(text, composed, { typed, version }) ?? (draft.isOutdated ? t('request:changed.first') : undefined)
  const act = (): void => {
    if (version === undefined) return
    write.mutate({ requestId: row.id, kind, version, first, text: typed }, { onAccepted: draft.end, onSuccess: onClose })
  }
  return (
    <Dialog title={t('letters:compose.title')} verb={t('letters:compose.act')} width={1080} busy={write.isPending || isComing} blocked={blocked} onAct={act} onClose={onClose}>
      <div className="letter-composer">
        <div className="column gap12">
          <div className="row gap12 wrap">
            <Segments label={t('letters:compose.kind')} value={kind} options={writable.map((one) => ({ value: one.kind, label: t(`letters:kind.${one.kind}`) }))} onChange={(value) => draft.change({ ...body, kind: value })} />
            <FirstLanguage value={first} onChange={(value) => draft.change({ ...body, first: value })} />
          </div>
          <TextField body={body} typed={typed} onChange={draft.change} />
          <Leaks composed={composed} onMask={() => composed !== undefined && draft.change({ form: 'letter', kind, first, text: composed.maskedText })} />
          <DraftLine draft={draft} />
          <ChangedLine draft={draft} request={request} />
          {write.error === null ? null : <ErrorNote error={write.error.error} />}
        </div>
        <div className="column gap8">
          <p className="meta t3">{t('letters:compose.preview')}{version === undefined ? null : ` · ${t('letters:compose.next', { version })}`}</p>
          {composed === undefined ? null : <LetterPaper sheet={composed.sheet} label={t('letters:compose.preview')} />}
        </div>
      </div>
    </Dialog>
  )
}

interface Composed {
  readonly composed: ComposedLetter | undefined
  readonly typed: string
  /** The answer for the text of now is on its way: what was not looked through is not saved. */
  readonly isComing: boolean
}

/** The text follows kind and language until somebody writes in it; then it is theirs, and is looked through as it is typed. */
function useComposed({ row }: RequestView, { kind, first, text, follows }: LetterDraft): Composed {
  const own = follows === true ? undefined : text
  const settled = useDeferredValue(own)
  const query = useAsk('letter.compose', { requestId: row.id, kind, first, ...(settled === undefined ? {} : { text: settled }) }, { former: 'keep' })
  const isComing = query.data === undefined || query.isPlaceholderData || settled !== own
  return { composed: query.data, typed: own ?? query.data?.template ?? '', isComing }
}

function problemOf({ t }: Text, composed: ComposedLetter | undefined, { typed, version }: { readonly typed: string; readonly version: number | undefined }): string | undefined {
  if (version === undefined) return t('letters:compose.closed')
  if (composed === undefined) return undefined
  if (typed.trim() === '') return t('letters:compose.empty')
  if (composed.leaks.length > 0) return t('letters:compose.leaks', { count: composed.leaks.length })
  return composed.unfilled.length > 0 ? t('letters:compose.unfilled', { marks: composed.unfilled.join(t('app:listComma')) }) : undefined
}

function TextField({ body, typed, onChange }: { readonly body: LetterDraft; readonly typed: string; readonly onChange: (body: LetterDraft) => void }): JSX.Element {
  const { t } = useText()
  const { kind, first, follows } = body
  const hint = (
    <span className="row gap8">
      <span>{t(follows === true ? 'letters:compose.follows' : 'letters:compose.own')}</span>
      {follows === true ? null : <button type="button" className="link" onClick={() => onChange({ ...body, follows: true })}>{t('letters:compose.restore')}</button>}
    </span>
  )
  return (
    <Field label={t('letters:compose.text')} hint={hint}>
      {(ids) => <textarea {...ids} className="text-input" rows={14} maxLength={8000} value={typed} onChange={(event) => onChange({ form: 'letter', kind, first, text: event.target.value })} />}
    </Field>
  )
}

function Leaks({ composed, onMask }: { readonly composed: ComposedLetter | undefined; readonly onMask: () => void }): JSX.Element | null {
  const { t } = useText()
  if (composed === undefined || composed.leaks.length === 0) return null
  return (
    <div className="note note-warning" role="alert">
      <Icon name="eyeoff" size={14} />
      <div className="grow">
        <div className="medium">{t('letters:compose.leaks', { count: composed.leaks.length })}</div>
        <ul>{composed.leaks.map(({ kind, from, line, shown }) => <li key={from}>{t(`letters:compose.leak.${kind}`, { line, shown })}</li>)}</ul>
      </div>
      <Button size="small" onClick={onMask}>{t('letters:compose.mask')}</Button>
    </div>
  )
}
