// index.html of a package in real Chromium, with two hundred hostile strings in every text of it: nothing is asked for, nothing runs but the page's own
// script, and the page is the page that it is with harmless values (security.md X-4).
import { expect, test } from '@playwright/test'
import type { PageFacts } from '../../src-main/packages/page-facts'
import { renderHtml } from '../../src-main/packages/render-html'
import { HOSTILE_HOST, hostileStrings, RAN } from '../fixtures/hostile-strings'
import { openPageWindow, type PageWindow } from '../fixtures/page-window'
import { collected, MADE_AT } from '../fixtures/package-source'
import { personWithEveryField, poison } from '../fixtures/poisoned-package'
import { PACK_VERSION } from '../fixtures/rules'

const FACTS: PageFacts = { madeAt: MADE_AT, dataAsOf: MADE_AT, rulesPack: PACK_VERSION, packageId: '0197a0aa-0000-7000-8000-000000000001', fileName: 'access-package-26-1179-00000001.zip', deviceName: 'DL-CS-07', organisationFingerprint: 'ab'.repeat(32) }
/** Of the service log; every category of it is there. */
const ROWS = 30

interface Seen {
  readonly ran: unknown
  /** What the page's own policy had to stop: nothing of a page of ours ever gets that far. */
  readonly violations: readonly string[]
  readonly elements: number
  readonly scripts: number
  /** Of links and whatever else may name something to fetch. */
  readonly targets: readonly string[]
}

test.describe('the page of a package', () => {
  let window: PageWindow
  const dialogs: string[] = []
  test.beforeAll(async () => {
    test.setTimeout(300_000)
    window = await openPageWindow()
    window.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await window.page.addInitScript(() => {
      const violations: string[] = []
      Reflect.set(globalThis, 'violations', violations)
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => violations.push(`${violatedDirective} ${blockedURI}`))
    })
  })
  test.afterAll(() => window?.close())

  const look = (): Promise<Seen> =>
    window.page.evaluate((ran) => {
      const naming = [...document.querySelectorAll('[href],[src],[srcset],[action],[data],[poster],[ping],[background]')]
      return {
        ran: Reflect.get(globalThis, ran) as unknown,
        violations: Reflect.get(globalThis, 'violations') as string[],
        // Equal wordings stand once, so two spans of a bilingual value depend on it.
        elements: document.querySelectorAll('*:not(span)').length,
        scripts: document.scripts.length,
        targets: naming.flatMap((element) => [...element.attributes].filter(({ name }) => /^(href|src|srcset|action|data|poster|ping|background)$/.test(name)).map(({ value }) => value)),
      }
    }, RAN)

  test('asks for nothing and runs nothing, whatever stands in every text of it', async () => {
    test.setTimeout(600_000)
    const data = await collected(personWithEveryField(ROWS))
    expect(await window.open(renderHtml(poison(data, 'harmless'), { ...FACTS, deviceName: 'harmless' }))).toEqual([])
    const harmless = await look()
    expect(harmless).toMatchObject({ violations: [], scripts: 1 })
    expect(harmless.elements).toBeGreaterThan(300)
    const strings = hostileStrings()
    expect(strings.length).toBe(200)
    for (const value of strings) {
      const tried = await window.open(renderHtml(poison(data, value), { ...FACTS, deviceName: value }))
      expect([value, tried, dialogs, await look()]).toEqual([value, [], [], harmless])
    }
    for (const target of harmless.targets) expect(target).toMatch(/^(#[\w-]+|files\/\d\d\.txt)$/)
  })

  test('finds and counts rows by hostile words as by any others, and is whole in the other language', async () => {
    const data = await collected(personWithEveryField(ROWS))
    const { page } = window
    for (const value of hostileStrings().filter((_, at) => at % 20 === 0)) {
      await window.open(renderHtml(poison(data, value), FACTS))
      await page.locator('label[for=lang-en]').click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await page.locator('#find-text').fill(value.trim())
      await page.locator('#find-text').fill('no row says this')
      await expect(page.locator('#find-count')).toHaveText(`0 / ${String(ROWS)}`)
      expect([value, await page.evaluate((ran) => Reflect.get(globalThis, ran) as unknown, RAN)]).toEqual([value, undefined])
    }
    expect(dialogs).toEqual([])
  })

  test('would be caught: a value that is not escaped runs without the policy, and is stopped by it', async () => {
    const page = renderHtml(poison(await collected(personWithEveryField(ROWS)), 'harmless'), FACTS)
    const broken = page.replace('harmless', `<img src=//${HOSTILE_HOST}/1 onerror="globalThis.${RAN}=1"><script>globalThis.${RAN}=2</script>`)
    const asked = new RegExp(`//${HOSTILE_HOST}/1$`)
    // The last check of it: without the policy both act; a request to a file's own scheme counts too.
    const unguarded = await window.open(broken.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''))
    expect(unguarded.some((one) => asked.test(one))).toBe(true)
    expect((await look()).ran).toBeDefined()
    expect(await window.open(broken)).toEqual([])
    const guarded = await look()
    expect(guarded.ran).toBeUndefined()
    expect(guarded.violations.length).toBeGreaterThan(0)
  })
})
