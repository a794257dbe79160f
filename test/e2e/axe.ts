// WCAG 2.2 AA as far as a machine can see it, in both themes, for whatever is on the screen now.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Until nothing fades or slides any more, but for what turns for ever: half transparent text has another contrast. What was just opened begins to move some frames later. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(100)
  await page.waitForFunction(() => document.getAnimations().every(({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().endTime === Infinity))
}

/** Leaves the theme light. */
export async function expectNoViolation(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((value) => window.desk.settings.set({ theme: value }), theme)
    await page.locator(`html[data-theme="${theme}"]`).waitFor()
    await settle(page)
    const rules = new AxeBuilder({ page }).setLegacyMode(true)
    // Only colours differ between the themes.
    const { violations } = await (theme === 'dark' ? rules.withRules(['color-contrast']) : rules.withTags(TAGS)).analyze()
    expect(violations.map((one) => `${name} ${theme} ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([])
  }
}
