// Before a second case of the same matter is keyed in: which one is open already. It may be another matter all the same.
import type { JSX } from 'react'
import type { SubjectId } from '../../src-shared/base/ids'
import type { Right } from '../../src-shared/domain/vocabulary'
import { useAsk } from '../desk-context'
import { Icon } from '../icons/icon'
import { useText } from '../text'
import { RequestStateWord } from './request-state'
import { useOpenRequest } from './use-open-request'
import { caseName } from './words'

export function OpenAlready({ subjectId, right, onClose }: { readonly subjectId: SubjectId; readonly right: Right; readonly onClose: () => void }): JSX.Element | null {
  const { t } = useText()
  const open = useOpenRequest()
  const alike = useAsk('request.openAlike', { subjectId, right }).data?.rows ?? []
  if (alike.length === 0) return null
  return (
    <div className="note note-warning" role="status">
      <Icon name="info" size={14} />
      <div>
        <div>{t('intake:openAlready')}</div>
        {alike.map((row) => (
          <div key={row.id} className="row gap8">
            <button type="button" className="link nowrap" onClick={() => { onClose(); open(row) }}>{caseName(t, row.caseNo)}</button>
            <RequestStateWord state={row.state} />
          </div>
        ))}
      </div>
    </div>
  )
}
