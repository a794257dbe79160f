// What refused an act. Where it was a limit: from when the act is possible again, and the way past it, which a colleague opens with their own passphrase.
import { useEffect, useRef, useState, type JSX } from 'react'
import type { ErasureId } from '../../src-shared/base/ids'
import type { DeskError, DeskErrorKind } from '../../src-shared/contract/errors'
import type { LimitedKind } from '../../src-shared/domain/limited-acts'
import { useAct } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { Button } from './button'
import { Dialog } from './dialog'
import { ErrorNote } from './error-state'
import { PassphraseField, TextField } from './field'
import { useRetryWait } from './use-retry-wait'

/** What is to be let through; of an erasure, which one: its proposer cannot. */
type Wanted = { readonly kind: 'reveal' | 'export' } | { readonly kind: 'erasure'; readonly erasureId: ErasureId }

export interface LimitedErrorProps {
  readonly error: DeskError
  readonly erasureId?: ErasureId | undefined
}

const KIND_BY_ERROR: Partial<Readonly<Record<DeskErrorKind, LimitedKind>>> = { 'reveal-limit': 'reveal', 'export-limit': 'export', 'erasure-limit': 'erasure' }

export function LimitedError({ error, erasureId }: LimitedErrorProps): JSX.Element {
  const wanted = wantedOf(KIND_BY_ERROR[error.kind], erasureId)
  return wanted === undefined ? <ErrorNote error={error} /> : <AtLimit error={error} wanted={wanted} />
}

function wantedOf(kind: LimitedKind | undefined, erasureId: ErasureId | undefined): Wanted | undefined {
  if (kind !== 'erasure') return kind && { kind }
  return erasureId && { kind, erasureId }
}

function AtLimit({ error, wanted }: { readonly error: DeskError; readonly wanted: Wanted }): JSX.Element {
  const { t, format } = useText()
  const [isAsking, setAsking] = useState(false)
  const [letBy, setLetBy] = useState<string>()
  const { most, until } = error.params ?? {}
  if (letBy !== undefined) return <LetThroughLine name={letBy} />
  return (
    <>
      <ErrorNote error={error} />
      {typeof most === 'number' && typeof until === 'number' ? <p className="dense medium">{t('workstation:letThrough.again', { most, time: format.timeSeconds(until) })}</p> : null}
      <div><Button icon="user" onClick={() => setAsking(true)}>{t('workstation:letThrough.open')}</Button></div>
      {isAsking ? <LetThroughDialog wanted={wanted} onLet={setLetBy} onClose={() => setAsking(false)} /> : null}
    </>
  )
}

/** In the place of the refusal, and with the focus: whoever goes on by keys stands before the act that is possible again. */
function LetThroughLine({ name }: { readonly name: string }): JSX.Element {
  const { t } = useText()
  const line = useRef<HTMLParagraphElement>(null)
  useEffect(() => line.current?.focus(), [])
  return <p ref={line} className="note note-neutral" role="status" tabIndex={-1}><Icon name="check" size={14} />{t('workstation:letThrough.done', { name })}</p>
}

interface LetThroughDialogProps {
  readonly wanted: Wanted
  readonly onLet: (name: string) => void
  readonly onClose: () => void
}

function LetThroughDialog({ wanted, onLet, onClose }: LetThroughDialogProps): JSX.Element {
  const { t } = useText()
  const act = useAct('limits.letThrough')
  const [login, setLogin] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const error = act.error?.error
  const wait = useRetryWait(error)
  const run = (): void => {
    act.mutate({ ...wanted, login, passphrase }, { onSuccess: ({ name }) => { onClose(); onLet(name) } })
    // Held no longer than it takes to send it.
    setPassphrase('')
  }
  const blocked = act.isPending ? undefined : wait > 0 ? t('workstation:passphrase.wait', { count: wait }) : login.trim() === '' || passphrase === '' ? t('workstation:letThrough.missing') : undefined
  return (
    <Dialog title={t('workstation:letThrough.title')} verb={t(act.isPending ? 'workstation:letIn.running' : 'workstation:letThrough.act')} busy={act.isPending} blocked={blocked} onAct={run} onClose={onClose}>
      <p className="dense t2">{t(`workstation:letThrough.text.${wanted.kind}`)}</p>
      <TextField label={t('workstation:letIn.login')} value={login} onChange={setLogin} />
      <PassphraseField label={t('workstation:letIn.theirs')} value={passphrase} onChange={setPassphrase} />
      {error === undefined ? null : <ErrorNote error={error} />}
    </Dialog>
  )
}
