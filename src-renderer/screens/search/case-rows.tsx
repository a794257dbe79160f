// Cases whose number was typed: above the people, since a number names one case and digits may stand in many mobiles.
import type { JSX } from 'react'
import { CASE_NUMBER } from '../../../src-shared/contract/search'
import type { RequestRow } from '../../../src-shared/contract/views'
import { ClockSentence } from '../../components/clock'
import { RequestStateWord } from '../../components/request-state'
import { useInSight } from '../../components/use-in-sight'
import { caseName } from '../../components/words'
import { useAsk, useMe } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

export interface FoundCases {
  readonly rows: readonly RequestRow[]
  /** They are those of the query, or nothing was asked. */
  readonly isAnswered: boolean
}

export function useCases(query: string): FoundCases {
  const caseNo = query.trim()
  const mayLook = useMe().permissions.includes('read-queue')
  const isAsked = mayLook && CASE_NUMBER.test(caseNo)
  // Of anything else that was typed nothing is asked: the request stands for none.
  const { data = [], isPending, isPlaceholderData } = useAsk('search.cases', { caseNo: isAsked ? caseNo : '00-0' }, { enabled: isAsked, former: 'keep' })
  return isAsked ? { rows: data, isAnswered: !isPending && !isPlaceholderData } : { rows: [], isAnswered: true }
}

interface CaseRowsProps {
  readonly cases: readonly RequestRow[]
  readonly chosen: RequestRow | undefined
  readonly onChoose: (row: RequestRow) => void
  readonly onOpen: (row: RequestRow) => void
}

export function CaseRows({ cases, ...acts }: CaseRowsProps): JSX.Element | null {
  const { t, format } = useText()
  if (cases.length === 0) return null
  return (
    <div role="group" aria-label={t('search:cases')}>
      <div className="group-head meta t3" role="presentation">
        <span className="medium t2">{t('search:cases')}</span>
        <span>{format.number(cases.length)}</span>
      </div>
      {cases.map((row) => <CaseRow key={row.id} row={row} isChosen={row.id === acts.chosen?.id} {...acts} />)}
    </div>
  )
}

function CaseRow({ row, isChosen, onChoose, onOpen }: Omit<CaseRowsProps, 'cases'> & { readonly row: RequestRow; readonly isChosen: boolean }): JSX.Element {
  const { t } = useText()
  const element = useInSight<HTMLDivElement>(isChosen)
  return (
    <div ref={element} role="option" aria-selected={isChosen} className={isChosen ? 'result-row result-row-on' : 'result-row'} onClick={() => onChoose(row)} onDoubleClick={() => onOpen(row)}>
      <span className="avatar avatar-neutral avatar-24" aria-hidden="true"><Icon name="filetext" size={14} /></span>
      <span className="medium ellipsis">{row.maskedName}</span>
      <span className="t2 ellipsis">{caseName(t, row.caseNo)}</span>
      <span className="meta t2 ellipsis">{t(`words:right.${row.right}`)}</span>
      <span className="row gap8"><RequestStateWord state={row.state} /><span className="meta t2"><ClockSentence clock={row.clock} form="row" /></span></span>
    </div>
  )
}
