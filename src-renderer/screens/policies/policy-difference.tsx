// What differs between two versions, topic by topic, and for which purposes people must be asked again.
import type { JSX } from 'react'
import type { PolicyDifference } from '../../../src-shared/contract/policy'
import type { TopicChange } from '../../../src-shared/domain/policy-difference'
import { Tag } from '../../components/tag'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

export function DifferencePart({ difference }: { readonly difference: PolicyDifference }): JSX.Element {
  const { t } = useText()
  const { before, changes, askAgain } = difference
  const names = askAgain === 'unknown' ? '' : askAgain.map((purpose) => t(`words:purpose.${purpose}`)).join(t('answer:list'))
  const sentence = askAgain === 'unknown' ? t('register:askUnknown') : askAgain.length > 0 ? t('register:askAgain', { purposes: names }) : t('register:askNobody')
  return (
    <section className="policy-section">
      <h2 className="section-title column-head">{t('register:difference', { version: before.version })}</h2>
      <p className={`note ${askAgain.length > 0 ? 'note-warning' : 'note-neutral'}`}><Icon name={askAgain.length > 0 ? 'alert' : 'info'} size={14} />{sentence}</p>
      {changes.length === 0 ? <p className="dense t2">{t('register:noDifference', { version: before.version })}</p> : changes.map((change) => <Change key={change.topic} change={change} />)}
    </section>
  )
}

function Change({ change }: { readonly change: TopicChange }): JSX.Element {
  const { t, language } = useText()
  const side = (clauses: TopicChange['before']): string => clauses.map((clause) => clause.text[language]).join('\n')
  return (
    <article className="card policy-clause">
      <div className="row gap8 wrap">
        <Tag>{t(`policy:topic.${change.topic}`)}</Tag>
        <Tag tone={change.change === 'purpose-changed' ? 'warning' : 'outline'}>{t(`policy:change.${change.change}`)}</Tag>
        {change.processing?.map((one) => <span key={one.purpose} className="meta t2">{t(`policy:processingChange.${one.change}`)}{t('answer:forPurposes', { purposes: t(`words:purpose.${one.purpose}`) })}</span>)}
      </div>
      <div className="policy-sides">
        <div><h3 className="meta t3">{t('register:before')}</h3><p className="policy-text selectable">{side(change.before) || '--'}</p></div>
        <div><h3 className="meta t3">{t('register:after')}</h3><p className="policy-text selectable">{side(change.after) || '--'}</p></div>
      </div>
    </article>
  )
}
