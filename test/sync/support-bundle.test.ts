// The support bundle of a whole desk at work: what is saved is what was shown, it is on record, and it names nobody.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { SupportBundle } from '../../src-shared/contract/support'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openDesk, type TestDesk } from '../fixtures/test-desk'

const SETTINGS = { language: 'en', theme: 'system', zoom: 1 } as const
let desk: TestDesk
beforeAll(async () => {
  desk = await openDesk(await startOnlyOrigin({ people: 60 }), DEMO_STAFF.zhou)
})
afterAll(removeDesksAndOrigin)

test('it is made, shown, saved as shown and audited', async () => {
  await desk.ask('person.open', { subjectId: 'nobody' } as never)
  const { bundleId, text } = await desk.get('support.make', { settings: SETTINGS })
  const { fileName } = await desk.get('support.save', { bundleId })
  const file = join(desk.exportDir, fileName)
  expect(await readFile(file, 'utf8')).toBe(text)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const bundle = JSON.parse(text) as SupportBundle
  expect(bundle.integrity).toMatchObject({ pages: 'ok', seals: 'ok', audit: 'whole' })
  expect(bundle.errors.answers).toEqual({ 'bad-message': 1 })
  expect(bundle.audit.kinds['session.unlock']).toBe(1)
  expect(bundle.store.rows['people']).toBeGreaterThan(0)
  const { text: second } = await desk.get('support.make', { settings: SETTINGS })
  expect((JSON.parse(second) as SupportBundle).audit.kinds['support.save']).toBe(1)
})

test('it names nobody: no person, no staff, no workstation, no host', async () => {
  const { text } = await desk.get('support.make', { settings: SETTINGS })
  const found = await desk.get('search.people', { query: 'SX', limit: 50, offset: 0 })
  const seen = JSON.stringify(found)
  const ids = [...seen.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g)].map(([id]) => id)
  expect(text).not.toMatch(/[\u4e00-\u9fff]|@(?!\d)|[0-9a-f]{8}-[0-9a-f]{4}|\d{11}|localhost|127\.0/)
  for (const word of [...ids, DEMO_STAFF.zhou.id, DEMO_STAFF.zhou.login, '测试工作站']) expect(text).not.toContain(word)
})

test('what was shown before the newest, or never, is not saved', async () => {
  const old = await desk.get('support.make', { settings: SETTINGS })
  const { bundleId } = await desk.get('support.make', { settings: SETTINGS })
  expect(await desk.ask('support.save', { bundleId: old.bundleId })).toMatchObject({ ok: false, error: { kind: 'not-found' } })
  const [first, second] = [await desk.get('support.save', { bundleId }), await desk.get('support.save', { bundleId })]
  expect(second.fileName).not.toBe(first.fileName)
})
