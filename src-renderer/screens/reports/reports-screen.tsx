// Reports: a span of days, what came and what became of it in that time, and the same as a file; and the signed bundle of it for an audit.
import { useState, type JSX } from 'react'
import { Select } from 'antd'
import { isPeriod, type Period } from '../../../src-shared/domain/desk-report'
import { Answered } from '../../components/answered'
import { Button } from '../../components/button'
import { DayField } from '../../components/day-field'
import { ErrorNote } from '../../components/error-state'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAct, useAsk, useDesk, useGo, useToday } from '../../desk-context'
import { useText } from '../../text'
import { BundlePart } from './bundle-part'
import { periodOf, PRESETS, type Preset } from './report-period'
import { ReportFigures, ReportParts } from './report-parts'

/** `isBundling`: the bundle was asked for, here or in the palette; the span that was chosen stays. */
export function ReportsScreen({ isBundling }: { readonly isBundling: boolean }): JSX.Element {
  const { t, language } = useText()
  const today = useToday()
  const [preset, setPreset] = useState<Preset | 'custom'>('this-quarter')
  const [chosen, setChosen] = useState<Period>(periodOf('this-quarter', today))
  const period = preset === 'custom' ? chosen : periodOf(preset, today)
  const isGood = isPeriod(period)
  const query = useAsk('report.read', period, { enabled: isGood, former: 'keep' })
  const { toast } = useDesk()
  const openFolder = useOpenFolder()
  const save = useAct('report.save')
  const bundle = useAsk('bundle.job', {}).data
  const go = useGo()
  const setBundling = (next: boolean): void => go({ screen: 'reports', ...(next ? { bundle: true } : {}) })
  const saveAs = (form: 'csv' | 'pdf'): void => save.mutate({ period, form, language }, { onSuccess: ({ fileName }) => toast.getState().show(t('report:saved', { fileName })) })
  const choose = (next: Preset | 'custom'): void => {
    // What was looked at is what one begins to change.
    if (next === 'custom') setChosen(period)
    setPreset(next)
  }
  return (
    <div className="screen column">
      <div className="object-head">
        <h1 className="section-title nowrap">{t('report:title')}</h1>
        <Select className="report-preset" aria-label={t('report:period')} value={preset} onChange={choose} options={[...PRESETS, 'custom' as const].map((value) => ({ value, label: t(`report:preset.${value}`) }))} />
        <span className="grow" />
        <Button icon="download" disabled={!isGood || save.isPending} onClick={() => saveAs('csv')}>{t('report:saveCsv')}</Button>
        <Button icon="print" disabled={!isGood || save.isPending} onClick={() => saveAs('pdf')}>{t('report:savePdf')}</Button>
        <Button icon="shield" aria-expanded={isBundling || bundle?.state === 'running'} disabled={!isGood} onClick={() => setBundling(!isBundling)}>{t('report:bundle.open')}</Button>
        <Button kind="quiet" onClick={openFolder}>{t('packages:openFolder')}</Button>
      </div>
      <div className="audit-body scroll grow" tabIndex={0} role="region" aria-label={t('report:title')}>
        {preset === 'custom' ? (
          <div className="row gap8 report-days">
            <DayField label={t('report:from')} value={chosen.from} onChange={(from) => setChosen({ ...chosen, from })} />
            <DayField label={t('report:to')} value={chosen.to} onChange={(to) => setChosen({ ...chosen, to })} />
          </div>
        ) : null}
        {save.error === null ? null : <ErrorNote error={save.error.error} />}
        {isGood && (isBundling || bundle?.state === 'running') ? <BundlePart period={period} job={bundle} isAsked={isBundling} onClose={() => setBundling(false)} /> : null}
        {isGood ? (
          <Answered query={query} rowHeight={37} rows={8}>
            {(report) => (
              <>
                <p className="dense t2">{t('report:about', { from: report.period.from, to: report.period.to })}</p>
                <ReportFigures report={report} />
                <ReportParts report={report} />
              </>
            )}
          </Answered>
        ) : <p className="field-error" role="alert">{t('report:wrongDays')}</p>}
      </div>
    </div>
  )
}
