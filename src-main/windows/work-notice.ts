// Shows notices of the system: a kind and a count in fixed words, nothing else. They stay in the system's own list, which a lock of ours does not cover,
// so a lock takes them back.
import { Notification } from 'electron'
import type { NoticeKind, WorkNotice } from '../../src-shared/contract/shell'

export interface WorkNoticesDeps {
  /** Switched on, and nobody is looking at our window. */
  readonly isWanted: () => boolean
  readonly textOf: (notice: WorkNotice) => { readonly title: string; readonly body: string }
  readonly onClick: (kind: NoticeKind) => void
}

export interface WorkNotices {
  show(notice: WorkNotice): void
  takeBack(): void
}

export function createWorkNotices({ isWanted, textOf, onClick }: WorkNoticesDeps): WorkNotices {
  /** The newest of each kind; one that nothing holds is collected, and with it its click. */
  const shown = new Map<NoticeKind, Notification>()
  return {
    show: (notice) => {
      if (!isWanted() || !Notification.isSupported()) return
      shown.get(notice.kind)?.close()
      const one = new Notification({ ...textOf(notice), silent: true })
      one.on('click', () => onClick(notice.kind))
      shown.set(notice.kind, one)
      one.show()
    },
    takeBack: () => {
      for (const one of shown.values()) one.close()
      shown.clear()
    },
  }
}
