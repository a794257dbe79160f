// Former stores of this workstation that did not open: since when they are kept, why, how much, and when they go.
import type { JSX } from 'react'
import type { SessionStatus } from '../../src-shared/contract/session'
import { Icon } from '../icons/icon'
import { useText } from '../text'

const MIB = 1_048_576

export function QuarantineList({ copies }: { readonly copies: SessionStatus['quarantine'] }): JSX.Element | null {
  const { t, format } = useText()
  if (copies.length === 0) return null
  return (
    <section className="note note-neutral quarantine" aria-label={t('unlock:quarantine.title')}>
      <Icon name="box" size={14} />
      <div>
        <div className="medium">{t('unlock:quarantine.title')}</div>
        <ul className="plain-points">
          {copies.map((copy) => <li key={copy.at}>{t('unlock:quarantine.copy', { time: format.dateTime(copy.at), reason: copy.reason === 'passphrase-forgotten' ? t('unlock:quarantine.forgotten') : t(`errors:${copy.reason}.title`), count: copy.files, size: format.number(Math.ceil(copy.bytes / MIB)) })}</li>)}
        </ul>
        <div>{t('unlock:quarantine.end')}</div>
      </div>
    </section>
  )
}
