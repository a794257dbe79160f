// A new version: what it is and when, its text in both languages, what was read of it, and the proposal.
import { useRef, type JSX } from 'react'
import type { PolicyId } from '../../../src-shared/base/ids'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { PolicyDraftRequest, PolicyRow } from '../../../src-shared/contract/policy'
import { isServiceChannel } from '../../../src-shared/domain/policy-words'
import { LANGUAGES, PRODUCTS, type Language, type Product } from '../../../src-shared/domain/vocabulary'
import { Button } from '../../components/button'
import { DraftLine } from '../../components/draft-line'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { useAct, useAsk, useGo, useToday } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { useEntryDraft } from '../../use-draft'
import { DraftAside } from './draft-aside'
import { lineName } from './policy-words'

export interface PolicyImportProps {
  readonly rows: readonly PolicyRow[]
  readonly onDone: (policyId: PolicyId) => void
}
/** As it stands in the fields. */
type Form = DraftOf<'policy'>

export function PolicyImport({ rows, onDone }: PolicyImportProps): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const today = useToday()
  const kept = useEntryDraft('policy', 'new', 0)
  const form: Form = kept.body ?? {
    form: 'policy', version: '', effectiveFrom: today, effectiveUntil: '', replaces: [], channelsTyped: '', title: { 'zh-CN': '', en: '' }, texts: { 'zh-CN': '', en: '' }, mappings: { 'zh-CN': {}, en: {} },
  }
  const channels = channelsOf(form.channelsTyped)
  const { form: _form, channelsTyped: _typed, ...rest } = form
  const request: PolicyDraftRequest = { ...rest, ...(channels && channels.length > 0 ? { channels } : {}) }
  const draft = useAsk('policy.import', request, { former: 'keep', enabled: form.texts['zh-CN'] !== '' || form.texts.en !== '' })
  const propose = useAct('policy.propose')
  const missing = form.version.trim() === '' ? t('register:form.missingVersion') : LANGUAGES.some((language) => form.title[language].trim() === '') ? t('register:form.missingTitle') : undefined
  const canAct = draft.data?.ready === true && !draft.isPlaceholderData && missing === undefined && channels !== undefined && !propose.isPending
  const act = (): void => {
    if (canAct) propose.mutate(request, { onAccepted: kept.end, onSuccess: ({ policyId }) => onDone(policyId) })
  }
  useKeys({ submit: act, Escape: () => go({ screen: 'policies' }) })
  const change = (part: Partial<Form>): void => kept.change({ ...form, ...part })
  return (
    <div className="column grow policy-page">
      <div className="object-head"><h1 className="section-title">{t('register:form.title')}</h1></div>
      <div className="policy-import grow">
        <div className="scroll policy-body" tabIndex={0} role="region" aria-label={t('register:form.title')}>
          <EntryFields form={form} rows={rows} channelsWrong={channels === undefined} onChange={change} />
          {LANGUAGES.map((language) => <TextFields key={language} language={language} form={form} onChange={change} />)}
          <p className="meta t3">{t('register:form.textHint')}</p>
          <DraftLine draft={kept} />
        </div>
        <DraftAside draft={draft.data} mappings={form.mappings} onMap={(mappings) => change({ mappings })} />
      </div>
      <div className="decision-bar policy-decision">
        {propose.error === null ? null : <ErrorNote error={propose.error.error} />}
        <div className="row gap8">
          <Button onClick={() => go({ screen: 'policies' })}>{t('register:back')}</Button>
          <span className="grow meta t2 right">{missing ?? t(draft.data?.ready === true ? 'register:draft.ready' : 'register:draft.notReady')}</span>
          <Button kind="primary" disabled={!canAct} onClick={act} shortcut="submit">{t('register:form.propose')}</Button>
        </div>
      </div>
    </div>
  )
}

/** Undefined: something in it is no channel. */
function channelsOf(typed: string): PolicyDraftRequest['channels'] {
  const words = typed.normalize('NFKC').split(/[,、\s]+/).filter((word) => word !== '')
  return words.every(isServiceChannel) ? words.filter(isServiceChannel) : undefined
}

