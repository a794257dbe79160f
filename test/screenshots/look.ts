// Takes the pictures of one screen, in both languages, light, dark and with more contrast, and reads its texts on the way: nothing cut, nothing of the other language.
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { LANGUAGES, type Language } from '../../src-shared/contract/shell'
import { hasLettersOf, isBroken, readOwnTexts } from './own-texts'
import { readTexts, type SeenText } from './read-texts'

const OUT = 'screenshots-output'
/** What the guides show; `npm run screenshots -- --guide` copies it into docs/pictures/guide. */
const FOR_GUIDES = join(OUT, 'guide')
const LOOKS = ['dark', 'contrast', 'light'] as const
const isOwnText = readOwnTexts()
const faults: string[] = []

/** The last of a file, so that a word that is cut keeps no picture from being taken. */
export function expectNoFaults(): void {
  expect(faults).toEqual([])
}

export interface LookOptions {
  /** The part that a guide shows. */
  readonly guide?: Locator
}

/** Leaves the desk in Chinese and light. */
export async function look(page: Page, name: string, { guide }: LookOptions = {}): Promise<void> {
  // What was just done is told over the foot of the screen for ten seconds.
  if (guide !== undefined) await expect(page.locator('.toast')).toHaveCount(0, { timeout: 30_000 })
  const texts = new Map<Language, readonly SeenText[]>()
  for (const language of [...LANGUAGES].reverse()) {
    mkdirSync(join(OUT, language), { recursive: true })
    await page.evaluate((value) => window.desk.settings.set({ language: value }), language)
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    for (const one of LOOKS) {
      await show(page, one)
      await page.screenshot({ path: join(OUT, language, `${name}-${one}.png`), animations: 'disabled' })
    }
    if (guide !== undefined) {
      mkdirSync(join(FOR_GUIDES, language), { recursive: true })
      await guide.screenshot({ path: join(FOR_GUIDES, language, `${name}.png`), animations: 'disabled' })
    }
    texts.set(language, await page.evaluate(readTexts))
  }
  faults.push(...LANGUAGES.flatMap((language) => faultsOf(texts.get(language) ?? [], language).map((fault) => `${name} · ${fault}`)))
  tellAlike(name, texts)
}

async function show(page: Page, one: (typeof LOOKS)[number]): Promise<void> {
  const theme = one === 'dark' ? 'dark' as const : 'light' as const
  await page.emulateMedia({ contrast: one === 'contrast' ? 'more' : null })
  await page.evaluate((value) => window.desk.settings.set({ theme: value }), theme)
  await page.locator(`html[data-theme="${theme}"]`).waitFor()
  // Colours change over 120 ms, a dialog fades in over 200.
  await page.waitForTimeout(250)
}

const otherThan = (language: Language): Language => (language === 'en' ? 'zh-CN' : 'en')

function faultsOf(texts: readonly SeenText[], language: Language): readonly string[] {
  const other = otherThan(language)
  const fault = (what: string, { text, place }: SeenText): string => `${language} ${what}: ${text.slice(0, 80)} (${place})`
  return [...new Set(texts.flatMap((seen) => [
    ...(seen.cut === undefined ? [] : [fault(`cut ${seen.cut}`, seen)]),
    ...(isBroken(seen.text) ? [fault('broken', seen)] : []),
    ...(isOwnText(seen.text, other) && !isOwnText(seen.text, language) ? [fault('not translated', seen)] : []),
  ]))]
}

/**
 * What reads the same in both languages and is no text of the program's: data (names, numbers, somebody's words) or a word that was written past the locales. A machine
 * cannot tell one from the other, so each stands once in a file for whoever looks at the pictures.
 */
function tellAlike(name: string, texts: ReadonlyMap<Language, readonly SeenText[]>): void {
  const there = new Set(texts.get('en')?.map(({ text }) => text))
  const alike = [...new Set(texts.get('zh-CN')?.map(({ text }) => text))].filter((text) => there.has(text) && LANGUAGES.some((language) => hasLettersOf(text, language)) && !LANGUAGES.every((language) => isOwnText(text, language)))
  appendFileSync(join(OUT, 'same-in-both-languages.txt'), `${name}\n${alike.map((text) => `  ${text.replaceAll('\n', ' ').slice(0, 160)}\n`).join('')}`)
}
