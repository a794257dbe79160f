// All keys on one card, opened with `?`.
import { Modal } from 'antd'
import type { JSX } from 'react'
import type { TextKey } from '../../src-shared/text/locales'
import { Kbd } from '../components/button'
import { useText } from '../text'

const KEYS: readonly { readonly caps: readonly string[]; readonly text: TextKey }[] = [
  { caps: ['J', 'K'], text: 'app:keys.move' },
  { caps: ['↵'], text: 'app:keys.open' },
  { caps: ['N'], text: 'app:keys.nextCase' },
  { caps: ['Space'], text: 'app:keys.pick' },
  { caps: ['Ctrl A'], text: 'app:keys.pickAll' },
  { caps: ['F'], text: 'app:keys.filter' },
  { caps: ['⇧ A'], text: 'app:keys.assign' },
  { caps: ['S'], text: 'app:keys.snooze' },
  { caps: ['M'], text: 'app:keys.macro' },
  { caps: ['/'], text: 'app:keys.search' },
  { caps: ['Ctrl ↵'], text: 'app:keys.newFor' },
  { caps: ['N'], text: 'app:keys.newOf' },
  { caps: ['A'], text: 'app:keys.take' },
  { caps: ['V'], text: 'app:keys.verify' },
  { caps: ['D'], text: 'app:keys.decide' },
  { caps: ['E'], text: 'app:keys.erasure' },
  { caps: ['X'], text: 'app:keys.package' },
  { caps: ['R'], text: 'app:keys.reopen' },
  { caps: ['T'], text: 'app:keys.timing' },
  { caps: ['L'], text: 'app:keys.limit' },
  { caps: ['U'], text: 'app:keys.escalate' },
  { caps: ['I'], text: 'app:keys.evidence' },
  { caps: ['W'], text: 'app:keys.withdraw' },
  { caps: ['B'], text: 'app:keys.stepBack' },
  { caps: ['O'], text: 'app:keys.letter' },
  { caps: ['H'], text: 'app:keys.note' },
  { caps: ['P'], text: 'app:keys.person' },
  { caps: ['D'], text: 'app:keys.day' },
  { caps: ['P'], text: 'app:keys.print' },
  { caps: ['Ctrl ↵'], text: 'app:keys.submit' },
  { caps: ['Z'], text: 'app:keys.undo' },
  { caps: ['Alt ←'], text: 'app:keys.back' },
  { caps: ['G', '1…0'], text: 'app:keys.goView' },
  { caps: ['G', 'S'], text: 'app:keys.goSync' },
  { caps: ['G', 'P'], text: 'app:keys.goPeople' },
  { caps: ['G', 'F'], text: 'app:keys.goDevices' },
  { caps: ['G', 'O'], text: 'app:keys.goPolicies' },
  { caps: ['Ctrl L'], text: 'app:keys.lock' },
  { caps: ['?'], text: 'app:keys.help' },
]

export function KeyHelp({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { t } = useText()
  return (
    <Modal open title={t('app:keys.title')} width={560} footer={null} onCancel={onClose} closable={{ 'aria-label': t('app:close') }}>
      <dl className="key-list">
        {KEYS.map((key) => (
          <div key={key.text} className="key-line">
            <dt>{key.caps.map((cap) => <Kbd key={cap}>{cap}</Kbd>)}<span className="visually-hidden">{key.caps.join(' ')}</span></dt>
            <dd>{t(key.text)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
