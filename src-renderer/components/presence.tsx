// Who else is at a request: in the row by name, in the pane as a sentence; and what this window tells the others.
import { useEffect, useMemo, type JSX } from 'react'
import type { RequestId } from '../../src-shared/base/ids'
import type { Doing } from '../../src-shared/domain/vocabulary'
import { useAsk, useDesk } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'

export interface PeopleHere {
  /** `editing` where somebody writes: then only those are named. */
  readonly doing: Doing
  readonly names: readonly string[]
}

/** Looks up who else is at a request. */
export function usePresence(): (id: RequestId) => PeopleHere | undefined {
  const present = useAsk('presence.list', {}, { former: 'keep' }).data
  return useMemo(() => {
    const byRequest = new Map<RequestId, PeopleHere>()
    for (const { requestId, by, doing } of present ?? []) {
      const known = byRequest.get(requestId)
      if (known === undefined || (known.doing === 'viewing' && doing === 'editing')) byRequest.set(requestId, { doing, names: [by.name] })
      else if (known.doing === doing) byRequest.set(requestId, { doing, names: [...known.names, by.name] })
    }
    return (id) => byRequest.get(id)
  }, [present])
}

/** Tells the colleagues that the person at this desk is here, until the screen is left. */
export function useOwnPresence(requestId: RequestId, doing: Doing): void {
  const { bridge } = useDesk()
  useEffect(() => {
    void bridge.ask('presence.tell', { at: { requestId, doing } })
    return () => void bridge.ask('presence.tell', {})
  }, [bridge, requestId, doing])
}

const ICONS = { viewing: 'eye', editing: 'pen' } as const

/** In a row there is room for one name; all of them, and what they do, are in its text. */
export function PresenceMark({ people }: { readonly people: PeopleHere }): JSX.Element {
  const { t } = useText()
  const text = t(`queue:presence.${people.doing}`, { names: people.names.join(t('queue:presence.join')) })
  return (
    <span className={`presence presence-${people.doing}`} title={text}>
      <Icon name={ICONS[people.doing]} size={12} />
      <span className="ellipsis" aria-hidden="true">{people.names[0]}</span>
      <span className="visually-hidden">{text}</span>
    </span>
  )
}

/** Comes and goes while the request is read: said politely, and never in the way. */
export function PresenceNote({ requestId }: { readonly requestId: RequestId }): JSX.Element {
  const { t } = useText()
  const people = usePresence()(requestId)
  return (
    <div role="status">
      {people === undefined ? null : (
        <p className={`note presence-note ${people.doing === 'editing' ? 'note-warning' : 'note-neutral'}`}>
          <Icon name={ICONS[people.doing]} size={14} />
          <span>{t(`queue:presence.note.${people.doing}`, { names: people.names.join(t('queue:presence.join')) })}</span>
        </p>
      )}
    </div>
  )
}
