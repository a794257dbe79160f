// What a check found: whether it holds and who signed it, and what it says it holds; or the one thing that is wrong with it.
import type { JSX, ReactNode } from 'react'
import type { BundleEvidence, CertificateEvidence, EvidenceView, PackageEvidence, ReportEvidence } from '../../../src-shared/contract/evidence'
import { DELETION_GROUND_WORDS } from '../../../src-shared/domain/deletion-grounds'
import type { EvidenceOutcome } from '../../../src-shared/domain/evidence'
import { openWord } from '../../components/words'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

const isUnknown = (outcome: EvidenceOutcome): boolean => outcome === 'unknown-signer' || outcome === 'other-signer'

export function EvidenceResult({ found }: { readonly found: EvidenceView }): JSX.Element {
  const { t } = useText()
  const { outcome, file } = found
  const tone = outcome === 'valid' ? 'note-success' : isUnknown(outcome) ? 'note-warning' : 'note-error'
  return (
    <>
      <div className={`note ${tone}`} role="status" data-testid="evidence-outcome">
        <Icon name={outcome === 'valid' ? 'shield' : 'alert'} size={14} />
        <div>
          <div className="medium">{t(`evidence:outcome.${outcome}`)}</div>
          <div>{file === undefined ? t(`evidence:next.${outcome === 'valid' ? 'valid' : isUnknown(outcome) ? 'unknown' : 'invalid'}`) : t('evidence:whichFile', { file })}</div>
        </div>
      </div>
      {found.package === undefined ? null : <PackageFacts of={found.package} />}
      {found.certificate === undefined ? null : <CertificateFacts of={found.certificate} />}
      {found.report === undefined ? null : <ReportFacts of={found.report} />}
      {found.bundle === undefined ? null : <BundleFacts of={found.bundle} />}
    </>
  )
}

function Facts({ rows }: { readonly rows: readonly (readonly [label: string, value: ReactNode])[] }): JSX.Element {
  return <dl className="facts check-facts">{rows.map(([label, value]) => [<dt key={`${label} t`}>{label}</dt>, <dd key={label} className="selectable">{value}</dd>])}</dl>
}

