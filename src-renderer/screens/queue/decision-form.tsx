// Writes a decision: outcome, ground where one is needed, the text the person will read; sent with one key that moves on.
import { Select } from 'antd'
import { useId, type JSX } from 'react'
import type { GroundView, RequestView } from '../../../src-shared/contract/request'
import { UNIDENTIFIED_GROUND } from '../../../src-shared/domain/rules'
import type { Outcome } from '../../../src-shared/domain/vocabulary'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { Tag } from '../../components/tag'
import { useAct, useAsk, useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import type { DecisionDraft } from '../../stores/selection'
import { useText } from '../../text'

export interface DecisionFormProps {
  readonly request: RequestView
  readonly draft: DecisionDraft
  readonly onNext: () => void
}

const needsGround = (outcome: Outcome): boolean => outcome !== 'granted'

export function DecisionForm({ request, draft, onNext }: DecisionFormProps): JSX.Element {
  const { t } = useText()
  const { selection, toast } = useDesk()
  const decide = useAct('request.decide')
  const requestId = request.row.id
  const setDraft = (next: DecisionDraft | undefined): void => selection.getState().setDraft(requestId, next)
  const missing = missingOf(draft)
  const submit = (): void => {
    if (missing !== undefined || decide.isPending) return
    const ground = needsGround(draft.outcome) ? draft.ground : undefined
    decide.mutate({ requestId, version: request.version, outcome: draft.outcome, ground, text: draft.text }, {
      onSuccess: () => {
        setDraft(undefined)
        toast.getState().show(t('request:decidedToast', { caseNo: request.row.caseNo, outcome: t(`words:outcome.${draft.outcome}`) }))
        onNext()
      },
    })
  }
  useKeys({ 'Ctrl+Enter': submit })
  return (
    <div className="decision-form">
      <DraftFields request={request} draft={draft} onChange={setDraft} />
      {decide.error === null ? null : <ErrorNote error={decide.error.error} />}
      <OfflineLine />
      <div className="row gap8">
        <Button kind="quiet" onClick={() => setDraft(undefined)}>{t('app:cancel')}</Button>
        <span className="grow meta t3 right">{missing === undefined ? null : t(`request:missing.${missing}`)}</span>
        <Button kind="primary" disabled={missing !== undefined || decide.isPending} onClick={submit} shortcut="Ctrl ↵">{t('request:submitNext')}</Button>
      </div>
    </div>
  )
}

function missingOf(draft: DecisionDraft): 'ground' | 'text' | undefined {
  if (needsGround(draft.outcome) && draft.ground === undefined) return 'ground'
  return draft.text.trim() === '' ? 'text' : undefined
}

function OfflineLine(): JSX.Element | null {
  const { t } = useText()
  const sync = useAsk('sync.status', {}, { former: 'keep' }).data
  if (sync?.connection !== 'offline') return null
  return <p className="reason-line is-warning"><Icon name="cloudoff" size={14} /><span>{t('request:offline')}</span></p>
}

const isUnidentified = (request: RequestView): boolean => request.grounds.every((ground) => ground.code === UNIDENTIFIED_GROUND)

interface DraftFieldsProps {
  readonly request: RequestView
  readonly draft: DecisionDraft
  readonly onChange: (draft: DecisionDraft) => void
}

function DraftFields({ request, draft, onChange }: DraftFieldsProps): JSX.Element {
  const { t } = useText()
  const isOwnText = !Object.values(request.letters).includes(draft.text)
  const chooseOutcome = (outcome: Outcome): void => onChange({ ...draft, outcome, text: isOwnText ? draft.text : request.letters[outcome] })
  return (
    <>
      <Segments
        label={t('request:outcome')}
        value={draft.outcome}
        options={request.outcomes.map((value) => ({ value, label: t(`words:outcome.${value}`) }))}
        onChange={chooseOutcome}
      />
      {isUnidentified(request) ? <p className="meta t3">{t('request:unidentified')}</p> : request.row.right === 'delete' ? <p className="meta t3">{t('request:deleteByPlan')}</p> : null}
      {needsGround(draft.outcome) ? <GroundField grounds={request.grounds} value={draft.ground} onChange={(ground) => onChange({ ...draft, ground })} /> : null}
      <Field label={t('request:letter')} hint={t('request:letterHint')}>
        {(ids) => <textarea {...ids} className="text-input" rows={7} maxLength={8000} value={draft.text} onChange={(event) => onChange({ ...draft, text: event.target.value })} />}
      </Field>
    </>
  )
}

interface GroundFieldProps {
  readonly grounds: readonly GroundView[]
  readonly value: string | undefined
  readonly onChange: (code: string) => void
}

function GroundField({ grounds, value, onChange }: GroundFieldProps): JSX.Element {
  const { t, language } = useText()
  const id = useId()
  const ground = grounds.find((candidate) => candidate.code === value)
  return (
    <div className="field">
      <label htmlFor={id}>{t('request:ground')}</label>
      <Select
        id={id}
        value={value}
        placeholder={t('request:groundPlaceholder')}
        onChange={onChange}
        options={grounds.map((option) => ({ value: option.code, label: option.text[language] }))}
      />
      {ground === undefined ? null : (
        <div className="meta t2 row gap8 wrap"><span>{ground.provision[language]}</span><Tag tone="outline">{t(`words:rank.${ground.rank}`)}</Tag></div>
      )}
    </div>
  )
}
