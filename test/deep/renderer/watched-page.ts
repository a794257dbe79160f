// Watches a desk's page for whatever a string that got out of its place would do: run, ask for something, open a dialog, add elements, break the policy.
import type { Page } from '@playwright/test'
import { HOSTILE_HOST, RAN } from '../../fixtures/hostile-strings'
import type { LaunchedDesk } from '../../e2e/launch'
import type { Marks, Placed } from './free-texts'

const MARK = /~m[0-9a-z]+~/g
/** The app has none of these, and every one of them does something by itself. */
const FOREIGN = 'script:not([src^="/"]):not([src^="./"]):not([src^="app:"]), iframe, frame, object, embed, base, video, audio, marquee, math, foreignObject, animate, set, meta[http-equiv="refresh" i], template, noscript, xmp, textarea + style, a[href], form[action], img[src*="//"]'

export interface Watched {
  /** All that went wrong, in words; empty at the end of a good run. */
  readonly problems: readonly string[]
  /** Marks whose whole text stood on some screen. */
  readonly seen: ReadonlySet<string>
  /** Texts whose mark was there and whose words were not what was put. */
  readonly altered: ReadonlySet<string>
  looks(): number
  look(where: string): Promise<void>
}

/** On from now; the page stays one page, so what is set in it stays. */
export async function watchPage({ app }: LaunchedDesk, page: Page, marks: Marks): Promise<Watched> {
  const problems: string[] = []
  const seen = new Set<string>()
  const altered = new Set<string>()
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('framenavigated', (frame) => problems.push(`navigation: ${frame.url()}`))
  page.on('popup', (popup) => problems.push(`window: ${popup.url()}`))
  app.context().on('request', (request) => {
    if (!request.url().startsWith('app://bundle/')) problems.push(`request: ${request.url()}`)
  })
  await page.evaluate(() => {
    const violations: string[] = []
    Reflect.set(globalThis, 'policyViolations', violations)
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => violations.push(`${violatedDirective} ${blockedURI} ${sample}`))
  })
  let looks = 0
  const look = async (where: string): Promise<void> => {
    looks++
    const found = await readPage(page)
    if (found.ran !== undefined) problems.push(`${where}: number ${String(found.ran)} ran`)
    for (const violation of found.violations) problems.push(`${where}: policy: ${violation}`)
    for (const element of found.foreign) problems.push(`${where}: element: ${element}`)
    for (const mark of new Set(found.text.match(MARK))) {
      const placed = marks.placed.get(mark)
      if (placed === undefined) continue
      if (standsIn(found.text, placed)) seen.add(mark)
      else altered.add(`${where}: ${placed.field}: ${placed.text} | ${found.text.slice(Math.max(0, found.text.indexOf(mark) - placed.text.length - 20), found.text.indexOf(mark) + 10)}`)
    }
  }
  return { problems, seen, altered, looks: () => looks, look }
}

/** Space before and behind is nothing of what a text says; an address may be told in small letters, as it is compared. */
const standsIn = (text: string, { text: placed }: Placed): boolean => text.includes(placed.trim()) || text.includes(placed.trim().toLowerCase())

function readPage(page: Page) {
  return page.evaluate(
    ([ran, foreign, host]) => {
      const elements = [...document.querySelectorAll('*')]
      const acting = elements.filter((element) => [...element.attributes].some(({ name, value }) => name.startsWith('on') || (/^(href|src|action|data|poster|ping|style)$/.test(name) && value.includes(host))))
      const violations = Reflect.get(globalThis, 'policyViolations') as string[]
      const typed = elements.flatMap((element) => (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? [element.value] : []))
      const told = elements.flatMap((element) => [...element.attributes].filter(({ name }) => /^(title|alt|placeholder|aria-label|aria-description|aria-valuetext)$/.test(name)).map(({ value }) => value))
      return {
        ran: Reflect.get(globalThis, ran) as number | undefined,
        violations: violations.splice(0),
        foreign: [...document.querySelectorAll(foreign), ...acting].map((element) => element.outerHTML.slice(0, 200)),
        text: [document.body.textContent ?? '', ...typed, ...told].join('\n'),
      }
    },
    [RAN, FOREIGN, HOSTILE_HOST] as const,
  )
}
