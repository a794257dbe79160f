// What every part of the demo works with: the origin, its database, the first desk, the report.
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Language, Theme } from '../../src-shared/contract/shell'
import { CAST } from '../../src-origin/seed/demo-cast'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { openDriver, type Driver, type Enrolment } from '../e2e/desk-driver'
import { prepareOnce, type LaunchOptions } from '../e2e/launch'
import { startOriginProcess, type OriginProcess } from './origin-process'
import { openProbe, type OriginProbe } from './origin-probe'
import { createReport, type DemoReport } from './report'

export const [PERSON, CONFLICT_PERSON] = CAST as readonly [(typeof CAST)[number], (typeof CAST)[number]]

export interface DemoDesk {
  readonly name: string
  readonly profileDir: string
  readonly staff: keyof typeof DEMO_STAFF
  readonly language: Language
  /** The window there is now. */
  driver: Driver
}

export interface MainJobOptions {
  readonly people: number
  /** What it leaves behind: made anew. */
  readonly dir: string
  readonly language: Language
  /** Each picture is taken in every one of these. */
  readonly themes: readonly Exclude<Theme, 'system'>[]
}

export interface Demo {
  readonly language: Language
  readonly report: DemoReport
  readonly origin: OriginProcess
  /** Of the origin's database; anew after each start. */
  probe: OriginProbe
}

export async function openDemo({ people, dir, language, themes }: MainJobOptions): Promise<Demo> {
  const report = createReport(dir, themes)
  const origin = await report.step('the origin starts: real PostgreSQL, TLS, an invented population', () => startOriginProcess(people))
  return { language, report, origin, probe: await openProbe(origin.dataDir) }
}

export interface NewDeskOptions extends Pick<LaunchOptions, 'keyring' | 'env' | 'undoMs'> {
  /** As for a code of the origin. */
  readonly scopes?: string
}

/** The desk's user is another one than ours: it is handed a copy of what an officer would hand over. */
export async function openNewDesk({ origin, language }: Pick<Demo, 'origin' | 'language'>, desk: Pick<DemoDesk, 'name' | 'staff'> & NewDeskOptions): Promise<{ readonly desk: DemoDesk; readonly enrolment: Enrolment }> {
  const prepared = await prepareOnce()
  const profileDir = prepared.makeProfile(desk.name)
  const file = join(profileDir, 'enrolment.json')
  copyFileSync(origin.enrolmentFile, file)
  prepared.giveToDesk(file)
  const { login, passphrase } = DEMO_STAFF[desk.staff]
  const { scopes, keyring, env, undoMs, ...named } = desk
  const code = desk.name === 'desk-1' ? origin.firstCode : await origin.createCode(desk.name, scopes)
  return { desk: { ...named, language, profileDir, driver: await openDriver({ profileDir, language, ...(keyring ? { keyring } : {}), ...(env ? { env } : {}), ...(undoMs === undefined ? {} : { undoMs }) }) }, enrolment: { file, code, workstation: desk.name, login, passphrase } }
}

/** Quits and opens the same desk, as on another morning. */
export async function reopen(desk: DemoDesk, look?: (page: Page) => Promise<void>): Promise<void> {
  await desk.driver.close()
  desk.driver = await openDriver({ profileDir: desk.profileDir, language: desk.language })
  await desk.driver.page.locator('.outside-form').waitFor()
  await look?.(desk.driver.page)
  await desk.driver.unlock(DEMO_STAFF[desk.staff].passphrase)
}

/** Where the desk writes what it hands out; test builds keep it in the profile. */
export function exportedFile(desk: DemoDesk, name: string): string {
  return join(desk.profileDir, 'exports', name)
}

/** A copy in demo-output/, for whoever looks at it afterwards. */
export function keep(demo: Demo, desk: DemoDesk, name: string): string {
  const kept = join(demo.report.dir, name)
  mkdirSync(demo.report.dir, { recursive: true })
  copyFileSync(exportedFile(desk, name), kept)
  return kept
}
