// Writes a decision: outcome, ground where one is needed, the text the person will read; sent with one key that moves on.
import { Select } from 'antd'
import { useId, type JSX } from 'react'
import type { GroundView, RequestView } from '../../../src-shared/contract/request'
import { UNIDENTIFIED_GROUND } from '../../../src-shared/domain/rules'
import type { Outcome } from '../../../src-shared/domain/vocabulary'
import type { DraftOf } from '../../../src-shared/contract/draft'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { LateReasonField } from '../../components/late-reason'
import { Tag } from '../../components/tag'
import { useAct, useAsk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import type { FormDraft } from '../../use-draft'

export interface DecisionFormProps {
  readonly request: RequestView
  readonly draft: FormDraft<'decide'>
  readonly onNext: () => void
}

const needsGround = (outcome: Outcome): boolean => outcome !== 'granted'

export function DecisionForm({ request, draft, onNext }: DecisionFormProps): JSX.Element | null {
  const { t } = useText()
  const decide = useAct('request.decide')
  const { body } = draft
  const { lateReasons } = request.clock
  // Of a pack that is no longer in force, it says nothing.
  const lateReason = lateReasons?.find((one) => one.code === body?.lateReason)?.code
  const missing = body === undefined ? 'text' : (missingOf(body) ?? (lateReasons !== undefined && lateReason === undefined ? 'late' : undefined))
  const isBlocked = missing !== undefined || draft.isOutdated || decide.isPending
  const submit = (): void => {
    if (isBlocked || body === undefined) return
    const ground = needsGround(body.outcome) ? body.ground : undefined
    // The version that it answers, not the one on the screen: what changed in this very moment is noticed too.
    decide.mutate({ requestId: request.row.id, version: draft.base, outcome: body.outcome, ground, ...(lateReason === undefined ? {} : { lateReason }), text: body.text }, {
      onSuccess: () => {
        draft.end()
        onNext()
      },
    })
  }
  useKeys({ 'Ctrl+Enter': submit })
  if (body === undefined) return null
  return (
    <div className="decision-form">
      <DraftFields request={request} draft={body} onChange={draft.change} />
      <DraftLine draft={draft} discard="foot" />
      <ChangedLine draft={draft} request={request} />
      {decide.error === null ? null : <ErrorNote error={decide.error.error} />}
      <OfflineLine />
      <div className="row gap8">
        <Button kind="quiet" onClick={draft.discard}>{t(draft.savedAt === undefined ? 'app:cancel' : 'request:draft.discard')}</Button>
        <span className="grow meta t3 right">{missing !== undefined ? (missing === 'late' ? t('clock:late.missing') : t(`request:missing.${missing}`)) : draft.isOutdated ? t('request:changed.first') : null}</span>
        <Button kind="primary" disabled={isBlocked} onClick={submit} shortcut="Ctrl ↵">{t('request:submitNext')}</Button>
      </div>
    </div>
  )
}

function missingOf(draft: DraftOf<'decide'>): 'ground' | 'text' | undefined {
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
  readonly draft: DraftOf<'decide'>
  readonly onChange: (draft: DraftOf<'decide'>) => void
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
      <LateReasonField reasons={request.clock.lateReasons} value={draft.lateReason} onChange={(lateReason) => onChange({ ...draft, lateReason })} />
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