interface PartProps {
  readonly form: Form
  readonly onChange: (part: Partial<Form>) => void
}
const LINES = ['general', ...PRODUCTS] as const

function EntryFields({ form, rows, channelsWrong, onChange }: PartProps & { readonly rows: readonly PolicyRow[]; readonly channelsWrong: boolean }): JSX.Element {
  const text = useText()
  const { t } = text
  const replaceable = rows.filter((row) => row.state === 'approved' && row.product === form.product)
  const toggle = (id: PolicyId): void => onChange({ replaces: form.replaces.includes(id) ? form.replaces.filter((one) => one !== id) : [...form.replaces, id] })
  return (
    <>
      <div className="field">
        <span className="meta t2">{t('register:form.line')}</span>
        <Segments
          label={t('register:form.line')} value={form.product ?? 'general'} options={LINES.map((line) => ({ value: line, label: lineName(text, productOf(line)) }))}
          onChange={(line) => onChange({ product: productOf(line), replaces: [] })}
        />
      </div>
      <div className="policy-fields">
        <Field label={t('register:form.version')}>{(ids) => <input {...ids} className="text-input" maxLength={32} value={form.version} onChange={(event) => onChange({ version: event.target.value })} />}</Field>
        <Field label={t('register:form.from')}>{(ids) => <input {...ids} className="text-input" maxLength={10} value={form.effectiveFrom} onChange={(event) => onChange({ effectiveFrom: event.target.value.trim() })} />}</Field>
        <Field label={t('register:form.until')}>{(ids) => <input {...ids} className="text-input" maxLength={10} value={form.effectiveUntil} onChange={(event) => onChange({ effectiveUntil: event.target.value.trim() })} />}</Field>
        <Field label={t('register:form.channels')} hint={t('register:form.channelsHint')} error={channelsWrong ? t('register:form.channelsWrong') : undefined}>
          {(ids) => <input {...ids} className="text-input" maxLength={400} value={form.channelsTyped} onChange={(event) => onChange({ channelsTyped: event.target.value })} />}
        </Field>
      </div>
      <fieldset className="field policy-replaces">
        <legend className="meta t2">{t('register:form.replaces')}</legend>
        {replaceable.length === 0 ? <span className="dense t3">{t('register:form.replacesNone')}</span> : replaceable.map((row) => (
          <label key={row.id} className="row gap6 dense"><input type="checkbox" checked={form.replaces.includes(row.id)} onChange={() => toggle(row.id)} />{t('register:versionIs', { version: row.version })}</label>
        ))}
      </fieldset>
    </>
  )
}

function productOf(line: (typeof LINES)[number]): Product | undefined {
  return line === 'general' ? undefined : line
}

const TEXT_KEYS = { 'zh-CN': { title: 'register:form.titleZh', text: 'register:form.textZh' }, en: { title: 'register:form.titleEn', text: 'register:form.textEn' } } as const

function TextFields({ language, form, onChange }: PartProps & { readonly language: Language }): JSX.Element {
  const { t } = useText()
  const picker = useRef<HTMLInputElement>(null)
  const keys = TEXT_KEYS[language]
  const setText = (text: string): void => onChange({ texts: { ...form.texts, [language]: text } })
  return (
    <>
      <Field label={t(keys.title)}>
        {(ids) => <input {...ids} className="text-input" lang={language} maxLength={400} value={form.title[language]} onChange={(event) => onChange({ title: { ...form.title, [language]: event.target.value } })} />}
      </Field>
      <Field label={t(keys.text)}>
        {(ids) => <textarea {...ids} className="text-input policy-source" lang={language} rows={7} spellCheck={false} value={form.texts[language]} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div className="row">
        <input
          ref={picker} type="file" accept=".md,.txt,.markdown" hidden aria-label={`${t('register:form.pick')} · ${t(keys.text)}`}
          onChange={(event) => {
            // The page gets the text of the file and never its path.
            void event.target.files?.[0]?.text().then(setText)
            event.target.value = ''
          }}
        />
        <button type="button" className="link row gap4" onClick={() => picker.current?.click()}><Icon name="filetext" size={14} />{t('register:form.pick')}<span className="visually-hidden"> · {t(keys.text)}</span></button>
      </div>
    </>
  )
}
