// The empty search box: whom this person opened last, to go back to with a key.
import { useCallback, useState, type JSX } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import { EmptyState } from '../../components/empty-state'
import { NewRequestDialog } from '../../components/new-request-dialog'
import { useAsk, useGo } from '../../desk-context'
import { useText } from '../../text'
import { SearchResultRow } from './search-result-row'
import { useSearchKeys } from './use-search-keys'

export function RecentPeople(): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const people = useAsk('search.recent', {}).data ?? []
  const [chosenId, choose] = useState<SubjectId>()
  const [newFor, setNewFor] = useState<SubjectId>()
  const open = useCallback((id: SubjectId) => go({ screen: 'person', subjectId: id }), [go])
  const at = people.findIndex(({ subjectId }) => subjectId === chosenId)
  // Nobody is chosen before the first arrow: Enter in an empty box opens nobody by accident.
  const step = (by: 1 | -1): void => choose(people[Math.max(0, Math.min(people.length - 1, at + by))]?.subjectId)
  useSearchKeys({ query: '', chosenId: people[at]?.subjectId, isAnswered: true }, { step, open, create: setNewFor })
  if (people.length === 0) return <div className="screen column"><EmptyState sentence={t('search:start')} /></div>
  return (
    <div className="search-screen">
      <section className="column grow search-list" aria-label={t('search:recent')}>
        <div className="toolbar search-head"><h1 className="section-title nowrap">{t('search:recent')}</h1><span className="t3">{t('search:start')}</span></div>
        <div className="grow scroll" role="listbox" aria-label={t('search:recent')} tabIndex={0}>
          {people.map((row) => <SearchResultRow key={row.subjectId} row={row} isChosen={row.subjectId === chosenId} onChoose={choose} onOpen={open} />)}
        </div>
        <div className="pane-foot meta t3">{t('search:recentWhy')}</div>
      </section>
      {newFor === undefined ? null : <NewRequestDialog subjectId={newFor} onClose={() => setNewFor(undefined)} />}
    </div>
  )
}
