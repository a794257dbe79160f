// All keys on one card, opened with `?`: what each does, and the way to another key, to none, or to no single keys at all.
import { Modal } from 'antd'
import { useEffect, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { COMMAND_IDS, COMMAND_PLACES, COMMANDS, FIRST_KEY_CHOICE, isCommandKey, keyOf, takenBy, withKey, type CommandId, type KeyChoice } from '../../src-shared/domain/commands'
import type { TextKey } from '../../src-shared/text/locales'
import { Button, CommandCap, Kbd } from '../components/button'
import { ErrorNote } from '../components/error-state'
import { useAct, useDesk } from '../desk-context'
import { capOf, keyNameOf } from '../keyboard/keymap'
import { useText } from '../text'
import { WAYS } from './ways'

/** Keys that keep their meaning. */
const FIXED: readonly { readonly caps: readonly string[]; readonly text: TextKey }[] = [
  { caps: ['↵'], text: 'keys:fixed.open' },
  { caps: ['Space'], text: 'keys:fixed.pick' },
  { caps: ['⇧', '↓'], text: 'keys:fixed.range' },
  { caps: ['Ctrl', 'A'], text: 'keys:fixed.pickAll' },
  { caps: ['Ctrl', '↵'], text: 'keys:fixed.newFor' },
  { caps: ['Alt', '←'], text: 'keys:fixed.back' },
  { caps: ['Esc'], text: 'keys:fixed.leave' },
]

export function KeyCard({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const choose = useAct('keys.choose')
  const choice = useStore(useDesk().keys)
  const [changing, setChanging] = useState<CommandId>()
  const save = (next: KeyChoice): void => {
    choose.mutate({ single: next.single, own: next.own })
    setChanging(undefined)
  }
  const isOwn = !choice.single || Object.keys(choice.own).length > 0
  return (
    // Escape ends a change first; the card stays.
    <Modal open title={t('keys:title')} width={760} footer={null} keyboard={changing === undefined} onCancel={onClose} closable={{ 'aria-label': t('app:close') }}>
      {choose.error === null ? null : <ErrorNote error={choose.error.error} />}
      <div className="row gap8 wrap key-choice">
        <label className="choice is-alone grow"><input type="checkbox" checked={choice.single} onChange={(event) => save({ ...choice, single: event.target.checked })} /><span>{t('keys:single')}<span className="meta t3 key-choice-hint">{t('keys:singleHint')}</span></span></label>
        {isOwn ? <Button size="small" kind="quiet" onClick={() => save(FIRST_KEY_CHOICE)}>{t('keys:allDefault')}</Button> : null}
      </div>
      <div className="key-parts scroll" tabIndex={0} role="region" aria-label={t('keys:title')}>
        {COMMAND_PLACES.map((place) => (
          <section key={place} aria-label={t(`keys:place.${place}`)}>
            <h3 className="label-line">{t(`keys:place.${place}`)}</h3>
            <ul className="key-list">
              {COMMAND_IDS.filter((id) => COMMANDS[id].at === place).map((id) => (
                <KeyLine key={id} id={id} choice={choice} isChanging={changing === id} onBegin={() => setChanging(id)} onEnd={() => setChanging(undefined)} onChoose={save} />
              ))}
            </ul>
          </section>
        ))}
        <FixedKeys />
      </div>
    </Modal>
  )
}

interface KeyLineProps {
  readonly id: CommandId
  readonly choice: KeyChoice
  readonly isChanging: boolean
  readonly onBegin: () => void
  readonly onEnd: () => void
  readonly onChoose: (choice: KeyChoice) => void
}

function KeyLine({ id, choice, isChanging, onBegin, onEnd, onChoose }: KeyLineProps): JSX.Element {
  const { t } = useText()
  const key = keyOf(id, { ...choice, single: true })
  const cap = key === undefined ? t('keys:none') : capOf(key)
  const command = t(`keys:command.${id}`)
  return (
    <li className="key-line">
      <span className="grow">{command}</span>
      {choice.own[id] === undefined || isChanging ? null : <button type="button" className="link meta" aria-label={t('keys:defaultOf', { command })} onClick={() => onChoose(withKey(choice, id, undefined))}>{t('keys:default')}</button>}
      {isChanging
        ? <NewKey id={id} choice={choice} onEnd={onEnd} onChoose={onChoose} />
        : <button type="button" className="key-cap" aria-label={t('keys:change', { command, cap })} onClick={onBegin}>{key === undefined ? <span className="meta t3">{cap}</span> : <Kbd>{cap}</Kbd>}</button>}
    </li>
  )
}

/** Takes the next key press, wherever the focus is: Escape leaves all as it is, Backspace leaves the command without a key. */
function NewKey({ id, choice, onEnd, onChoose }: Omit<KeyLineProps, 'isChanging' | 'onBegin'>): JSX.Element {
  const { t } = useText()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const name = keyNameOf(event)
      if (name === undefined || name === 'Tab' || /^(Ctrl\+)?(Shift\+)?(Control|Shift|Meta|Alt)/.test(name)) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (name === 'Escape') return onEnd()
      if (name === 'Backspace' || name === 'Delete') return onChoose(withKey(choice, id, null))
      const other = takenBy(id, name, choice)
      if (!isCommandKey(name)) setProblem(t('keys:notAllowed'))
      else if (other !== undefined) setProblem(t('keys:taken', { cap: capOf(name), command: t(`keys:command.${other}`) }))
      else onChoose(withKey(choice, id, name))
    }
    document.addEventListener('keydown', press, true)
    return () => document.removeEventListener('keydown', press, true)
  }, [id, choice, onEnd, onChoose, t])
  return <span role="status" className={problem === undefined ? 'meta key-new' : 'meta key-new is-error'}>{problem ?? t('keys:press')}</span>
}

function FixedKeys(): JSX.Element {
  const { t } = useText()
  return (
    <section aria-label={t('keys:fixedTitle')}>
      <h3 className="label-line">{t('keys:fixedTitle')}</h3>
      <ul className="key-list">
        {FIXED.map(({ caps, text }) => <li key={text} className="key-line"><span className="grow">{t(text)}</span>{caps.map((cap) => <Kbd key={cap}>{cap}</Kbd>)}<span className="visually-hidden">{caps.join(' ')}</span></li>)}
        {WAYS.flatMap(({ text, second }) => (second === undefined ? [] : [<li key={text} className="key-line"><span className="grow">{t('keys:goTo', { place: t(text) })}</span><CommandCap of="go" /><Kbd>{capOf(second)}</Kbd></li>]))}
        <li className="key-line"><span className="grow">{t('keys:goSaved')}</span><CommandCap of="go" /><Kbd>⇧1…9</Kbd></li>
      </ul>
    </section>
  )
}
