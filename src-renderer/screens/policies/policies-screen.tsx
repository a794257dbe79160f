// The register of policies: its versions by line, one of them beside the list, or a new one that is being entered.
import { useState, type JSX } from 'react'
import type { PolicyId } from '../../../src-shared/base/ids'
import type { PolicyList, PolicyRow } from '../../../src-shared/contract/policy'
import { Answered } from '../../components/answered'
import { IconButton } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { SetAsideEntries } from '../../components/set-aside'
import { Tag } from '../../components/tag'
import { useAsk, useGo, useMe } from '../../desk-context'
import { useKeys } from '../../keyboard/use-keys'
import { useText } from '../../text'
import { PolicyImport } from './policy-import'
import { PolicyPage } from './policy-page'
import { daysOf, gapWords, lineName, standOf } from './policy-words'

export function PoliciesScreen({ chosen }: { readonly chosen?: PolicyId | 'new' }): JSX.Element {
  const { t } = useText()
  const go = useGo()
  const mayPropose = useMe().permissions.includes('propose-policy')
  const list = useAsk('policy.list', {}, { former: 'keep' })
  const rows = list.data?.rows ?? []
  // What waits for a second person comes first; chosen once, so that it stays on the screen when it was decided.
  const [first, setFirst] = useState<PolicyId>()
  const toBegin = (rows.find((row) => row.state === 'proposed') ?? rows[0])?.id
  if (first === undefined && toBegin !== undefined) setFirst(toBegin)
  const shown = chosen === 'new' ? undefined : (chosen ?? first)
  const open = (policyId: PolicyId | 'new'): void => go({ screen: 'policies', policyId })
  const move = (step: number): void => {
    const next = rows[rows.findIndex((row) => row.id === shown) + step]
    if (next !== undefined) open(next.id)
  }
  useKeys({ next: () => move(1), previous: () => move(-1), ...(mayPropose ? { newPolicy: () => open('new') } : {}) })
  return (
    <div className="sync-screen">
      <section className="sync-list policy-list column" aria-label={t('register:list')}>
        <div className="pane-head">
          <h1 className="section-title">{t('register:title')}</h1>
          <span className="grow" />
          {mayPropose ? <IconButton icon="plus" label={t('register:import')} onClick={() => open('new')} /> : null}
        </div>
        <Answered query={list} rowHeight={64}>{(value) => <Lines list={value} shown={shown} onOpen={open} />}</Answered>
      </section>
      {chosen === 'new' && mayPropose ? <PolicyImport rows={rows} onDone={open} /> : shown === undefined ? <EmptyState sentence={t('register:noGaps')} /> : <PolicyPage key={shown} policyId={shown} />}
    </div>
  )
}

interface LinesProps {
  readonly list: PolicyList
  readonly shown: PolicyId | undefined
  readonly onOpen: (policyId: PolicyId) => void
}

function Lines({ list, shown, onOpen }: LinesProps): JSX.Element {
  const text = useText()
  const lines = [...new Set(list.rows.map((row) => row.product))]
  return (
    <div className="grow scroll" tabIndex={0} role="region" aria-label={text.t('register:list')}>
      {lines.map((line) => (
        <section key={line ?? ''} className="policy-line">
          <h2 className="label-line">{lineName(text, line)}</h2>
          <div className="card">{list.rows.filter((row) => row.product === line).map((row) => <Version key={row.id} row={row} isShown={row.id === shown} onOpen={onOpen} />)}</div>
        </section>
      ))}
      <div className="policy-line"><SetAsideEntries forms={['policy', 'decline-policy']} /></div>
      <section className="policy-line">
        <h2 className="label-line">{text.t('register:gaps')}</h2>
        {list.gaps.length === 0 ? <p className="dense t2">{text.t('register:noGaps')}</p> : <ul className="card">{list.gaps.map((gap) => { const words = gapWords(text, gap); return <li key={words} className="card-row dense policy-text">{words}</li> })}</ul>}
      </section>
    </div>
  )
}

function Version({ row, isShown, onOpen }: { readonly row: PolicyRow; readonly isShown: boolean; readonly onOpen: (policyId: PolicyId) => void }): JSX.Element {
  const text = useText()
  const { tone, icon, words } = standOf(text, row)
  return (
    <button type="button" className="card-row policy-version" aria-current={isShown ? 'true' : undefined} onClick={() => onOpen(row.id)}>
      <span className="row gap8 between"><span className="medium">{text.t('register:versionIs', { version: row.version })}</span><Tag tone={tone} icon={icon}>{words}</Tag></span>
      <span className="meta t3">{daysOf(text, row)}</span>
    </button>
  )
}
