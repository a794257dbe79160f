// The certificate in small, with what is planned and done, who proposed and approved, and the act that saves it.
import type { JSX } from 'react'
import type { ErasureView } from '../../../src-shared/contract/erasure'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'
import { ACTIONS, systemsOf, totalsOf } from './plan-part'
import { CertificateState } from './residue-part'

export function CertificatePart({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t, format } = useText()
  const { toast } = useDesk()
  const openFolder = useOpenFolder()
  const save = useAct('erasure.saveCertificate')
  const { certificate, erasureId } = erasure
  const act = (): void => {
    if (erasureId === undefined) return
    save.mutate({ erasureId }, { onSuccess: ({ fileName, pdfName }) => toast.getState().show(pdfName === undefined ? t('erasure:savedUnprinted', { fileName }) : t('erasure:savedToast', { fileName, pdfName })) })
  }
  return (
    <aside className="run-certificate scroll" tabIndex={0} aria-label={t('erasure:certificate')}>
      <div className="row between column-head">
        <h2 className="section-title">{t('erasure:certificate')}</h2>
        <CertificateState erasure={erasure} />
      </div>
      <CertificatePage erasure={erasure} />
      {certificate === undefined ? null : <p className="meta t3 certificate-note">{t('erasure:signedAt', { time: format.dateTime(certificate.signedAt) })}</p>}
      <div className="row gap8 certificate-note">
        <Button icon="download" stretch="yes" disabled={certificate === undefined || save.isPending} onClick={act}>{t('erasure:save')}</Button>
        <Button disabled={certificate === undefined} onClick={openFolder}>{t('packages:openFolder')}</Button>
      </div>
      {save.error === null ? null : <ErrorNote error={save.error.error} />}
      <p className="meta t2 certificate-note">{t('erasure:certificateText')}</p>
    </aside>
  )
}

function CertificatePage({ erasure }: { readonly erasure: ErasureView }): JSX.Element {
  const { t, format, language } = useText()
  const totals = totalsOf(erasure.lines)
  const receipts = erasure.devices.filter((device) => device.receivedAt !== undefined).length
  const isDone = erasure.executedAt !== undefined
  return (
    <div className="certificate-page meta">
      <div className="row between t2"><span>{t('app:companyShort')}</span><span>C-{erasure.caseNo}</span></div>
      <p className="certificate-title">{t('erasure:certificateTitle')}</p>
      <table className="certificate-table">
        <thead><tr><th>{t('erasure:handling')}</th><th className="right">{t('erasure:planned')}</th><th className="right">{t('erasure:done')}</th></tr></thead>
        <tbody>
          {ACTIONS.filter((action) => totals[action] > 0).map((action) => (
            <tr key={action}><td>{t(`erasure:action.${action}`)}</td><td className="right">{format.number(totals[action])}</td><td className="right">{isDone ? format.number(totals[action]) : '--'}</td></tr>
          ))}
        </tbody>
      </table>
      <dl className="facts certificate-facts">
        {erasure.deletionGround === undefined ? null : <><dt>{t('erasure:deletionGroundWord')}</dt><dd>{erasure.deletionGround.name[language]}</dd></>}
        <dt>{t('erasure:systemsWord')}</dt><dd>{t('erasure:systemCount', { count: systemsOf(erasure.lines) })}</dd>
        <dt>{t('erasure:devicesWord')}</dt><dd>{t('erasure:deviceCount', { count: erasure.devices.length, receipts })}</dd>
        <dt>{t('erasure:approvedWord')}</dt><dd>{[erasure.proposedBy?.name, erasure.approvedBy?.name].filter((name) => name !== undefined).join(t('app:listComma')) || '--'}</dd>
        <dt>{t('erasure:residueWord')}</dt><dd className={erasure.residue?.hits === 0 ? 'is-success' : 'is-warning'}>{erasure.residue === undefined ? t('erasure:certificateWaits') : t('erasure:hitCount', { count: erasure.residue.hits })}</dd>
      </dl>
      <p className="mono t3 hash">{erasure.planHash.slice(0, 32).match(/.{1,4}/g)?.join(' ')}</p>
    </div>
  )
}
