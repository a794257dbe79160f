// Which enrolment file: the system's dialog picks it, the page gets the text and never the path.
import { useState, type JSX } from 'react'
import type { PickedFile } from '../../../src-shared/contract/shell'
import { Button } from '../../components/button'
import { useDesk } from '../../desk-context'
import { Icon } from '../../icons/icon'
import { useText } from '../../text'

interface EnrolmentFileProps {
  readonly isPicked: boolean
  readonly onPick: (text: string) => void
}

export function EnrolmentFile({ isPicked, onPick }: EnrolmentFileProps): JSX.Element {
  const { t } = useText()
  const { shell } = useDesk()
  const [problem, setProblem] = useState<Exclude<PickedFile['kind'], 'picked' | 'cancelled'>>()
  const pick = async (): Promise<void> => {
    const file = await shell.pickEnrolmentFile()
    if (file.kind === 'cancelled') return
    setProblem(file.kind === 'picked' ? undefined : file.kind)
    if (file.kind === 'picked') onPick(file.text)
  }
  return (
    <div className="field">
      <span className="field-label" id="enrolment-file">{t('enrol:file')}</span>
      <div className="row gap12">
        <Button icon="file" onClick={() => void pick()} aria-describedby="enrolment-file-state">{t('enrol:pick')}</Button>
        <span id="enrolment-file-state" role="status" className={isPicked ? 'is-success dense row gap6' : 't3 dense'}>
          {isPicked ? <><Icon name="check" size={14} />{t('enrol:picked')}</> : t('enrol:notPicked')}
        </span>
      </div>
      {problem === undefined ? null : <div className="field-error" role="alert"><Icon name="alert" size={12} />{t(`enrol:fileProblem.${problem}`)}</div>}
    </div>
  )
}
