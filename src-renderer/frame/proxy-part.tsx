// Through which proxy this workstation goes, in the panel of settings: there before an unlock too, where a proxy that does not answer would keep everybody out.
// first: what follows makes schemas while it loads
import '../no-eval'
import { useState, type SubmitEvent, type JSX } from 'react'
import type { ProxyStatus } from '../../src-shared/contract/network'
import { proxyOf, readProxy, type ProxyChoice } from '../../src-shared/domain/proxy-place'
import { Button } from '../components/button'
import { ErrorNote } from '../components/error-state'
import { Field, Segments } from '../components/field'
import { useAct, useAsk } from '../desk-context'
import { useText } from '../text'

const KINDS = ['enrolment', 'none', 'own'] as const

export function ProxyPart(): JSX.Element | null {
  const { t } = useText()
  const status = useAsk('network.proxy', {}, { former: 'keep' }).data
  const [isOpen, setOpen] = useState(false)
  if (status === undefined) return null
  return (
    <div className="proxy-part">
      <div className="settings-line">
        <span className="field-label">{t('app:proxy.title')}</span>
        <span className="row gap8">
          <WayNow status={status} />
          <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{t('app:proxy.change')}</button>
        </span>
      </div>
      {isOpen ? <ProxyForm status={status} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

/** The way there is now, in a few words. */
function WayNow({ status: { choice, ofEnrolment } }: { readonly status: ProxyStatus }): JSX.Element {
  const { t } = useText()
  const place = proxyOf(choice, ofEnrolment)
  return <span className="dense selectable ellipsis">{place === undefined ? t('app:proxy.direct') : `${place.host}:${String(place.port)}`}</span>
}

function ProxyForm({ status, onClose }: { readonly status: ProxyStatus; readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  const { choice, ofEnrolment } = status
  const [kind, setKind] = useState<ProxyChoice['kind']>(choice.kind)
  const first = choice.kind === 'own' ? choice.place : ofEnrolment
  const [host, setHost] = useState(first?.host ?? '')
  const [port, setPort] = useState(first === undefined ? '' : String(first.port))
  const [wrong, setWrong] = useState<'host' | 'port'>()
  const choose = useAct('network.chooseProxy')
  const save = (event: SubmitEvent): void => {
    event.preventDefault()
    const read = readProxy(host, port)
    setWrong(kind === 'own' && 'wrong' in read ? read.wrong : undefined)
    if (kind !== 'own') choose.mutate({ choice: { kind } }, { onSuccess: onClose })
    else if ('place' in read) choose.mutate({ choice: { kind, place: read.place } }, { onSuccess: onClose })
  }
  return (
    <form className="proxy-form" noValidate onSubmit={save}>
      <Segments label={t('app:proxy.title')} value={kind} options={KINDS.map((value) => ({ value, label: t(`app:proxy.kind.${value}`) }))} onChange={setKind} />
      {kind === 'own' ? (
        <div className="proxy-place">
          <Field label={t('app:proxy.host')} error={wrong === 'host' ? t('app:proxy.wrong.host') : undefined}>
            {(ids) => <input {...ids} className="text-input" autoComplete="off" spellCheck={false} maxLength={253} value={host} onChange={(event) => setHost(event.target.value)} />}
          </Field>
          <Field label={t('app:proxy.port')} error={wrong === 'port' ? t('app:proxy.wrong.port') : undefined}>
            {(ids) => <input {...ids} className="text-input" inputMode="numeric" autoComplete="off" maxLength={8} value={port} onChange={(event) => setPort(event.target.value)} />}
          </Field>
        </div>
      ) : null}
      <p className="meta t3">{t(`app:proxy.hint.${kind}`)}</p>
      {choose.error === null ? null : <ErrorNote error={choose.error.error} />}
      <div className="row gap8">
        <Button type="submit" kind="primary" size="small" disabled={choose.isPending}>{t('app:proxy.save')}</Button>
        <Button kind="quiet" size="small" onClick={onClose}>{t('app:cancel')}</Button>
      </div>
    </form>
  )
}
