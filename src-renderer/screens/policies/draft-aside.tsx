// What was read of a text: its clauses, what has no topic yet (to be said here), marks that cannot be read, and what differs from before.
import type { JSX } from 'react'
import type { DraftLanguage, PolicyDraftRequest, PolicyDraftView } from '../../../src-shared/contract/policy'
import { LANGUAGES, POLICY_TOPICS, type Language } from '../../../src-shared/domain/vocabulary'
import { EmptyState } from '../../components/empty-state'
import { Tag } from '../../components/tag'
import { useText } from '../../text'
import { DifferencePart } from './policy-difference'
import { entryErrorWords } from './policy-words'

type Mappings = PolicyDraftRequest['mappings']
export interface DraftAsideProps {
  readonly draft: PolicyDraftView | undefined
  readonly mappings: Mappings
  readonly onMap: (mappings: Mappings) => void
}

export function DraftAside({ draft, mappings, onMap }: DraftAsideProps): JSX.Element {
  const text = useText()
  const { t } = text
  if (draft === undefined) return <aside className="policy-aside"><EmptyState sentence={t('register:draft.empty')} /></aside>
  // A topic said of a section holds for the section of the same number in the other language too.
  const map = (key: string, mark: string): void => onMap(Object.fromEntries(LANGUAGES.map((language) => [language, { ...mappings[language], [key]: mark }])) as Mappings)
  return (
    <aside className="policy-aside scroll" tabIndex={0} aria-label={t('register:draft.title')}>
      <h2 className="section-title column-head">{t('register:draft.title')}</h2>
      {draft.entry === undefined ? null : <p className="note note-error" role="alert">{entryErrorWords(text, draft.entry)}</p>}
      {draft.join === undefined ? null : <p className="note note-warning">{t(`policy:joinError.${draft.join.kind}`, { ...draft.join })}</p>}
      {draft.tooLarge ? <p className="note note-error" role="alert">{t('register:form.tooLarge')}</p> : null}
      {LANGUAGES.map((language) => <LanguagePart key={language} language={language} part={draft.languages[language]} onMap={map} />)}
      {draft.difference === undefined ? null : <DifferencePart difference={draft.difference} />}
    </aside>
  )
}

const NAMES = { 'zh-CN': 'register:form.textZh', en: 'register:form.textEn' } as const

function LanguagePart({ language, part, onMap }: { readonly language: Language; readonly part: DraftLanguage; readonly onMap: (key: string, mark: string) => void }): JSX.Element {
  const { t } = useText()
  const { error, clauses, unknown, ignored, problems, missingTopics } = part
  return (
    <section className="policy-section">
      <h3 className="label-line">{t(NAMES[language])} · {t('register:draft.sections', { count: clauses.length })}</h3>
      {error === undefined ? null : <p className="note note-warning">{t(`policy:importError.${error.kind}`)}</p>}
      {problems.length === 0 ? null : <ul className="note note-error policy-gaps" aria-label={t('register:draft.problems')}>{problems.map((one) => <li key={`${String(one.line)} ${one.kind}`}>{t(`policy:draftProblem.${one.kind}`, { ...one })}</li>)}</ul>}
      <div className="row gap6 wrap">{clauses.map((clause) => <Tag key={`${clause.number} ${clause.topic}`} tone={clause.marked ? 'success' : 'neutral'}>{clause.number} {t(`policy:topic.${clause.topic}`)}</Tag>)}</div>
      {unknown.map((section) => (
        <label key={`${section.key} ${String(section.line)}`} className="policy-unknown dense">
          <span className="policy-text">{section.key} · {section.opening}</span>
          <select className="text-input" value="" aria-label={`${t('register:draft.chooseTopic')} ${section.key}`} onChange={(event) => onMap(section.key, event.target.value)}>
            <option value="" disabled>{t('register:draft.chooseTopic')}</option>
            {POLICY_TOPICS.map((topic) => <option key={topic} value={topic}>{t(`policy:topic.${topic}`)}</option>)}
            <option value="ignore">{t('register:draft.ignore')}</option>
          </select>
        </label>
      ))}
      {ignored.length === 0 ? null : <p className="meta t3">{t('register:draft.ignored', { count: ignored.length })}</p>}
      {missingTopics.length === 0 || error !== undefined ? null : <p className="meta t3">{t('register:draft.missing')}{': '}{missingTopics.map((topic) => t(`policy:topic.${topic}`)).join(t('answer:list'))}</p>}
    </section>
  )
}
