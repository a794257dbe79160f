// The guides say what the app does: every screen has its page, every command its key, every word that is quoted stands on a screen, and every link leads somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { QUEUE_VIEWS } from '../../src-shared/contract/queue'
import { COMMAND_IDS, COMMAND_PLACES, COMMANDS } from '../../src-shared/domain/commands'
import { LANGUAGES, type Language } from '../../src-shared/domain/vocabulary'
import type { TextKey } from '../../src-shared/text/locales'
import { createTranslate, type Translate } from '../../src-shared/text/translate'
import { capOf } from '../../src-renderer/keyboard/keymap'

const folderOf = (language: Language): string => join('docs', 'guide', language)
const pagesOf = (language: Language): readonly string[] => readdirSync(folderOf(language)).filter((name) => name.endsWith('.md')).sort()
const read = (language: Language, page: string): string => readFileSync(join(folderOf(language), page), 'utf8')
const locale = (language: Language, namespace: string): object => JSON.parse(readFileSync(join('resources', 'locales', language, `${namespace}.json`), 'utf8')) as object
const namespacesOf = (language: Language): readonly string[] => readdirSync(join('resources', 'locales', language)).map((name) => basename(name, '.json'))
const textsOf = (language: Language): Translate => createTranslate(language, Object.fromEntries(namespacesOf(language).map((namespace) => [namespace, locale(language, namespace)])))

function valuesOf(json: unknown): readonly string[] {
  if (typeof json === 'string') return [json]
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(valuesOf) : []
}

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
const anchorsOf = (file: string): readonly string[] => [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''))

const linksOf = (text: string): readonly string[] => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '')

/** The table of keys as the page has to show it: a part for each place in which commands count, in the order of the card that `?` opens. */
function keyTable(language: Language): string {
  const t = textsOf(language)
  const head = language === 'zh-CN' ? '| 命令 | 键 |' : '| Command | Key |'
  return COMMAND_PLACES.map((place) => {
    const lines = COMMAND_IDS.filter((id) => COMMANDS[id].at === place).map((id) => `| ${t(`keys:command.${id}`)} | \`${capOf(COMMANDS[id].key).replace('`', '\\`')}\` |`)
    return [`## ${t(`keys:place.${place}`)}`, '', head, '|---|---|', ...lines, ''].join('\n')
  }).join('\n')
}

it('has the same pages in both languages', () => {
  expect(pagesOf('en')).toEqual(pagesOf('zh-CN'))
})

describe.each(LANGUAGES)('%s', (language) => {
  const file = (page: string): string => join(folderOf(language), page)

  it('leads nowhere that is not there: pages, headings, pictures', () => {
    const lost = pagesOf(language).flatMap((page) => linksOf(read(language, page)).filter((link) => {
      if (/^https?:/.test(link)) return true // the guides stand on nothing outside
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file(page) : join(dirname(file(page)), path)
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(decodeURIComponent(anchor)))
    }).map((link) => `${page} ${link}`))
    expect(lost).toEqual([])
  })

  it('is led to from its contents, page by page', () => {
    const reached = linksOf(read(language, 'README.md')).map((link) => link.split('#')[0])
    expect(pagesOf(language).filter((page) => page !== 'README.md' && !reached.includes(page))).toEqual([])
  })

  it('shows every picture that was made for it, and in its own language', () => {
    const shown = pagesOf(language).flatMap((page) => linksOf(read(language, page))).filter((link) => link.endsWith('.png'))
    expect(shown.filter((link) => !link.startsWith(`../../pictures/guide/${language}/`))).toEqual([])
    const pictures = readdirSync(join('docs', 'pictures', 'guide', language)).sort()
    expect([...new Set(shown.map((link) => basename(link)))].sort()).toEqual(pictures)
  })

  it('names the page of every screen that has help', () => {
    const names = Object.values(locale(language, 'help') as Record<string, string | { readonly name: string }>).flatMap((help) => (typeof help === 'string' ? [] : [help.name]))
    const rows = read(language, 'README.md').split('\n').filter((line) => /^\|.*\]\(.*\) \|$/.test(line)).map((line) => line.split('|')[1]?.trim())
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !rows.includes(name))).toEqual([])
  })

  it('has every command with its key, and the ways to the views', () => {
    const page = read(language, 'keys.md')
    expect(page).toContain(keyTable(language))
    const t = textsOf(language)
    for (const [index, view] of QUEUE_VIEWS.entries()) if (index < 10) expect(page).toContain(`| ${t(`queue:view.${view}` as TextKey)} | \`G\` \`${(index + 1) % 10}\` |`)
  })

  it('quotes no word that is on no screen', () => {
    const values = namespacesOf(language).flatMap((namespace) => valuesOf(locale(language, namespace)))
    const quoted = pagesOf(language).flatMap((page) => [...read(language, page).matchAll(language === 'zh-CN' ? /「([^」]+)」/g : /“([^”]+)”/g)].map(([, words]) => ({ page, words: words ?? '' })))
    expect(quoted.length).toBeGreaterThan(50)
    // A path of two screens is quoted as one: each of them counts.
    const parts = quoted.flatMap(({ page, words }) => words.split(' › ').map((part) => ({ page, part: part.replace(/[.,。，]$/, '') })))
    expect(parts.filter(({ part }) => !values.includes(part)).map(({ page, part }) => `${page}: ${part}`)).toEqual([])
  })
})
