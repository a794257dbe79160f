// The two fields of a new passphrase, with what is wrong with it said where it is typed.
import { useState, type JSX } from 'react'
import { PASSPHRASE_MIN_CHARACTERS, passphraseFault } from '../../src-shared/domain/new-passphrase'
import { useText } from '../text'
import { PassphraseField } from './field'

export interface NewPassphraseDraft {
  readonly chosen: string
  readonly repeated: string
  readonly choose: (chosen: string) => void
  readonly repeat: (repeated: string) => void
  /** Typed twice alike, and strong enough. */
  readonly isReady: boolean
  readonly fault: ReturnType<typeof passphraseFault>
  /** Held no longer than it takes to send it. */
  readonly forget: () => void
}

/** `former`: what it takes the place of, as far as it is typed. */
export function useNewPassphrase(former?: string): NewPassphraseDraft {
  const [chosen, choose] = useState('')
  const [repeated, repeat] = useState('')
  const fault = passphraseFault({ chosen, repeated, ...(former === undefined ? {} : { former }) })
  const forget = (): void => {
    choose('')
    repeat('')
  }
  return { chosen, repeated, choose, repeat, isReady: fault === undefined, fault, forget }
}

export function NewPassphraseFields({ draft, label }: { readonly draft: NewPassphraseDraft; readonly label: string }): JSX.Element {
  const { t } = useText()
  const { chosen, repeated, choose, repeat, fault } = draft
  const count = PASSPHRASE_MIN_CHARACTERS
  const ofChosen = chosen === '' ? undefined : fault === 'too-short' ? t('enrol:tooShort', { count }) : fault === 'unchanged' ? t('enrol:unchanged') : undefined
  return (
    <>
      <PassphraseField label={label} hint={t('enrol:passphraseHint', { count })} error={ofChosen} value={chosen} onChange={choose} />
      <PassphraseField label={t('enrol:repeat')} error={repeated !== '' && repeated !== chosen ? t('enrol:different') : undefined} value={repeated} onChange={repeat} />
    </>
  )
}
