// Before the first Playwright test: a display where there is none, and the staged desk. Playwright calls the returned function at the end.
import { mustHaveSandbox, prepareDesk } from './desk-launch.mjs'
import { ensureDisplay } from './display.mjs'

export default async function setUp() {
  const stopDisplay = await ensureDisplay()
  mustHaveSandbox(await prepareDesk()) // fails here, once and with its reason, rather than in every test
  return stopDisplay
}
