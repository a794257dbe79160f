// The answer to "what had I agreed to on that day?": purpose by purpose, which clause governed and why, what stopped, what is wrong.
import type { JSX } from 'react'
import type { ConsentAnswer, PurposeAnswer } from '../../../src-shared/contract/consent'
import { askWords, channelName, clauseName, findingWords, governingWords, stoppedWords, summaryOf } from '../../components/answer-words'
import { Button } from '../../components/button'
import { Tag, type Tone } from '../../components/tag'
import { Icon } from '../../icons/icon'
import { StateShape } from '../../icons/state-shape'
import { useText } from '../../text'

export interface ConsentAnswerProps {
  readonly answer: ConsentAnswer
  readonly isPrinting: boolean
  readonly onPrint: () => void
}

export function ConsentAnswerPart({ answer, isPrinting, onPrint }: ConsentAnswerProps): JSX.Element {
  const text = useText()
  const { t } = text
  return (
    <section className="consent-answer">
      <div className="row between column-head">
        <h2 className="section-title">{t('answer:title', { day: answer.asOf })}</h2>
        <Button size="small" icon="print" shortcut="print" title={t('answer:printing')} disabled={isPrinting} onClick={onPrint}>{t('answer:print')}</Button>
      </div>
      <p className="visually-hidden" role="status">{summaryOf(text, answer)}</p>
      <div className="card">
        <table className="table">
          <thead><tr><th>{t('person:purpose')}</th><th>{t('person:state')}</th><th>{t('person:by')}</th><th>{t('person:clause')}</th></tr></thead>
          <tbody>{answer.purposes.map((purpose) => <PurposeRow key={purpose.purpose} purpose={purpose} />)}</tbody>
        </table>
      </div>
      <p className="meta t3 answer-basis">{t('answer:basis', { channel: channelName(text, answer.channel), count: answer.events.until })}</p>
      <Findings answer={answer} />
      <Ask answer={answer} />
    </section>
  )
}

const SHAPES = { 'in-force': 'check', withdrawn: 'square', 'never-agreed': 'circle' } as const
const TONES = { 'in-force': 'is-success', withdrawn: 'is-error', 'never-agreed': 't3' } as const

function PurposeRow({ purpose }: { readonly purpose: PurposeAnswer }): JSX.Element {
  const text = useText()
  const { t, format } = text
  const { clause, governing, stopped, state, by, since } = purpose
  return (
    <>
      <tr className="answer-row">
        <td className="medium nowrap">{t(`words:purpose.${purpose.purpose}`)}</td>
        <td><span className={`row gap6 nowrap ${TONES[state]}`}><StateShape shape={SHAPES[state]} />{t(`person:purposeState.${state}`)}</span></td>
        <td className="nowrap">
          {by === undefined ? <span className="t3">--</span> : <>{t(`words:consentKind.${by}`)}{since === undefined ? null : <span className="t3 meta"> · {format.day(since)}</span>}</>}
        </td>
        <td className="t2">
          {clause === undefined ? <span className="t3">--</span> : (
            <span className="row gap6 wrap"><span>{clauseName(text, clause)}</span>{clause.prevails ? <Tag tone="primary">{t('person:prevails')}</Tag> : null}</span>
          )}
        </td>
      </tr>
      <tr className="answer-why">
        <td colSpan={4}>
          {stopped === undefined ? null : stoppedWords(text, stopped).map((line) => <p key={line}>{line}</p>)}
          {governing.map((view) => <p key={view.products.join()} className="t2">{governingWords(text, view, governing.length === 1 ? 'alone' : 'of-several')}</p>)}
        </td>
      </tr>
    </>
  )
}

const WEIGHT_TONES = { breach: 'error', doubt: 'warning', note: 'neutral' } as const satisfies Readonly<Record<string, Tone>>
const WEIGHT_ICONS = { breach: 'alert', doubt: 'info', note: 'note' } as const
/** What is wrong first, then what is doubtful; within each as it happened. */
const WEIGHT_ORDER = ['breach', 'doubt', 'note']

function Findings({ answer }: { readonly answer: ConsentAnswer }): JSX.Element {
  const text = useText()
  const { t } = text
  const ordered = answer.findings.toSorted((a, b) => WEIGHT_ORDER.indexOf(a.finding.weight) - WEIGHT_ORDER.indexOf(b.finding.weight))
  return (
    <>
      <div className="row between answer-head">
        <h3 className="label-line">{t('answer:findings')}</h3>
        {ordered.length === 0 ? null : <span className="meta t3">{t('answer:findingsCount', { count: ordered.length })}</span>}
      </div>
      {ordered.length === 0 ? <p className="row gap6 dense t2"><Icon name="check" size={14} />{t('answer:noFindings')}</p> : (
        <ul className="card">
          {ordered.map((view, place) => {
            const { where, what } = findingWords(text, view)
            // The list of one answer never changes, so the place is a true key.
            return (
              <li key={place} className="card-row row-top gap8 dense answer-finding">
                <Tag tone={WEIGHT_TONES[view.finding.weight]} icon={WEIGHT_ICONS[view.finding.weight]}>{t(`consent:weight.${view.finding.weight}`)}</Tag>
                <span className="grow">{what}<span className="meta t3 answer-where">{where}</span></span>
              </li>
            )
          })}
        </ul>
      )}
      {answer.logs === 'all' ? null : <p className="meta t3 answer-basis">{t(answer.logs === 'part' ? 'answer:logsPart' : 'answer:logsNone')}</p>}
    </>
  )
}

function Ask({ answer }: { readonly answer: ConsentAnswer }): JSX.Element | null {
  const text = useText()
  if (answer.ask.length === 0) return null
  return (
    <>
      <h3 className="label-line answer-head">{text.t('answer:ask')}</h3>
      <ul className="card">
        {answer.ask.map((one) => <li key={`${one.product ?? ''} ${one.version}`} className="card-row dense">{askWords(text, one)}</li>)}
      </ul>
    </>
  )
}