function PackageFacts({ of }: { readonly of: PackageEvidence }): JSX.Element {
  const { t, format, language } = useText()
  const { released } = of
  const taken = released?.redactions.map(({ reason, count }) => t('packages:redact.reasonCount', { reason: t(`packages:redact.reason.${reason}`), count })).join(t('app:comma'))
  return (
    <>
      <Facts rows={[
        [t('evidence:fact.signer'), of.signer], [t('evidence:fact.case'), of.caseNo], [t('evidence:fact.madeAt'), format.dateTime(of.madeAt)], [t('evidence:fact.dataAsOf'), format.dateTime(of.dataAsOf)],
        [t('evidence:fact.rulesPack'), of.rulesPack], [t('evidence:fact.packageId'), <span key="id" className="mono">{of.packageId}</span>],
        ...(released === undefined ? [] : [[t('evidence:fact.redactions'), taken === undefined || taken === '' ? t('evidence:nothing') : taken] as const, [t('evidence:fact.attached'), t('evidence:attached', { there: released.attached, missing: released.missingFiles })] as const]),
      ]} />
      <h3 className="label-line">{t('packages:coverage')}</h3>
      <div className="card">
        <table className="table">
          <thead><tr><th scope="col">{t('evidence:column.category')}</th><th scope="col" className="number">{t('evidence:column.held')}</th><th scope="col" className="number">{t('evidence:column.included')}</th></tr></thead>
          <tbody>
            {of.coverage.map((line) => (
              <tr key={`${line.category} ${line.system}`}>
                <td>
                  <div>{t(`words:category.${line.category}`)}<span className="t3"> · {openWord(t, 'system', line.system)}</span></div>
                  {line.withheld === undefined ? null : <div className="meta is-warning">{line.withheld[language]}</div>}
                </td>
                <td className="number">{format.number(line.heldRows)}</td><td className={line.includedRows < line.heldRows ? 'number is-warning' : 'number'}>{format.number(line.includedRows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3 className="label-line">{t('evidence:files', { count: of.files.length })}</h3>
      <div className="card check-files">
        <table className="table">
          <thead><tr><th scope="col">{t('packages:file')}</th><th scope="col" className="number">{t('person:rows')}</th><th scope="col" className="number">{t('packages:size')}</th><th scope="col">{t('packages:sha256')}</th></tr></thead>
          <tbody>
            {of.files.map((file) => (
              <tr key={file.name}><td>{file.name}</td><td className="number">{file.rows === undefined ? '--' : format.number(file.rows)}</td><td className="number nowrap t2">{format.bytes(file.sizeBytes)}</td><td className="mono t3" title={file.sha256}>{file.sha256.slice(0, 16)}…</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function CertificateFacts({ of }: { readonly of: CertificateEvidence }): JSX.Element {
  const { t, format, language } = useText()
  const { deletionGround: why } = of
  return (
    <Facts rows={[
      ...(why === undefined ? [] : [[t('evidence:fact.deletionGround'), `${DELETION_GROUND_WORDS[why.code][language]}${why.provision === undefined ? '' : ` · ${why.provision[language]}`}`] as const]),
      [t('evidence:fact.origin'), of.signer], [t('evidence:fact.case'), of.caseNo], [t('evidence:fact.completedAt'), format.dateTime(of.completedAt)], [t('evidence:fact.erased'), format.number(of.rows)],
      [t('evidence:fact.kept'), format.number(of.kept)], [t('evidence:fact.onHold'), format.number(of.onHold)],
      [t('evidence:fact.devices'), of.withoutReceipt === 0 ? format.number(of.devices) : t('evidence:devices', { count: of.devices, without: of.withoutReceipt })],
      [t('evidence:fact.erasureId'), <span key="id" className="mono">{of.erasureId}</span>], [t('evidence:fact.planHash'), <span key="hash" className="mono">{of.planHash}</span>],
    ]} />
  )
}

/** Of a batch of rows whose keeping was over. */
function ReportFacts({ of }: { readonly of: ReportEvidence }): JSX.Element {
  const { t, format } = useText()
  return (
    <>
      <Facts rows={[
        [t('evidence:fact.origin'), of.signer], [t('evidence:fact.agreed'), of.agreed.join(t('app:listComma'))], [t('evidence:fact.batchDone'), format.dateTime(of.doneAt)],
        ...(of.ending === undefined ? [] : [[t('evidence:fact.product'), t(`words:product.${of.ending.product}`)], [t('evidence:fact.unbound'), format.number(of.ending.peopleDone)], [t('evidence:fact.apart'), format.number(of.ending.apart)]] as const),
        [t('evidence:fact.batchId'), <span key="id" className="mono">{of.batchId}</span>], [t('evidence:fact.planHash'), <span key="hash" className="mono">{of.planHash}</span>],
      ]} />
      <div className="card">
        <table className="table">
          <thead><tr><th scope="col">{t('evidence:column.category')}</th><th scope="col">{t('evidence:column.handling')}</th><th scope="col" className="number">{t('evidence:column.planned')}</th><th scope="col" className="number">{t('evidence:column.done')}</th><th scope="col" className="number">{t('evidence:fact.onHold')}</th></tr></thead>
          <tbody>{of.lines.map((line) => <tr key={line.category}><td>{t(`words:category.${line.category}`)}</td><td>{t(`erasure:action.${line.then}`)}</td><td className="number">{format.number(line.planned)}</td><td className="number">{format.number(line.done)}</td><td className="number">{format.number(line.held)}</td></tr>)}</tbody>
        </table>
      </div>
    </>
  )
}

/** Of a period, for an audit. */
function BundleFacts({ of }: { readonly of: BundleEvidence }): JSX.Element {
  const { t, format } = useText()
  const { counts, missingPacks, period } = of
  const number = (name: keyof BundleEvidence['counts']): string => format.number(counts[name])
  return (
    <Facts rows={[
      [t('evidence:fact.origin'), of.signer], [t('evidence:fact.period'), `${period.from} – ${period.to}`], [t('evidence:fact.asOf'), format.dateTime(of.asOf)],
      [t('evidence:fact.requests'), t('evidence:fact.requestsOf', { requests: number('requests'), received: number('received'), decided: number('decided'), closed: number('closed'), open: number('open') })],
      [t('evidence:fact.certificates'), number('certificates')], [t('evidence:fact.batches'), number('batches')],
      [t('evidence:fact.trail'), t('evidence:fact.trailOf', { witnesses: number('witnesses'), devices: number('devices') })],
      [t('evidence:fact.packs'), missingPacks.length === 0 ? number('packs') : t('evidence:fact.missingPacks', { packs: number('packs'), missing: missingPacks.join(t('app:listComma')) })],
      [t('evidence:fact.policies'), number('policies')], [t('evidence:fact.caseMonths'), t('evidence:fact.months', { months: format.number(of.caseMonths) })],
      [t('evidence:fact.askedBy'), of.askedBy], [t('evidence:fact.bundleId'), <span key="id" className="mono">{of.bundleId}</span>],
    ]} />
  )
}
