// Who asks where it is not the person, whether it is a test, and which case a complaint is about: the part of a new request that is no right's own.
import { Select } from 'antd'
import { useId, type JSX } from 'react'
import type { RequestId, SubjectId } from '../../src-shared/base/ids'
import { isForOfficer } from '../../src-shared/domain/request-rights'
import { REPRESENTATIVES, type Representative } from '../../src-shared/domain/vocabulary'
import { useAsk } from '../desk-context'
import { useText } from '../text'
import type { CreateDraft, CreateDraftProps } from './create-draft'
import { Field } from './field'

type Maker = NonNullable<CreateDraft['madeBy']>
const SELF = 'self'

export function MakerFields({ draft, onChange }: Omit<CreateDraftProps, 'today'>): JSX.Element | null {
  const { t } = useText()
  const id = useId()
  const { madeBy, ...rest } = draft
  if (isForOfficer(draft.right)) return null
  const choose = (kind: Representative | typeof SELF): void => onChange(kind === SELF ? rest : { ...rest, madeBy: { name: '', contact: '', relation: '', ...madeBy, kind } })
  const options = [{ value: SELF, label: t('intake:maker.self') }, ...REPRESENTATIVES.map((value) => ({ value, label: t(`intake:representative.${value}`) }))]
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{t('intake:maker.choose')}</label>
        <Select id={id} value={madeBy?.kind ?? SELF} options={options} onChange={(kind) => choose(kind as Representative | typeof SELF)} />
      </div>
      {madeBy === undefined ? null : <MakerLines maker={madeBy} onChange={(next) => onChange({ ...rest, madeBy: next })} />}
    </>
  )
}

function MakerLines({ maker, onChange }: { readonly maker: Maker; readonly onChange: (maker: Maker) => void }): JSX.Element {
  const { t } = useText()
  const line = (field: 'name' | 'contact' | 'relation', maxLength: number, hint?: string): JSX.Element => (
    <Field label={t(`intake:maker.${field}`)} hint={hint}>
      {(ids) => <input {...ids} className="text-input" maxLength={maxLength} value={maker[field]} onChange={(event) => onChange({ ...maker, [field]: event.target.value })} />}
    </Field>
  )
  return (
    <>
      <div className="field-pair">
        {line('name', 200)}
        {line('relation', 200, t('intake:maker.relationHint'))}
      </div>
      {line('contact', 320, t('intake:maker.contactHint'))}
      <EvidenceNeeded kind={maker.kind} />
    </>
  )
}

/** Shown before anything is seen, so that the caller can be told what to send. */
function EvidenceNeeded({ kind }: { readonly kind: Representative }): JSX.Element | null {
  const { t, language } = useText()
  const needed = useAsk('request.evidenceNeeded', { kind }, { former: 'keep' }).data
  if (needed === undefined) return null
  const list = needed.evidence.map((one) => t(`intake:evidence.${one}`)).join(language === 'zh-CN' ? '、' : ', ')
  return <p className="meta t2">{t('intake:maker.willNeed', { list })}</p>
}

export function TestChoice({ draft, onChange }: Omit<CreateDraftProps, 'today'>): JSX.Element {
  const { t } = useText()
  const { test, ...rest } = draft
  return (
    <label className="choice is-alone">
      <input type="checkbox" checked={test === true} onChange={() => onChange(test === true ? rest : { ...rest, test: true })} />
      <span className="grow">{t('intake:test.label')} <span className="meta t3">{t('intake:test.hint')}</span></span>
    </label>
  )
}

/** Of the person's own cases, the newest first. */
export function AboutField({ draft, subjectId, onChange }: Omit<CreateDraftProps, 'today'> & { readonly subjectId: SubjectId }): JSX.Element | null {
  const { t } = useText()
  const id = useId()
  const person = useAsk('person.open', { subjectId }, { former: 'keep', enabled: draft.right === 'complain' })
  const { about, ...rest } = draft
  if (draft.right !== 'complain') return null
  const cases = (person.data?.requests ?? []).filter((row) => row.caseNo !== '')
  const options = [{ value: '', label: t('intake:about.none') }, ...cases.map((row) => ({ value: row.id, label: `${row.caseNo} · ${t(`words:right.${row.right}`)} · ${t(`words:state.${row.state}`)}` }))]
  return (
    <div className="field">
      <label htmlFor={id}>{t('intake:about.label')}</label>
      <Select id={id} value={about ?? ''} options={options} onChange={(value) => onChange(value === '' ? rest : { ...rest, about: value as RequestId })} />
    </div>
  )
}
