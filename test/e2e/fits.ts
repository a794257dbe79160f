// Whether a screen can be used in the smallest window there is and at twice the size of the letters: every text whole or reached by scrolling down, nothing over it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { DEFAULT_SIZE, MIN_SIZE } from '../../src-main/windows/window-place'
import { LANGUAGES, type Zoom } from '../../src-shared/contract/shell'
import { readTexts, type SeenText } from '../screenshots/read-texts'
import type { Driver } from './desk-driver'
import { switchTo } from './languages'
import { ARE_PICTURES_WANTED } from './pictures'

const SHOTS = join('screenshots-output', 'fits')

interface Look {
  readonly name: string
  readonly size: { readonly width: number; readonly height: number }
  readonly zoom: Zoom
}
const LOOKS: readonly Look[] = [{ name: 'small', size: MIN_SIZE, zoom: 1 }, { name: 'zoomed', size: DEFAULT_SIZE, zoom: 2 }]
const USUAL: Look = { name: 'usual', size: DEFAULT_SIZE, zoom: 1 }

const faults: string[] = []

/** The last of a file: what does not fit on one screen keeps no other from being looked at. */
export function expectNoFaults(): void {
  expect([...new Set(faults)]).toEqual([])
}

/** In both languages; leaves the window as a first start has it, in Chinese. The hint in an empty field may end early: its label says what it is for. */
export async function lookWhetherItFits({ page, desk }: Pick<Driver, 'page' | 'desk'>, name: string): Promise<void> {
  for (const language of [...LANGUAGES].reverse()) {
    await switchTo(page, language)
    for (const look of LOOKS) {
      await show({ page, desk }, look)
      if (ARE_PICTURES_WANTED) await shootWindow(desk, `${name}-${look.name}-${language}`)
      const cut = (await page.evaluate(readTexts)).filter((text) => isFault(text, look)).map((text) => `cut ${text.cut ?? ''}: ${text.text.slice(0, 60)} (${text.place})`)
      faults.push(...[...cut, ...(await page.evaluate(readCovered))].map((fault) => `${name} ${look.name} ${language} · ${fault}`))
    }
  }
  await show({ page, desk }, USUAL)
}

/** At twice the size a table may have to be scrolled sideways, and nothing else. */
function isFault({ cut, place, inTable }: SeenText, { zoom }: Look): boolean {
  return cut !== undefined && !place.startsWith('input') && !(zoom > 1 && inTable === true && cut === 'only by scrolling sideways')
}

/** Of the window as it is seen: Playwright's own pictures are of the page without the zoom. */
async function shootWindow({ app }: Driver['desk'], name: string): Promise<void> {
  // A picture is of the last frame that was put together, which may be one of before.
  await wait(200)
  const png = await app.evaluate(async ({ BrowserWindow }) => (await BrowserWindow.getAllWindows().at(-1)?.webContents.capturePage())?.toPNG().toString('base64') ?? '')
  mkdirSync(SHOTS, { recursive: true })
  writeFileSync(join(SHOTS, `${name}.png`), Buffer.from(png, 'base64'))
}

async function show({ page, desk }: Pick<Driver, 'page' | 'desk'>, { size, zoom }: Look): Promise<void> {
  await desk.app.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows().at(-1)?.setContentSize(width, height), size)
  await page.evaluate((value) => window.desk.settings.set({ zoom: value }), zoom)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(Math.round(size.width / zoom))
}

/** In the page: texts that reach into the next cell of a table, and those that something else lies over which is no layer of its own (a dialog, a pane that was opened, the head of a list under which its rows pass). */
function readCovered(): readonly string[] {
  const isLayer = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { position, zIndex } = getComputedStyle(at)
      if (position === 'fixed' || position === 'sticky' || (position === 'absolute' && zIndex !== 'auto')) return true
    }
    return false
  }
  /** Scrolled away, it is no more to be seen than what it lies under. */
  const isOutOfSight = (element: Element, x: number, y: number): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at)
      const frame = at.getBoundingClientRect()
      if (overflowX !== 'visible' && (x < frame.left || x > frame.right)) return true
      if (overflowY !== 'visible' && (y < frame.top || y > frame.bottom)) return true
    }
    return false
  }
  const covered: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (text === '' || element === null || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.clientWidth === 1 || element.closest('.visually-hidden') !== null || getComputedStyle(element).color === 'rgba(0, 0, 0, 0)') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const [box] = range.getClientRects()
    if (box === undefined || box.width < 2) continue
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
    if (isOutOfSight(element, x, y)) continue
    // Rounding of glyphs is no overlap.
    const cell = element.closest('th, td')
    if (cell !== null && box.right > cell.getBoundingClientRect().right + 2) covered.push(`over the next cell: ${text.slice(0, 60)}`)
    const hit = document.elementFromPoint(x, y)
    if (hit === null || hit.contains(element) || element.contains(hit) || isLayer(hit)) continue
    covered.push(`covered: ${text.slice(0, 60)} (${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} under ${hit.tagName.toLowerCase()}.${hit.getAttribute('class') ?? ''})`)
  }
  return covered
}
