// A case that a link from outside names: shown once somebody is signed in, or said that it is not here.
import { useEffect, useEffectEvent } from 'react'
import { useOpenRequest } from '../components/use-open-request'
import { useDesk } from '../desk-context'
import { useText } from '../text'

/** Shows nothing itself; it is there while somebody is signed in. */
export function LinkedCase(): null {
  const { shell, bridge, toast } = useDesk()
  const { t } = useText()
  const open = useOpenRequest()
  const show = useEffectEvent(async () => {
    const caseNo = await shell.takeLink()
    if (caseNo === undefined) return
    const found = await bridge.ask('request.byNumber', { caseNo })
    if (found.ok && found.value.row) open(found.value.row)
    else toast.getState().show(t(found.ok ? 'app:link.unknown' : 'app:link.refused', { caseNo }))
  })
  useEffect(() => {
    void show()
    return shell.onLink(() => void show())
  }, [shell])
  return null
}
