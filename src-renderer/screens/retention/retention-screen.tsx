// What falls due by the schedule of keeping, today and in the weeks to come, or the products that end; and the batches that two people agree to.
import { useState, type JSX } from 'react'
import { RETENTION_DAYS } from '../../../src-shared/contract/retention'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { Segments } from '../../components/field'
import { useAsk } from '../../desk-context'
import { useText } from '../../text'
import { BatchAside } from './batch-aside'
import { isOpen } from './batch-parts'
import { DueTable } from './due-table'
import { EndingsPart } from './endings-part'
import { WeeksTable } from './weeks-table'

type Days = (typeof RETENTION_DAYS)[number]
const PARTS = ['schedule', 'products'] as const
type Part = (typeof PARTS)[number]
/** A batch goes on while one looks, and colleagues agree elsewhere. */
const ASK_AGAIN_MS = 15_000

export function RetentionScreen(): JSX.Element {
  const { t } = useText()
  const [days, setDays] = useState<Days>(90)
  const [part, setPart] = useState<Part>('schedule')
  const query = useAsk('retention.open', { days }, { former: 'keep', everyMs: ASK_AGAIN_MS })
  const waiting = query.data?.endings.filter(isOpen).length ?? 0
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title nowrap">{t('retention:title')}</h1>
        <Segments
          label={t('retention:part.label')}
          value={part}
          options={PARTS.map((value) => ({ value, label: value === 'products' && waiting > 0 ? `${t('retention:part.products')} ${String(waiting)}` : t(`retention:part.${value}`) }))}
          onChange={setPart}
        />
        {part === 'products' ? null : <Segments
          label={t('retention:range')}
          value={String(days)}
          options={RETENTION_DAYS.map((one) => ({ value: String(one), label: t('retention:days', { count: one }) }))}
          onChange={(value) => setDays(RETENTION_DAYS.find((one) => String(one) === value) ?? days)}
        />}
        <span className="grow" />
        {query.data === undefined ? null : <span className="meta t3 nowrap">{t('retention:asOf', { day: query.data.asOf })}</span>}
        <Button icon="refresh" disabled={query.isFetching} onClick={() => void query.refetch()}>{t('fleet:refresh')}</Button>
      </div>
      <Answered query={query} rowHeight={40}>
        {(view) => part === 'products' ? <EndingsPart view={view} /> : (
          <div className="erasure-columns register-columns">
            <section className="register-body scroll" tabIndex={0} aria-label={t('retention:title')}>
              <DueTable view={view} />
              <WeeksTable view={view} />
            </section>
            <BatchAside view={view} />
          </div>
        )}
      </Answered>
    </div>
  )
}
