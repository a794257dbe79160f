// E-9: what a desktop system keeps by itself of what an app shows it, and no erasure of ours reaches: the app gives it nothing.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOMS = ['src-main', 'src-renderer', 'src-shared']
/** Notices and their history, lists of recent files and people, jump lists, badges and dumps. */
const KEPT_BY_THE_SYSTEM = /\bnew Notification\b|\bNotification\.requestPermission\b|\baddRecentDocument\b|\bsetJumpList\b|\bsetUserTasks\b|\bsetBadge|\bsetOverlayIcon\b|\bnew Tray\b|\bcrashReporter\s*\.\s*start\b/
const DIALOG = /\bshow(?:Open|Save)Dialog(?:Sync)?\(/g

const sources = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|html)$/.test(name))
    .map((name) => ({ name: join(room, name), text: readFileSync(join(room, name), 'utf8') })),
)

/** A kind and a count in fixed words, by a strict message (test/unit/work-notices.test.ts; decision 0079). */
const NOTICES = 'src-main/windows/work-notice.ts'

it('notices of the system come from one place, which knows no text of a case; no list of recent files, no dump', () => {
  expect(sources.length).toBeGreaterThan(300)
  expect(sources.filter(({ text }) => KEPT_BY_THE_SYSTEM.test(text)).map(({ name }) => name)).toEqual([NOTICES])
  expect(KEPT_BY_THE_SYSTEM.test("new Notification('张伟')")).toBe(true)
})

it('a file that is picked in a dialog does not become a recent one', () => {
  const dialogs = sources.flatMap(({ name, text }) => [...text.matchAll(DIALOG)].map(({ index }) => ({ name, call: text.slice(index, text.indexOf('\n  })', index)) })))
  expect(dialogs.length).toBeGreaterThan(0)
  for (const { name, call } of dialogs) expect(call, name).toContain("'dontAddToRecent'")
})
