// What the demo says while it works and leaves behind: one line a step with its figure, screenshots, timings, a summary.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import type { Theme } from '../../src-shared/contract/shell'

export interface DemoReport {
  readonly dir: string
  /** Runs one step and says its figure; a step that throws ends the demo. */
  step<T>(title: string, work: () => Promise<T>, figure?: (result: T) => string): Promise<T>
  shot(page: Page, name: string): Promise<void>
  finish(): void
}

export function createReport(folder: string, themes: readonly Exclude<Theme, 'system'>[]): DemoReport {
  const dir = resolve(folder)
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(join(dir, 'screenshots'), { recursive: true })
  const timings: { readonly step: string; readonly ms: number; readonly figure: string }[] = []
  let number = 0
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  return {
    dir,
    step: async (title, work, figure) => {
      number++
      const started = performance.now()
      const label = `${String(number).padStart(2)}  ${title}`
      try {
        const result = await work()
        const ms = Math.round(performance.now() - started)
        const text = figure?.(result) ?? ''
        timings.push({ step: title, ms, figure: text })
        say(`[demo] ${label} · ${String(ms)} ms${text === '' ? '' : ` · ${text}`}`)
        return result
      } catch (error) {
        say(`[demo] ${label} · FAILED`)
        throw error
      }
    },
    shot: async (page, name) => {
      for (const theme of themes) {
        await showIn(page, theme)
        await page.screenshot({ path: join(dir, 'screenshots', theme === 'light' ? `${name}.png` : `${name}-${theme}.png`) })
      }
      await showIn(page, 'light')
    },
    finish: () => {
      writeFileSync(join(dir, 'timings.json'), `${JSON.stringify(timings, undefined, 2)}\n`)
      say(`[demo] every step did what it claims: ${String(timings.length)} steps, ${String(Math.round(timings.reduce((sum, { ms }) => sum + ms, 0) / 1000))} s; see ${dir}`)
    },
  }
}

/** As somebody would who sets it in the menu; the page has it when the attribute says so. */
async function showIn(page: Page, theme: Exclude<Theme, 'system'>): Promise<void> {
  if ((await page.locator('html').getAttribute('data-theme')) === theme) return
  await page.evaluate((value) => window.desk.settings.set({ theme: value }), theme)
  await page.locator(`html[data-theme="${theme}"]`).waitFor()
}
