// How a draft stands: kept on this desk and since when, why it could not be kept, and whether what it answers has changed meanwhile.
import type { JSX } from 'react'
import type { RequestView } from '../../src-shared/contract/request'
import type { DraftForm } from '../../src-shared/contract/draft'
import { useToday } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import type { FormDraft } from '../use-draft'
import { Button } from './button'

export interface DraftLineProps<Form extends DraftForm> {
  readonly draft: FormDraft<Form>
  /** `foot`: the form's own foot has the button. */
  readonly discard?: 'here' | 'foot'
}

export function DraftLine<Form extends DraftForm>({ draft, discard = 'here' }: DraftLineProps<Form>): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  if (draft.error !== undefined) return <p className="reason-line is-warning" role="status"><Icon name="alert" size={14} /><span>{t('request:draft.notKept', { why: t(`errors:${draft.error}.title`) })}</span></p>
  if (draft.savedAt === undefined) return null
  return (
    <p className="row gap8 meta t3">
      <span role="status">{t('request:draft.kept', { time: format.recent(draft.savedAt, today) })}</span>
      {discard === 'foot' ? null : <button type="button" className="link" onClick={draft.discard}>{t('request:draft.discard')}</button>}
    </p>
  )
}

export interface ChangedLineProps<Form extends DraftForm> {
  readonly draft: FormDraft<Form>
  readonly request: RequestView
}

/** The request changed under the open form: who, what, when; nothing is sent before the writer says that they have seen it. */
export function ChangedLine<Form extends DraftForm>({ draft, request }: ChangedLineProps<Form>): JSX.Element | null {
  const { t, format } = useText()
  const today = useToday()
  if (!draft.isOutdated) return null
  const last = request.timeline.at(-1)
  const what = last === undefined ? '' : t('request:changed.last', { who: last.by?.name ?? t('request:system'), event: t(`words:event.${last.event}`), time: format.recent(last.at, today) })
  return <ChangedNote draft={draft} title={t('request:changed.title')} version={request.version} what={what} />
}

/** As above, of an entry of the inventory. */
export function EntryChangedLine<Form extends DraftForm>({ draft, version }: { readonly draft: FormDraft<Form>; readonly version: number }): JSX.Element | null {
  const { t } = useText()
  return draft.isOutdated ? <ChangedNote draft={draft} title={t('entries:changed')} version={version} what="" /> : null
}

function ChangedNote<Form extends DraftForm>({ draft, title, version, what }: { readonly draft: FormDraft<Form>; readonly title: string; readonly version: number; readonly what: string }): JSX.Element {
  const { t } = useText()
  return (
    <div className="note note-warning" role="alert">
      <Icon name="swap" size={14} />
      <div className="grow">
        <div className="medium">{title}</div>
        <div>{t('request:changed.versions', { base: draft.base, version })}{what === '' ? '' : ` · ${what}`}</div>
      </div>
      <Button size="small" onClick={draft.rebase}>{t('request:changed.seen')}</Button>
    </div>
  )
}
