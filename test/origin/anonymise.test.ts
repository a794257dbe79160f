// What is left of anonymised rows: words of a list and rounded numbers, whatever a row said; of two rows nobody can tell which came first.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayStart } from '../../src-shared/base/clock'
import { anonymiseRows } from '../../src-origin/erasure/anonymise'
import { hostileStrings } from '../fixtures/hostile-strings'
import { up as rewriteOldRows } from '../../src-origin/store/migrations/0026-anonymous-words'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin
beforeAll(async () => {
  origin = await startTestOrigin({ people: 20 })
})
afterAll(() => origin?.remove())

async function anonymised(details: readonly string[]): Promise<readonly string[]> {
  const { db } = origin.running().context
  await db.deleteFrom('anonymous_logs').execute()
  const rows = details.map((detail) => sql`('page-performance', 'trade-search', ${dayStart('2026-06-10') + 12_345}::bigint, ${detail})`)
  await sql`with gone (category, product, at, detail) as (values ${sql.join(rows)}) ${anonymiseRows()}`.execute(db)
  const left = await db.selectFrom('anonymous_logs').selectAll().execute()
  expect(left.every((row) => row.week === dayStart('2026-06-08') && row.product === 'trade-search')).toBe(true)
  return left.map((row) => row.detail).sort()
}

test.each([
  ['Chrome 126, Windows 11, 1920x1080, 812 ms', 'Chrome, Windows, 500 ms'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/125.0 Safari/537.36 Edg/125.0', 'Edge, Windows'],
  ['WeChat 8.0, iOS 17, 390x844, 4199 ms', 'WeChat, iOS, 4000 ms'],
  ['Firefox 127, Linux, 2560x1440, 59999 ms', 'Firefox, Linux, 10000 ms'],
  ['张伟的手机 13800138000, 499 ms', 'other, other, 0 ms'],
  ['ChromeZhangWei on WindowsPC', 'other, other'],
  ['9999999 ms', 'other, other'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) MicroMessenger/8.0', 'WeChat, iOS'],
  ['', 'other, other'],
])('%s becomes %s', async (detail, left) => {
  expect(await anonymised([detail])).toEqual([left])
})

test('whatever a row says, nothing but words of the list is left', async () => {
  const left = await anonymised(hostileStrings().map((text) => `${text} SX-20201234 zhang@example.cn`).filter((text) => !text.includes('\0')))
  expect(left.length).toBeGreaterThan(100)
  for (const detail of left) expect(detail).toMatch(/^(WeChat|Edge|Firefox|Chrome|Safari|other), (Windows|Android|iOS|macOS|HarmonyOS|Linux|other)(, \d{1,5} ms)?$/)
})

test('rows that were anonymised before say no more either, and the same of each', async () => {
  const { db } = origin.running().context
  const details = [...hostileStrings(60).filter((text) => !text.includes('\0')), 'Chrome 126, Windows 11, 1920x1080, 812 ms', 'WeChat 8.0, iOS 17, 390x844, 41999 ms', 'Mozilla/5.0 (Macintosh) Edg/125.0', '']
  const now = await anonymised(details)
  await db.deleteFrom('anonymous_logs').execute()
  await db.insertInto('anonymous_logs').values(details.map((detail) => ({ category: 'page-performance', product: 'trade-search', week: 0, detail }))).execute()
  await rewriteOldRows(db as never)
  expect((await db.selectFrom('anonymous_logs').select('detail').execute()).map((row) => row.detail).sort()).toEqual(now)
})
