// Measures from the press of a key in the search box to the painted rows of what is typed, in the real app, beside the same window echoing the key in a bare input.
import { prepareDesk } from '../../scripts/lib/desk-launch.mjs'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import type { Page } from 'playwright'
import type { Bench } from './harness/bench'
import { withStarted, type Startable } from './harness/electron-start'
import { enrolledProfile } from './harness/enrolled-profile'
import { BENCH_NOW } from './harness/moment'

const { zhou } = DEMO_STAFF
/** What people type: the beginning and the end of numbers, names in letters of every length, a part of an address; each key is a sample. */
const TYPED = ['zhang', 'wangw', 'lisi', 'chen', '138', '5513', '0086', 'mail.ex', 'x20', 'liuxy'] as const
/** Between two keys of somebody who types fast. */
const PAUSE_MS = 120

/** In the page: until the frame after that in which `isThere` holds is painted, from the moment that the key was pressed. */
async function paintedAfter(page: Page, key: string, what: 'rows' | 'echo'): Promise<number> {
  await page.evaluate((kind) => {
    const seen = { took: undefined as number | undefined }
    Object.assign(window, { benchSeen: seen })
    addEventListener('keydown', ({ timeStamp }) => {
      const look = (): void => {
        const isThere = kind === 'echo' || document.querySelector('.search-list[aria-busy=false]') !== null
        if (isThere) setTimeout(() => (seen.took = performance.now() - timeStamp))
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }, { capture: true, once: true })
  }, what)
  await page.keyboard.press(key)
  const took = await page.waitForFunction(() => (window as unknown as { readonly benchSeen: { readonly took: number | undefined } }).benchSeen.took)
  await page.waitForTimeout(PAUSE_MS)
  return (await took.jsonValue()) ?? 0
}

/** Every key of every text, one after the other, each text from an empty box. */
async function typeAll(page: Page, what: 'rows' | 'echo'): Promise<readonly number[]> {
  const samples: number[] = []
  for (const text of TYPED) {
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    for (const key of text) samples.push(await paintedAfter(page, key, what))
  }
  return samples
}

/** A bare input over everything, in the same window; gone again when it was typed into. */
async function typeIntoBare(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const bare = document.createElement('input')
    bare.id = 'bench-echo'
    document.body.prepend(bare)
    bare.focus()
  })
  const samples = await typeAll(page, 'echo')
  await page.evaluate(() => document.getElementById('bench-echo')?.remove())
  return samples
}

async function typeIntoSearch(page: Page): Promise<readonly number[]> {
  await page.locator('.search-box input').focus()
  return typeAll(page, 'rows')
}

export const bench: Bench = {
  title: 'key press to painted rows of the search, beside the same window echoing the key in a bare input',
  async run(context) {
    const desk = await prepareDesk()
    if (desk.sandboxProblem !== undefined) throw new Error(desk.sandboxProblem)
    const profileDir = await enrolledProfile(context, desk)
    const ours: Startable = { executable: desk.executablePath, args: [`--privacy-desk-profile=${profileDir}`, `--privacy-desk-now=${BENCH_NOW}`], env: desk.env }
    await withStarted(ours, async ({ page }) => {
      await page.locator('.passphrase-input input').fill(zhou.passphrase)
      await page.keyboard.press('Enter')
      await page.locator('[role=grid] [role=row]').nth(1).waitFor()
      const figures = await context.compareSeries({
        unit: 'ms',
        round: async () => ({ echo: await typeIntoBare(page), rows: await typeIntoSearch(page) }),
        figures: [
          { name: 'key-to-rows-p50', of: ['rows', 0.5], beside: ['echo', 0.5], against: 'echo in a bare input', over: 'machine' },
          { name: 'key-to-rows-p95', of: ['rows', 0.95], beside: ['echo', 0.95], against: 'echo in a bare input', over: 'machine' },
        ],
      })
      const p95 = figures.find(({ name }) => name === 'key-to-rows-p95')
      if (p95?.reference !== undefined) context.note({ name: 'key-to-rows-p95-above-echo', value: p95.value - p95.reference, unit: 'ms', noisy: p95.noisy, goal: { value: { atMost: 50 } } })
    })
  },
}
