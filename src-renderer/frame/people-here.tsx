// Who may open the store of this workstation: the list, letting a colleague in, and taking one out again.
import { useState, type JSX } from 'react'
import type { PersonHere } from '../../src-shared/contract/workstation'
import { Answered } from '../components/answered'
import { Avatar } from '../components/avatar'
import { Button } from '../components/button'
import { Dialog } from '../components/dialog'
import { ErrorNote } from '../components/error-state'
import { PassphraseField, TextField } from '../components/field'
import { NewPassphraseFields, useNewPassphrase } from '../components/new-passphrase'
import { Tag } from '../components/tag'
import { useAct, useAsk, useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import { lockDesk } from '../lock-desk'
import { useText } from '../text'

type Doing = 'list' | 'let-in' | { readonly takeOut: PersonHere }

export function PeopleHereDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [doing, setDoing] = useState<Doing>('list')
  const back = (): void => setDoing('list')
  if (doing === 'let-in') return <LetInDialog onClose={back} />
  if (doing !== 'list') return <TakeOutDialog person={doing.takeOut} onClose={back} />
  return <PeopleList onLetIn={() => setDoing('let-in')} onTakeOut={(takeOut) => setDoing({ takeOut })} onClose={onClose} />
}

interface PeopleListProps {
  readonly onLetIn: () => void
  readonly onTakeOut: (person: PersonHere) => void
  readonly onClose: () => void
}

function PeopleList({ onLetIn, onTakeOut, onClose }: PeopleListProps): JSX.Element {
  const { t } = useText()
  const desk = useDesk()
  const people = useAsk('workstation.people', {})
  const isShared = (people.data?.length ?? 0) > 1
  return (
    <Dialog title={t('workstation:title')} verb={t('workstation:done')} busy={false} ways="one" onAct={onClose} onClose={onClose}>
      <p className="dense t2">{t('workstation:text')}</p>
      <Answered query={people} rowHeight={48}>
        {(all) => (
          <ul className="people-here">
            {all.map((person) => <PersonLine key={person.staffId} person={person} onTakeOut={onTakeOut} />)}
          </ul>
        )}
      </Answered>
      <div className="row gap8">
        <Button icon="plus" onClick={onLetIn}>{t('workstation:letIn.open')}</Button>
        {isShared ? <Button icon="lock" onClick={() => void lockDesk(desk)}>{t('workstation:change')}</Button> : null}
      </div>
    </Dialog>
  )
}

function PersonLine({ person, onTakeOut }: { readonly person: PersonHere; readonly onTakeOut: (person: PersonHere) => void }): JSX.Element {
  const { t } = useText()
  const { name, role, isMe, waiting } = person
  return (
    <li className="row gap12">
      <Avatar name={name} tone={isMe ? 'primary' : 'neutral'} />
      <span className="grow column">
        <span className="medium ellipsis" title={name}>{name}</span>
        <span className="meta t2">{waiting > 0 && !isMe ? t('workstation:waiting', { role: t(`words:role.${role}`), count: waiting }) : t(`words:role.${role}`)}</span>
      </span>
      {isMe ? <Tag tone="neutral">{t('staff:me')}</Tag> : <Button kind="quiet" aria-label={t('workstation:takeOut.of', { name })} onClick={() => onTakeOut(person)}>{t('workstation:takeOut.open')}</Button>}
    </li>
  )
}

function LetInDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const act = useAct('workstation.letIn')
  const [login, setLogin] = useState('')
  const [code, setCode] = useState<string>()
  const [theirs, setTheirs] = useState('')
  const draft = useNewPassphrase()
  const [mine, setMine] = useState('')
  const isNew = code !== undefined
  const isFilled = login.trim() !== '' && mine !== '' && (isNew ? code !== '' && draft.isReady : theirs !== '')
  const run = (): void => {
    act.mutate({ login, theirPassphrase: isNew ? draft.chosen : theirs, passphrase: mine, ...(isNew ? { passphraseCode: code } : {}) }, { onSuccess: ({ name }) => { toast.getState().show(t('workstation:letIn.done', { name })); onClose() } })
    // Held no longer than it takes to send them.
    for (const forget of [setTheirs, setMine]) forget('')
    draft.forget()
  }
  return (
    <Dialog title={t('workstation:letIn.title')} verb={t(act.isPending ? 'workstation:letIn.running' : 'workstation:letIn.act')} busy={act.isPending} blocked={isFilled || act.isPending ? undefined : t('workstation:letIn.missing')} onAct={run} onClose={onClose}>
      <p className="dense t2">{t('workstation:letIn.text')}</p>
      <TextField label={t('workstation:letIn.login')} value={login} onChange={setLogin} />
      <label className="choice is-alone">
        <input type="checkbox" checked={isNew} onChange={(event) => setCode(event.target.checked ? '' : undefined)} />
        {t('enrol:passphraseCode.choice')}
      </label>
      {isNew ? <TextField label={t('enrol:passphraseCode.label')} hint={t('enrol:passphraseCode.hint')} value={code} onChange={setCode} /> : null}
      {isNew ? <NewPassphraseFields draft={draft} label={t('workstation:letIn.new')} /> : <PassphraseField label={t('workstation:letIn.theirs')} value={theirs} onChange={setTheirs} />}
      <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={mine} onChange={setMine} />
      {act.error === null ? null : <ErrorNote error={act.error.error} />}
    </Dialog>
  )
}

function TakeOutDialog({ person: { staffId, name, waiting }, onClose }: { readonly person: PersonHere; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { toast } = useDesk()
  const act = useAct('workstation.takeOut')
  const [passphrase, setPassphrase] = useState('')
  const run = (): void => {
    act.mutate({ staffId, passphrase }, { onSuccess: () => { toast.getState().show(t('workstation:takeOut.done', { name })); onClose() } })
    setPassphrase('')
  }
  const blocked = act.isPending ? undefined : waiting > 0 ? t('workstation:takeOut.waiting', { count: waiting }) : passphrase === '' ? t('fleet:passphraseMissing') : undefined
  return (
    <Dialog title={t('workstation:takeOut.title', { name })} verb={t(act.isPending ? 'workstation:takeOut.running' : 'workstation:takeOut.act')} kind="danger" busy={act.isPending} blocked={blocked} onAct={run} onClose={onClose}>
      <ul className="dense t2 plain-points">
        {(['opens', 'kept', 'gone'] as const).map((point) => <li key={point}>{t(`workstation:takeOut.${point}`)}</li>)}
      </ul>
      {waiting > 0 ? <p className="note note-warning"><Icon name="alert" size={14} />{t('workstation:takeOut.waitingText')}</p> : <PassphraseField label={t('fleet:passphrase')} hint={t('fleet:passphraseHint')} value={passphrase} onChange={setPassphrase} />}
      {act.error === null ? null : <ErrorNote error={act.error.error} />}
    </Dialog>
  )
}
