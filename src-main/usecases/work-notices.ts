// What is told to whoever is signed in while they look elsewhere: kinds and counts alone. A notice says that there is more of something than was last known;
// which case it is stands on the screen, behind the lock.
import type { Day } from '../../src-shared/base/clock'
import type { Me } from '../../src-shared/contract/session'
import { NOTICE_KINDS, type NoticeKind, type WorkNotice } from '../../src-shared/contract/shell'
import { readQueueFigures } from '../vault/repositories/queue-counts'
import { countOwnOutbox } from '../vault/repositories/outbox'
import { listScopes } from '../vault/repositories/scopes'
import type { Vault } from '../vault/vault'

/** A kind that whoever is signed in does not see is absent. */
export type NoticeCounts = Readonly<Partial<Record<NoticeKind, number>>>

/** Undefined while cases are still being fetched for the first time: what comes then is no news. */
export async function readNoticeCounts({ vault, me, today }: { readonly vault: Pick<Vault, 'reader'>; readonly me: Me; readonly today: () => Day }): Promise<NoticeCounts | undefined> {
  const cases = (await listScopes(vault.reader)).filter(({ kind }) => kind === 'case')
  if (cases.length === 0 || !cases.every(({ ready }) => ready)) return undefined
  if (!me.permissions.includes('read-queue')) return {}
  const { views, clocks } = await readQueueFigures(vault.reader, { me: me.staffId, today: today() })
  const { refused } = await countOwnOutbox(vault.reader, me.staffId)
  return {
    'due-today': clocks.dueToday, overdue: clocks.overdue, 'at-risk': clocks.atRisk, refused,
    ...(me.permissions.includes('approve-erasure') ? { 'to-approve': views['to-approve'] } : {}),
  }
}

/** A flood of cases is told once, and again when there are more after this time. */
const QUIET_MS = 10 * 60_000

export interface NoticeWatch {
  /** What there is more of than was last told or seen to be fewer; of the first counts nothing, for whoever signs in has the screen before them. */
  readonly judge: (now: NoticeCounts | undefined) => readonly WorkNotice[]
}

/** `mono`: milliseconds that only grow. */
export function createNoticeWatch(mono: () => number): NoticeWatch {
  let known: NoticeCounts | undefined
  const toldAt = new Map<NoticeKind, number>()
  const judgeKind = (kind: NoticeKind, before: number, count: number): WorkNotice | undefined => {
    if (count <= before || mono() - (toldAt.get(kind) ?? -Infinity) < QUIET_MS) return undefined
    toldAt.set(kind, mono())
    return { kind, count }
  }
  return {
    judge: (now) => {
      if (now === undefined) {
        known = undefined
        return []
      }
      const former = known ?? now
      const notices = NOTICE_KINDS.flatMap((kind) => judgeKind(kind, former[kind] ?? 0, now[kind] ?? 0) ?? [])
      const isTold = (kind: NoticeKind): boolean => notices.some((notice) => notice.kind === kind)
      // What is held back for now stays news; fewer are fewer at once.
      known = Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, isTold(kind) ? now[kind] : Math.min(former[kind] ?? 0, now[kind] ?? 0)]))
      return notices
    },
  }
}
