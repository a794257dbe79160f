// Writes a decision: outcome as a whole or item by item, ground where one is needed, and the very letter that the choices make, to be
// sent or rewritten; sent with one key that moves on.
import type { JSX } from 'react'
import type { RequestView } from '../../../src-shared/contract/request'
import type { Outcome } from '../../../src-shared/domain/vocabulary'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Field, Segments } from '../../components/field'
import { ChangedLine, DraftLine } from '../../components/draft-line'
import { FirstLanguage } from '../../components/first-language'
import { LateReasonField } from '../../components/late-reason'
import { useAct, useAsk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import type { FormDraft } from '../../use-draft'
import { AnswerForm, LawyerField, TransferConditions } from './decision-checks'
import { asksConditions, decisionOf, fittingDraft, isByItem, missingOf, needsGround, needsLawyer, withItems, type DecideDraft } from './decision-draft'
import { DecisionItems } from './decision-items'
import { FieldEvidenceLines } from './field-evidence'
import { GroundField } from './ground-field'
import { ReplacedIdentifiers } from './replaced-identifiers'

export interface DecisionFormProps {
  readonly request: RequestView
  readonly draft: FormDraft<'decide'>
  readonly onNext: () => void
}

export function DecisionForm({ request, draft, onNext }: DecisionFormProps): JSX.Element | null {
  const { t } = useText()
  const decide = useAct('request.decide')
  const body = draft.body && fittingDraft(request, draft.body)
  const letter = useLetter(request, body)
  const { lateReasons } = request.clock
  // Of a pack that is no longer in force, it says nothing.
  const lateReason = lateReasons?.find((one) => one.code === body?.lateReason)?.code
  const missing = body === undefined ? 'text' : (missingOf(request, body, letter.text) ?? (lateReasons !== undefined && lateReason === undefined ? 'late' : undefined))
  const isBlocked = missing !== undefined || draft.isOutdated || decide.isPending || letter.isComing
  const submit = (): void => {
    if (isBlocked || body === undefined) return
    // The version that it answers, not the one on the screen: what changed in this very moment is noticed too.
    decide.mutate({ ...decisionOf(request, body, letter.text), ...(lateReason === undefined ? {} : { lateReason }), version: draft.base }, {
      onAccepted: draft.end,
      onSuccess: onNext,
    })
  }
  useKeys({ submit })
  if (body === undefined) return null
  return (
    <div className="decision-form">
      <DraftFields request={request} draft={body} letter={letter.text} onChange={draft.change} />
      <DraftLine draft={draft} discard="foot" />
      <ChangedLine draft={draft} request={request} />
      {decide.error === null ? null : <ErrorNote error={decide.error.error} />}
      <OfflineLine />
      <div className="row gap8">
        <Button kind="quiet" onClick={draft.discard}>{t(draft.savedAt === undefined ? 'app:cancel' : 'request:draft.discard')}</Button>
        <span className="grow meta t3 right">{missing !== undefined ? (missing === 'late' ? t('clock:late.missing') : t(`request:missing.${missing}`)) : draft.isOutdated ? t('request:changed.first') : null}</span>
        <Button kind="primary" disabled={isBlocked} onClick={submit} shortcut="submit">{t('request:submitNext')}</Button>
      </div>
    </div>
  )
}

interface Letter {
  readonly text: string
  /** The one for the choices of now is on its way: what is seen is not sent before it is here. */
  readonly isComing: boolean
}

/** The letter follows the choices until somebody writes in it; then it is theirs. */
function useLetter(request: RequestView, draft: DecideDraft | undefined): Letter {
  const follows = draft?.follows === true
  const { outcome = 'refused', ground, items, first } = draft ?? {}
  const choice = { requestId: request.row.id, outcome, ...(items === undefined && ground !== undefined ? { ground } : {}), ...(items === undefined ? {} : { items }), ...(first === undefined ? {} : { first }) }
  const query = useAsk('request.letter', choice, { enabled: follows, former: 'keep' })
  if (!follows) return { text: draft?.text ?? '', isComing: false }
  return { text: query.data?.text ?? draft.text, isComing: query.data === undefined || query.isPlaceholderData }
}

function OfflineLine(): JSX.Element | null {
  const { t } = useText()
  const sync = useAsk('sync.status', {}, { former: 'keep' }).data
  if (sync?.connection !== 'offline') return null
  return <p className="reason-line is-warning"><Icon name="cloudoff" size={14} /><span>{t('request:offline')}</span></p>
}

interface DraftFieldsProps {
  readonly request: RequestView
  readonly draft: DecideDraft
  readonly letter: string
  readonly onChange: (draft: DecideDraft) => void
}

function DraftFields({ request, draft, letter, onChange }: DraftFieldsProps): JSX.Element {
  const { t } = useText()
  const chooseOutcome = (outcome: Outcome): void => onChange({ ...draft, outcome })
  return (
    <>
      {isByItem(request) && draft.items !== undefined
        ? <DecisionItems request={request} items={draft.items} onChange={(items) => onChange(withItems(draft, items))} />
        : (
          <Segments
            label={t('request:outcome')}
            value={draft.outcome}
            options={request.outcomes.map((value) => ({ value, label: t(`words:outcome.${value}`) }))}
            onChange={chooseOutcome}
          />
        )}
      <ReplacedIdentifiers request={request} draft={draft} onChange={onChange} />
      <FieldEvidenceLines request={request} draft={draft} onChange={onChange} />
      <Restraint request={request} />
      {asksConditions(request) ? <TransferConditions draft={draft} onChange={onChange} /> : null}
      {draft.items === undefined && needsGround(draft.outcome) ? <GroundField label={t('request:ground')} grounds={request.grounds} value={draft.ground} onChange={(ground) => onChange({ ...draft, ground })} /> : null}
      {needsLawyer(request, draft) ? <LawyerField draft={draft} onChange={onChange} /> : null}
      <LateReasonField reasons={request.clock.lateReasons} value={draft.lateReason} onChange={(lateReason) => onChange({ ...draft, lateReason })} />
      <AnswerForm request={request} draft={draft} onChange={onChange} />
      <LetterField request={request} draft={draft} letter={letter} onChange={onChange} />
    </>
  )
}

/** Why only some outcomes can be chosen. */
function Restraint({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t } = useText()
  if (request.isUnidentified) return <p className="meta t3">{t('request:unidentified')}</p>
  return request.acts['propose-erasure'] === 'possible' ? <p className="meta t3">{t('request:deleteByPlan')}</p> : null
}

function LetterField({ request, draft, letter, onChange }: DraftFieldsProps): JSX.Element {
  const { t } = useText()
  const isOwn = draft.follows !== true
  const hint = (
    <span className="row gap8">
      <span>{t('request:letterHint')} · {t(isOwn ? 'request:letterOwn' : 'request:letterFollows')}</span>
      {isOwn ? <button type="button" className="link" onClick={() => onChange({ ...draft, follows: true })}>{t('request:rewrite')}</button> : null}
    </span>
  )
  const write = (text: string): void => {
    const { follows: _, ...own } = draft
    onChange({ ...own, text })
  }
  return (
    <>
      {isOwn ? null : <FirstLanguage value={draft.first ?? request.letterLanguage} onChange={(first) => onChange({ ...draft, first })} />}
      <Field label={t('request:letter')} hint={hint}>
        {(ids) => <textarea {...ids} className="text-input" rows={7} maxLength={8000} value={letter} onChange={(event) => write(event.target.value)} />}
      </Field>
    </>
  )
}
