// A finished package: its file and checksum, what is in it, and the passphrase — read once, copied by hand or printed.
import { useEffect, useState, type JSX } from 'react'
import { createPortal } from 'react-dom'
import type { PackageJob } from '../../../src-shared/contract/package'
import { Button } from '../../components/button'
import { CodeBlocks } from '../../components/code-blocks'
import { CopyPackage } from '../../components/copy-package'
import { ErrorNote } from '../../components/error-state'
import { useOpenFolder } from '../../components/use-open-folder'
import { useAct } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

type Done = NonNullable<PackageJob['done']>

export interface DeliverPartProps {
  readonly done: Done
  readonly jobId: string
  readonly caseNo: string
}

export function DeliverPart({ done, jobId, caseNo }: DeliverPartProps): JSX.Element {
  const { t, format } = useText()
  const openFolder = useOpenFolder()
  return (
    <section className="package-make">
      <h2 className="page-title">{t('packages:done')}</h2>
      <p className="t2">{t('packages:doneText')}</p>
      <div className="card package-file">
        <Icon name="box" size={20} />
        <div className="grow">
          <div className="medium selectable ellipsis" data-testid="package-file">{done.fileName}</div>
          <div className="meta t3">{format.bytes(done.sizeBytes)} · {t('packages:cipherValue')}</div>
          <div className="mono t2 selectable hash">{t('packages:sha256')} {groups(done.sha256, 8)}</div>
        </div>
        <CopyPackage packageId={jobId} />
        <Button onClick={openFolder}>{t('packages:openFolder')}</Button>
      </div>
      <PassphraseCard jobId={jobId} caseNo={caseNo} fileName={done.fileName} />
      <h3 className="label-line">{t('packages:files', { count: done.files.length })}</h3>
      <div className="card">
        <table className="table">
          <thead><tr><th>{t('packages:file')}</th><th className="number">{t('person:rows')}</th><th className="number">{t('packages:size')}</th></tr></thead>
          <tbody>
            {done.files.map((file) => (
              <tr key={file.name}><td>{file.name}</td><td className="number">{file.rows === undefined ? '--' : format.number(file.rows)}</td><td className="number t2 nowrap">{format.bytes(file.sizeBytes)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Easier to compare by eye. */
function groups(text: string, size: number): string {
  return text.match(new RegExp(`.{1,${String(size)}}`, 'g'))?.join(' ') ?? text
}

function PassphraseCard({ jobId, caseNo, fileName }: { readonly jobId: string; readonly caseNo: string; readonly fileName: string }): JSX.Element {
  const { t } = useText()
  const read = useAct('package.passphrase')
  // In this component alone, and gone with it: no store and no cache has it.
  const [passphrase, setPassphrase] = useState<string>()
  const { reset } = read
  const show = (): void => read.mutate({ jobId }, {
    onSuccess: (answer) => {
      setPassphrase(answer.passphrase)
      reset()
    },
  })
  useEffect(() => () => setPassphrase(undefined), [])
  if (passphrase === undefined) {
    return (
      <div className="card passphrase-card">
        <div className="row gap8"><Icon name="key" /><span className="medium">{t('packages:passphraseTitle')}</span></div>
        <p className="dense t2">{t('packages:passphraseBefore')}</p>
        {read.error === null ? null : <ErrorNote error={read.error.error} />}
        <div><Button kind="primary" icon="eye" disabled={read.isPending} onClick={show}>{t('packages:passphraseShow')}</Button></div>
      </div>
    )
  }
  return (
    <div className="card passphrase-card">
      <div className="row gap8"><Icon name="key" /><span className="medium">{t('packages:passphraseOnce')}</span></div>
      <CodeBlocks code={passphrase} label={t('packages:passphraseTitle')} testId="passphrase" />
      <p className="meta t3">{t('packages:passphraseLetters')}</p>
      <div className="row gap8">
        <Button icon="print" onClick={() => window.print()}>{t('packages:print')}</Button>
        <Button kind="quiet" onClick={() => setPassphrase(undefined)}>{t('packages:passphraseHide')}</Button>
      </div>
      {createPortal(<PassphraseSheet passphrase={passphrase} caseNo={caseNo} fileName={fileName} />, document.body)}
    </div>
  )
}

/** What the printer gets, and nothing else of the page: theme/print rules hide the rest. */
function PassphraseSheet({ passphrase, caseNo, fileName }: { readonly passphrase: string; readonly caseNo: string; readonly fileName: string }): JSX.Element {
  const { t } = useText()
  return (
    <div className="print-sheet" aria-hidden="true">
      <p>{t('app:company')}</p>
      <h1>{t('packages:sheetTitle')}</h1>
      <p>{t('packages:sheetCase', { caseNo, fileName })}</p>
      <p className="print-passphrase">{passphrase}</p>
      <p>{t('packages:passphraseLetters')}</p>
      <p>{t('packages:sheetHow')}</p>
    </div>
  )
}
