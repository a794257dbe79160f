// A desk that is driven without leaving in it what it shows: nothing attached to its main process; every key is sent alone, so that no word stands whole in a
// message; and what the page shows comes out as numbers. (Playwright's own way of driving copies texts of the page through the main process.)
import { spawn, type ChildProcess } from 'node:child_process'
import { chromium, type Browser, type Page } from '@playwright/test'
import { deskArguments, deskEnvironment, prepareOnce } from '../../e2e/launch'
import { textsOf } from '../../e2e/desk-driver'
import type { Translate } from '../../../src-shared/text/translate'
import { runningNow } from '../../e2e/launch'
import { processesOf, type DeskProcess } from './processes'

export interface QuietDesk {
  readonly t: Translate
  /** The window there is now; a lock replaces it. */
  page(): Promise<Page>
  processes(): readonly DeskProcess[]
  close(): Promise<void>
}

/** `program`: in the place of the desk's own. */
export async function openQuietDesk(profileDir: string, env: Readonly<Record<string, string>>, program?: string): Promise<QuietDesk> {
  const desk = await prepareOnce()
  const child = spawn(program ?? desk.executablePath, ['--remote-debugging-port=0', ...deskArguments(desk, { profileDir, now: runningNow() })], { env: deskEnvironment(desk, { env }), stdio: ['ignore', 'ignore', 'pipe'] })
  const browser = await chromium.connectOverCDP(await addressOf(child))
  return {
    t: textsOf('zh-CN'),
    page: () => livePage(browser),
    processes: () => processesOf(child.pid as number),
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((done) => child.once('close', done))
        child.kill('SIGTERM')
        await ended
      }
      await browser.close().catch(() => undefined)
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = ''
    child.once('close', () => failed(new Error(`the desk ended: ${said}`)))
    child.stderr?.on('data', (chunk) => {
      said += String(chunk)
      const [, address] = /DevTools listening on (ws:\/\/\S+)/.exec(said) ?? []
      if (address !== undefined) found(address)
    })
  })
}

async function livePage(browser: Browser): Promise<Page> {
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages()).filter((page) => !page.isClosed() && page.url().startsWith('app://'))
    for (const page of pages) if (await page.evaluate(() => true).catch(() => false)) return page
    await new Promise((later) => setTimeout(later, 50))
  }
}

/** Letter by letter, as an input method hands over what has no key. */
export async function typeQuietly(page: Page, words: string): Promise<void> {
  for (const letter of words) await page.keyboard.insertText(letter)
}

/** Everything that stands on the screen, told as numbers: no text of it passes through the main process. */
export async function textOn(page: Page): Promise<string> {
  const letters = await page.evaluate(() => Array.from(document.body.innerText, (letter) => letter.codePointAt(0) ?? 0))
  return letters.map((code) => String.fromCodePoint(code)).join('')
}
