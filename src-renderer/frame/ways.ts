// Where one can go from everywhere: each place with its word and, where it has one, the key after `G`.
import { QUEUE_VIEWS, type QueueView } from '../../src-shared/contract/queue'
import type { Permission } from '../../src-shared/domain/vocabulary'
import type { TextKey } from '../../src-shared/text/locales'
import { useAsk } from '../desk-context'
import { useShowSaved } from '../screens/queue/saved-view-acts'
import type { Place } from '../stores/place'

export interface Way {
  readonly text: TextKey
  readonly place: Place
  /** By its place on the keyboard. */
  readonly second?: string
  readonly needs?: Permission
}

/** The tenth view is at 0. */
const VIEWS = QUEUE_VIEWS.map((view, index): Way => ({ text: `queue:view.${view}`, place: { screen: 'queue', view }, ...(index < 10 ? { second: `Digit${(index + 1) % 10}` } : {}) }))

export const WAYS: readonly Way[] = [
  ...VIEWS,
  { text: 'app:nav.people', place: { screen: 'search' }, second: 'KeyP' },
  { text: 'app:nav.toSend', place: { screen: 'sync', part: 'to-send' } },
  { text: 'app:nav.refused', place: { screen: 'sync', part: 'refused' } },
  { text: 'keys:way.sync', place: { screen: 'sync', part: 'state' }, second: 'KeyS' },
  { text: 'app:nav.policies', place: { screen: 'policies' }, second: 'KeyO' },
  { text: 'app:nav.inventory', place: { screen: 'inventory', part: 'fields' } },
  { text: 'app:nav.incidents', place: { screen: 'incidents' }, needs: 'keep-incidents' },
  { text: 'app:nav.packages', place: { screen: 'packages', part: 'made' } },
  { text: 'app:nav.audit', place: { screen: 'audit', part: 'chain' } },
  { text: 'audit:part.lines', place: { screen: 'audit', part: 'lines' }, needs: 'read-audit' },
  { text: 'audit:use.title', place: { screen: 'audit', part: 'use' }, needs: 'read-access-use' },
  { text: 'app:nav.reports', place: { screen: 'reports' }, second: 'KeyR', needs: 'read-reports' },
  { text: 'report:bundle.way', place: { screen: 'reports', bundle: true }, needs: 'read-reports' },
  { text: 'app:nav.retention', place: { screen: 'retention' }, needs: 'read-reports' },
  { text: 'app:nav.devices', place: { screen: 'fleet', part: 'devices' }, second: 'KeyF', needs: 'manage-devices' },
]

export interface SavedWay {
  readonly id: string
  readonly name: string
  readonly view: QueueView
  readonly isShared: boolean
  readonly show: () => void
}

/** One's own views and then the shared ones: the order of the sidebar, of the palette and of the digits. */
export function useSavedWays(): readonly SavedWay[] {
  const own = useAsk('queue.views', {}, { former: 'keep' }).data ?? []
  const shared = useAsk('preset.list', {}, { former: 'keep' }).data?.views ?? []
  const showSaved = useShowSaved()
  return [
    ...own.map((saved) => ({ id: saved.viewId, name: saved.name, view: saved.view, isShared: false, show: () => showSaved(saved.viewId, saved) })),
    ...shared.map((saved) => ({ id: saved.presetId, name: saved.name, view: saved.query.view, isShared: true, show: () => showSaved(saved.presetId, saved.query) })),
  ]
}
