// The person's requests, with their clocks, and the way into each.
import type { JSX } from 'react'
import type { SubjectId } from '../../../src-shared/base/ids'
import type { RequestRow } from '../../../src-shared/contract/views'
import { ClockSentence } from '../../components/clock'
import { RequestStateWord } from '../../components/request-state'
import { Tag } from '../../components/tag'
import { useOpenRequest } from '../../components/use-open-request'
import { caseName } from '../../components/words'
import { useText } from '../../text'
import { PersonLooks } from './person-looks'
import { PersonNotes } from './person-notes'

export function PersonRequests({ subjectId, requests }: { readonly subjectId: SubjectId; readonly requests: readonly RequestRow[] }): JSX.Element {
  const { t } = useText()
  const open = useOpenRequest()
  return (
    <section className="person-requests scroll" tabIndex={0} aria-label={t('person:requests')}>
      <h2 className="label-line">{t('person:requests')}</h2>
      <div className="card">
        {requests.map((row) => (
          <button key={row.id} type="button" className="card-row person-request" onClick={() => open(row)}>
            <span className="row gap8 between">
              <span className="nowrap"><span className="medium">{caseName(t, row.caseNo)}</span> <span className="t2">{t(`words:right.${row.right}`)}</span>{row.test ? <> <Tag tone="violet">{t('intake:test.tag')}</Tag></> : null}</span>
              <RequestStateWord state={row.state} />
            </span>
            <span className="meta"><ClockSentence clock={row.clock} form="row" /></span>
          </button>
        ))}
        {requests.length === 0 ? <p className="card-row t2">{t('person:noRequests')}</p> : null}
      </div>
      <PersonNotes requests={requests} />
      <PersonLooks subjectId={subjectId} />
    </section>
  )
}
