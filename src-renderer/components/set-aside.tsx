// What this person wrote and the origin's version replaced: theirs to read, on this desk alone, and to take up again.
import type { JSX } from 'react'
import type { DraftBody, EntryForm, SetAsideView } from '../../src-shared/contract/draft'
import type { Translate } from '../../src-shared/text/translate'
import { useAct, useAsk, useDesk } from '../desk-context'
import { useText } from '../text'
import { Button } from './button'
import { ErrorNote } from './error-state'
import { operationWord } from './words'

function textOf(t: Translate, body: DraftBody): string {
  const filled = (...parts: readonly string[]): string => parts.filter((part) => part.trim() !== '').join(' · ')
  switch (body.form) {
    case 'verify': return body.evidence
    case 'decide':
    case 'create': return body.text
    case 'exception': return filled(t(`consent:exceptionCase.${body.case}`), body.title, body.article, body.reason)
    case 'recipient': return filled(body.name, body.contact)
    case 'transfer': return filled(t(`consent:relation.${body.relation}`), t(`words:category.${body.category}`), body.reference, body.title, body.article, body.caseNo)
    case 'policy': return filled(body.version, body.title['zh-CN'], body.title.en)
    case 'macro': return body.name
    case 'hold': return filled(body.matter, body.caseNo, body.reason, body.reviewOn)
    case 'incident': return filled(t(`incidents:kind.${body.kind}`), body.on, body.time, body.what)
    case 'incident-notice': return filled(t(`incidents:to.${body.to}`), body.on, body.time, body.reference)
    case 'incident-assess':
    case 'reopen':
    case 'unextend': return body.reason
    case 'pause': return filled(body.from, body.to, body.reason)
    case 'extend':
    case 'letter': return body.text
    case 'escalate':
    case 'step-back':
    case 'withdraw': return body.reason
    case 'see-evidence': return filled(body.what, ...(body.others ?? []).map((one) => one.what))
    case 'note': return filled(body.text, ...body.files.map((file) => file.name))
    default: return filled(body.reason, body.on)
  }
}

export function SetAside({ aside }: { readonly aside: SetAsideView }): JSX.Element {
  const { t, format } = useText()
  const { drafts, queries } = useDesk()
  const takeUp = useAct('draft.takeUp')
  const act = (): void =>
    void drafts.flush().then(() => takeUp.mutate({ mid: aside.mid }, {
      onSuccess: () => {
        drafts.lookAgain()
        void queries.invalidateQueries({ queryKey: ['draft.ofEntries'] })
      },
    }))
  return (
    <div className="sunken set-aside">
      <div className="row gap8">
        <span className="medium">{operationWord(t, aside.op)}{aside.body.form === 'decide' ? ` · ${t(`words:outcome.${aside.body.outcome}`)}` : ''}</span>
        <span className="grow meta t3">{t('request:setAside.made', { time: format.dateTime(aside.madeAt) })}</span>
        <Button size="small" disabled={takeUp.isPending} onClick={act}>{t('request:setAside.takeUp')}</Button>
      </div>
      <p className="quote">{textOf(t, aside.body)}</p>
      {takeUp.error === null ? null : <ErrorNote error={takeUp.error.error} />}
    </div>
  )
}

/** Of the inventory or the register: what came back of these forms; nothing where nothing did. */
export function SetAsideEntries({ forms }: { readonly forms: readonly EntryForm[] }): JSX.Element | null {
  const { t } = useText()
  const kept = useAsk('draft.ofEntries', {}, { former: 'keep' })
  const asides = kept.data?.setAside.filter((aside) => (forms as readonly string[]).includes(aside.body.form)) ?? []
  if (asides.length === 0) return null
  return (
    <section aria-label={t('request:setAside.title')}>
      <h2 className="label-line register-sub">{t('request:setAside.title')}<span className="end">{t('request:setAside.mineOnly')}</span></h2>
      {asides.map((aside) => <SetAside key={aside.mid} aside={aside} />)}
    </section>
  )
}
