// A one-time code that the origin sends to an identifier and compares: send, wait for the person to read it back, compare.
import { useState, type JSX } from 'react'
import type { IdentifierId } from '../../../src-shared/base/ids'
import type { ConfirmCodeAnswer, SendCodeAnswer } from '../../../src-shared/contract/identity'
import type { RequestView } from '../../../src-shared/contract/request'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { Field } from '../../components/field'
import { useAct, useAsk } from '../../desk-context'
import { useText, type Text } from '../../text'

const CODE = /^\d{6}$/

export interface OneTimeCodeProps {
  readonly request: RequestView
  readonly identifierId: IdentifierId
  /** The check is made, whether this is still on the screen or not. */
  readonly onConfirmed: () => void
}

export function OneTimeCode({ request, identifierId, onConfirmed }: OneTimeCodeProps): JSX.Element {
  const { t, format } = useText()
  const connection = useAsk('sync.status', {}, { former: 'keep' }).data?.connection
  const isOnline = connection === 'synced' || connection === 'syncing'
  const send = useAct('identity.sendCode')
  const confirm = useAct('identity.confirmCode')
  const [code, setCode] = useState('')
  const which = { requestId: request.row.id, identifierId }
  const sent = send.data?.t === 'sent' ? send.data : undefined
  const compare = (): void =>
    confirm.mutate({ ...which, code }, {
      onAccepted: (answer) => {
        if (answer.t === 'confirmed') onConfirmed()
      },
      onSuccess: () => setCode(''),
    })
  const sendAgain = (): void => {
    confirm.reset()
    setCode('')
    send.mutate(which)
  }
  const said = confirm.data === undefined ? saidOfSending(t, send.data) : saidOfComparing(t, confirm.data)
  const error = confirm.error ?? send.error
  return (
    <div className="sunken one-time-code">
      <div className="row gap8">
        <Button disabled={!isOnline || send.isPending} onClick={sendAgain}>{t(sent === undefined ? 'identity:code.send' : 'identity:code.again')}</Button>
        <span className="meta t2 grow" role="status">{sent === undefined ? (isOnline ? '' : t('identity:code.offline')) : t('identity:code.sent', { time: format.dateTime(sent.expiresAt).slice(11) })}</span>
      </div>
      {sent === undefined ? null : (
        <div className="row gap8 code-row">
          <Field label={t('identity:code.label')}>
            {(ids) => (
              <input
                {...ids}
                className="text-input code-input"
                inputMode="numeric"
                autoComplete="off"
                maxLength={6}
                autoFocus
                value={code}
                onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && CODE.test(code)) compare()
                }}
              />
            )}
          </Field>
          <Button kind="primary" disabled={!CODE.test(code) || confirm.isPending} onClick={compare}>{t('identity:code.compare')}</Button>
        </div>
      )}
      {said === undefined ? null : <p className="field-error" role="alert">{said}</p>}
      {error === null ? null : <ErrorNote error={error.error} />}
      <p className="meta t3">{t('identity:code.or')}</p>
    </div>
  )
}

function saidOfSending(t: Text['t'], answer: SendCodeAnswer | undefined): string | undefined {
  if (answer === undefined || answer.t === 'sent') return undefined
  return t(`identity:code.${answer.t}`, { minutes: Math.max(1, Math.ceil((answer.retryAfterS ?? 0) / 60)) })
}

function saidOfComparing(t: Text['t'], answer: ConfirmCodeAnswer): string | undefined {
  switch (answer.t) {
    case 'confirmed': return undefined
    case 'wrong': return answer.left === 0 ? t('identity:code.void') : t('identity:code.wrong', { count: answer.left })
    default: return t(`identity:code.${answer.t}`)
  }
}
