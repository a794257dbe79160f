// The passphrase of whoever practises: no secret, so it stands there, and one press fills it in.
import type { JSX } from 'react'
import type { StaffId } from '../../src-shared/base/ids'
import type { SessionStatus } from '../../src-shared/contract/session'
import { useText } from '../text'

export interface PracticePassphraseProps {
  readonly practice: SessionStatus['practice']
  readonly staffId: StaffId | undefined
  readonly onFill: (passphrase: string) => void
}

/** Nothing at a real desk. */
export function PracticePassphrase({ practice, staffId, onFill }: PracticePassphraseProps): JSX.Element | null {
  const { t } = useText()
  const person = practice?.people.find((one) => one.staffId === staffId)
  if (person === undefined) return null
  return <p className="meta t2 row gap8 wrap">{t('practice:passphrase', { passphrase: person.passphrase })}<button type="button" className="link" onClick={() => onFill(person.passphrase)}>{t('practice:fill')}</button></p>
}
