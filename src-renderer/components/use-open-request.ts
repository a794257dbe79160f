// Goes to one request in the view of the queue that lists it.
import type { QueueView } from '../../src-shared/contract/queue'
import type { RequestRow } from '../../src-shared/contract/views'
import { useDesk, useGo, useMe } from '../desk-context'

export function useOpenRequest(): (row: RequestRow) => void {
  const { selection } = useDesk()
  const go = useGo()
  const me = useMe()
  const viewOf = (row: RequestRow): QueueView => (row.clock.phase === 'closed' ? 'closed' : row.assignee?.id === me.staffId ? 'mine' : 'team')
  return (row) => {
    selection.getState().selectRequest(viewOf(row), row.id)
    go({ screen: 'queue', view: viewOf(row) })
  }
}
