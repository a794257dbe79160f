// First run: the company's enrolment file, the one-time code, a name for the workstation, and the first person's sign-in.
import { useState, type JSX, type SubmitEvent } from 'react'
import type { SessionStatus } from '../../../src-shared/contract/session'
import { Button } from '../../components/button'
import { QuarantineList } from '../../components/quarantine-list'
import { ErrorNote } from '../../components/error-state'
import { TextField } from '../../components/field'
import { NewPassphraseFields, useNewPassphrase } from '../../components/new-passphrase'
import { useAct } from '../../desk-context'
import { HandOverNote } from '../../frame/hand-over-note'
import { OutsideFrame } from '../../frame/outside-frame'
import { BrandMark } from '../../icons/brand-mark'
import { useText } from '../../text'
import { EnrolmentFile } from './enrolment-file'
import { PracticeForm } from './practice-form'

export function EnrolScreen({ session, isKnown }: { readonly session: SessionStatus; readonly isKnown: boolean }): JSX.Element {
  const { t } = useText()
  return (
    <OutsideFrame isBusy={!isKnown} foot={<span>{t('unlock:version', { version: session.appVersion })}</span>}>
      <div className="outside-head outside-head-small">
        <BrandMark size={56} />
        <h1 className="outside-title">{t(session.practice === undefined ? 'enrol:title' : 'practice:title')}</h1>
        <p className="t2">{t(session.practice === undefined ? 'enrol:subtitle' : 'practice:subtitle')}</p>
      </div>
      {session.practice === undefined ? <EnrolForm /> : <PracticeForm />}
      <QuarantineList copies={session.quarantine} />
      <HandOverNote status={session.handOver} />
    </OutsideFrame>
  )
}

interface Form {
  readonly enrolmentFile: string
  readonly code: string
  readonly workstation: string
  readonly login: string
}
const EMPTY: Form = { enrolmentFile: '', code: '', workstation: '', login: '' }

function EnrolForm(): JSX.Element {
  const { t } = useText()
  const [form, setForm] = useState(EMPTY)
  const [passphraseCode, setPassphraseCode] = useState<string>()
  const passphrase = useNewPassphrase()
  const enrol = useAct('session.enrol')
  const set = (change: Partial<Form>): void => setForm((before) => ({ ...before, ...change }))
  const isComplete = Object.values({ ...form, passphraseCode }).every((value) => value !== '') && passphrase.isReady

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!isComplete || enrol.isPending) return
    enrol.mutate({ ...form, passphrase: passphrase.chosen, ...(passphraseCode === undefined ? {} : { passphraseCode }) })
  }
  return (
    <form className="outside-card enrol-form" onSubmit={submit}>
      <EnrolmentFile isPicked={form.enrolmentFile !== ''} onPick={(enrolmentFile) => set({ enrolmentFile })} />
      <div className="enrol-pair">
        <TextField label={t('enrol:code')} hint={t('enrol:codeHint')} value={form.code} onChange={(code) => set({ code })} />
        <TextField label={t('enrol:workstation')} hint={t('enrol:workstationHint')} value={form.workstation} onChange={(workstation) => set({ workstation })} />
      </div>
      <TextField label={t('enrol:login')} value={form.login} onChange={(login) => set({ login })} />
      <div>
        <label className="choice is-alone">
          <input type="checkbox" checked={passphraseCode !== undefined} onChange={(event) => setPassphraseCode(event.target.checked ? '' : undefined)} />
          {t('enrol:passphraseCode.choice')}
        </label>
        {passphraseCode === undefined ? null : <TextField label={t('enrol:passphraseCode.label')} hint={t('enrol:passphraseCode.hint')} value={passphraseCode} onChange={setPassphraseCode} />}
      </div>
      <div className="enrol-pair">
        <NewPassphraseFields draft={passphrase} label={t('enrol:passphrase')} />
      </div>
      {enrol.error === null ? null : <ErrorNote error={enrol.error.error} />}
      <Button kind="primary" size="large" type="submit" disabled={!isComplete || enrol.isPending}>{t(enrol.isPending ? 'enrol:running' : 'enrol:act')}</Button>
      <p className="meta t3">{t('enrol:mainland')}</p>
    </form>
  )
}
