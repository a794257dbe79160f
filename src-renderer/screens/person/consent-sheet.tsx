// The answer on paper, in both languages in one document: what the person had agreed to, and the records that say so.
import { useMemo, type JSX } from 'react'
import { toDay } from '../../../src-shared/base/clock'
import type { PrintedAnswer } from '../../../src-shared/contract/consent'
import type { ConsentView } from '../../../src-shared/contract/person'
import { LANGUAGES } from '../../../src-shared/contract/shell'
import { channelName, clauseName, findingWords, governingWords, stoppedWords, summaryOf } from '../../components/answer-words'
import { consentItems, policyName } from '../../components/consent-words'
import { createDeskText } from '../../desk-text'
import type { Text } from '../../text'

export interface ConsentSheetProps {
  readonly printed: PrintedAnswer
  readonly consents: readonly ConsentView[]
}

/** Only the printer sees it (theme/screens.css). */
export function ConsentSheet({ printed, consents }: ConsentSheetProps): JSX.Element {
  const texts = useMemo(() => LANGUAGES.map(createDeskText), [])
  const until = consents.filter((consent) => toDay(consent.at) <= printed.answer.asOf).toSorted((a, b) => a.at - b.at)
  return (
    <div className="print-sheet consent-sheet" aria-hidden="true">
      {texts.map((text) => <Half key={text.language} text={text} printed={printed} consents={until} />)}
    </div>
  )
}

function Half({ text, printed, consents }: ConsentSheetProps & { readonly text: Text }): JSX.Element {
  const { t, format } = text
  const { answer, by, at } = printed
  const asOf = answer.freshness.dataAsOf
  return (
    <section lang={text.language} className="sheet-half">
      <p>{t('answer:sheet.company')}</p>
      <h1>{t('answer:sheet.title')}</h1>
      <dl className="sheet-facts">
        <dt>{t('answer:sheet.person')}</dt><dd>{answer.maskedName}</dd>
        <dt>{t('answer:sheet.account')}</dt><dd>{answer.maskedAccountNo}</dd>
        <dt>{t('answer:sheet.day')}</dt><dd>{answer.asOf}</dd>
        <dt>{t('answer:sheet.channel')}</dt><dd>{channelName(text, answer.channel)}</dd>
      </dl>
      <p className="sheet-summary">{summaryOf(text, answer)}</p>
      <PurposesOnPaper text={text} printed={printed} />
      <h2>{t('answer:findings')}</h2>
      {answer.findings.length === 0 ? <p>{t('answer:noFindings')}</p> : (
        <ul>{answer.findings.map((view, place) => { const { where, what } = findingWords(text, view); return <li key={place}>{`${where} · ${what}`}</li> })}</ul>
      )}
      {answer.logs === 'all' ? null : <p>{t(answer.logs === 'part' ? 'answer:logsPart' : 'answer:logsNone')}</p>}
      <h2>{t('answer:sheet.acts')}</h2>
      <ActsOnPaper text={text} consents={consents} />
      <p className="sheet-foot">{t('answer:sheet.foot', { name: by.name, time: format.dateTime(at), pack: answer.rulesPack, asOf: asOf === undefined ? t('answer:sheet.unknown') : format.dateTime(asOf) })}</p>
    </section>
  )
}

function PurposesOnPaper({ text, printed: { answer } }: { readonly text: Text; readonly printed: PrintedAnswer }): JSX.Element {
  const { t, format } = text
  return (
    <table>
      <thead><tr><th>{t('answer:sheet.what')}</th><th>{t('answer:sheet.why')}</th></tr></thead>
      <tbody>
        {answer.purposes.map(({ purpose, state, by, since, clause, governing, stopped }) => (
          <tr key={purpose}>
            <td>
              <b>{t(`words:purpose.${purpose}`)}</b><br />
              {t(`person:purposeState.${state}`)}
              {by === undefined || since === undefined ? null : <> · {t('answer:since', { kind: t(`words:consentKind.${by}`), day: format.day(since) })}</>}
              {stopped === undefined ? null : stoppedWords(text, stopped).map((line) => <p key={line}>{line}</p>)}
            </td>
            <td>
              <b>{clause === undefined ? '--' : clauseName(text, clause)}</b>
              {governing.map((view) => <p key={view.products.join()}>{governingWords(text, view, governing.length === 1 ? 'alone' : 'of-several')}</p>)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ActsOnPaper({ text, consents }: { readonly text: Text; readonly consents: readonly ConsentView[] }): JSX.Element {
  const { t } = text
  const items = consentItems(text, consents)
  if (items.length === 0) return <p>{t('answer:sheet.none')}</p>
  return (
    <table>
      <thead><tr><th>{t('answer:sheet.time')}</th><th>{t('answer:sheet.act')}</th><th>{t('answer:sheet.where')}</th><th>{t('answer:sheet.hash')}</th></tr></thead>
      <tbody>
        {consents.map((consent, place) => (
          <tr key={consent.id}>
            <td className="nowrap">{items[place]?.time}</td>
            <td>{items[place]?.title}</td>
            <td>{[t(`words:channel.${consent.channel}`), policyName(text, consent.policy), ...(consent.evidence === undefined ? [] : [t('words:evidence', { evidence: consent.evidence })])].join(' · ')}</td>
            <td className="sheet-hash">{consent.wordingHash}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
