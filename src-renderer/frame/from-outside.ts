// What came from outside is shown once somebody is signed in: the case that a link names, the check of a file that the system opened, the list behind a notice.
import { useEffect, useEffectEvent } from 'react'
import { useOpenRequest } from '../components/use-open-request'
import { useDesk, useGo } from '../desk-context'
import type { NoticeKind } from '../../src-shared/contract/shell'
import type { Place } from '../stores/place'
import { useText } from '../text'

/** Cases near their deadline have no view of their own; the team's begins with them. */
const PLACE_OF: Readonly<Record<NoticeKind, Place>> = {
  overdue: { screen: 'queue', view: 'overdue' }, 'due-today': { screen: 'queue', view: 'due-today' }, 'at-risk': { screen: 'queue', view: 'team' },
  'to-approve': { screen: 'queue', view: 'to-approve' }, refused: { screen: 'sync', part: 'refused' },
}

/** Shows nothing itself; it is there while somebody is signed in. */
export function FromOutside(): null {
  const { shell, bridge, toast } = useDesk()
  const { t } = useText()
  const go = useGo()
  const open = useOpenRequest()
  const showCase = async (caseNo: string): Promise<void> => {
    const found = await bridge.ask('request.byNumber', { caseNo })
    if (found.ok && found.value.row) open(found.value.row)
    else toast.getState().show(t(found.ok ? 'app:link.unknown' : 'app:link.refused', { caseNo }))
  }
  const show = useEffectEvent(async () => {
    const asked = await shell.takeLink()
    if (asked?.kind === 'case') await showCase(asked.caseNo)
    if (asked?.kind === 'file') go({ screen: 'packages', part: 'check', pickId: asked.pickId })
    if (asked?.kind === 'work') go(PLACE_OF[asked.of])
    if (asked?.kind === 'no-file') toast.getState().show(t('app:link.noFile'))
  })
  useEffect(() => {
    void show()
    return shell.onLink(() => void show())
  }, [shell])
  return null
}
