// The first start of the practice desk: the file of the practice origin, and whom one wants to be.
import { useState, type JSX, type SubmitEvent } from 'react'
import type { StaffId } from '../../../src-shared/base/ids'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { useAct } from '../../desk-context'
import { useText } from '../../text'
import { EnrolmentFile } from './enrolment-file'

export function PracticeForm(): JSX.Element {
  const { t } = useText()
  const [enrolmentFile, setEnrolmentFile] = useState('')
  const [staffId, setStaffId] = useState<StaffId>()
  const read = useAct('session.readPractice')
  const begin = useAct('session.practise')
  const error = begin.error?.error ?? read.error?.error
  const canBegin = staffId !== undefined && !begin.isPending

  const pick = (text: string): void => {
    begin.reset()
    setStaffId(undefined)
    setEnrolmentFile(text)
    read.mutate({ enrolmentFile: text }, { onSuccess: ([first]) => setStaffId(first?.staffId) })
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (canBegin) begin.mutate({ enrolmentFile, staffId })
  }
  return (
    <form className="outside-card enrol-form" onSubmit={submit}>
      <EnrolmentFile isPicked={read.data !== undefined} onPick={pick} />
      {read.data === undefined ? null : (
        <fieldset className="field practice-people">
          <legend className="field-label">{t('practice:who')}</legend>
          {read.data.map((person) => (
            <label key={person.staffId} className="choice">
              <input type="radio" name="practice-person" checked={person.staffId === staffId} onChange={() => setStaffId(person.staffId)} />
              <span><span className="medium">{t(`words:role.${person.role}`)}</span><span className="meta t3 practice-name">{person.name}</span><span className="meta t2 practice-does">{t(`practice:does.${person.role}`)}</span></span>
            </label>
          ))}
        </fieldset>
      )}
      {error === undefined ? null : <ErrorNote error={error} />}
      <Button kind="primary" size="large" type="submit" disabled={!canBegin}>{t(begin.isPending ? 'practice:running' : 'practice:begin')}</Button>
      <p className="meta t3">{t('practice:apart')}</p>
    </form>
  )
}
