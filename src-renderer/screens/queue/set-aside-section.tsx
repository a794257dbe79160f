// What this person wrote on a request and the origin's version replaced: theirs to read, on this desk alone, and to take up again.
import type { JSX } from 'react'
import type { DraftBody, SetAsideView } from '../../../src-shared/contract/draft'
import type { RequestView } from '../../../src-shared/contract/request'
import { Button } from '../../components/button'
import { ErrorNote } from '../../components/error-state'
import { operationWord } from '../../components/words'
import { useAct, useDesk } from '../../desk-context'
import { useText } from '../../text'
import { Section } from './request-sections'

function textOf(body: DraftBody): string {
  switch (body.form) {
    case 'verify': return body.evidence
    case 'reopen': return body.reason
    default: return body.text
  }
}

export function SetAsideSection({ request }: { readonly request: RequestView }): JSX.Element | null {
  const { t } = useText()
  if (request.setAside.length === 0) return null
  return (
    <Section icon="note" title={t('request:setAside.title')} end={t('request:setAside.mineOnly')}>
      {request.setAside.map((aside) => <SetAside key={aside.mid} aside={aside} />)}
    </Section>
  )
}

function SetAside({ aside }: { readonly aside: SetAsideView }): JSX.Element {
  const { t, format } = useText()
  const { drafts } = useDesk()
  const takeUp = useAct('draft.takeUp')
  const act = (): void => takeUp.mutate({ mid: aside.mid }, { onSuccess: () => drafts.lookAgain() })
  return (
    <div className="sunken set-aside">
      <div className="row gap8">
        <span className="medium">{operationWord(t, aside.op)}{aside.body.form === 'decide' ? ` · ${t(`words:outcome.${aside.body.outcome}`)}` : ''}</span>
        <span className="grow meta t3">{t('request:setAside.made', { time: format.dateTime(aside.madeAt) })}</span>
        <Button size="small" disabled={takeUp.isPending} onClick={act}>{t('request:setAside.takeUp')}</Button>
      </div>
      <p className="quote">{textOf(aside.body)}</p>
      {takeUp.error === null ? null : <ErrorNote error={takeUp.error.error} />}
    </div>
  )
}
