// Before the first Playwright test: a display where there is none, the staged desk, and the profiles of former runs away. Playwright calls the returned function at the end.
import { mustHaveSandbox, prepareDesk } from './desk-launch.mjs'
import { ensureDisplay } from './display.mjs'
import { removeDeadProfiles } from './profiles.mjs'

export default async function setUp() {
  const stopDisplay = await ensureDisplay()
  const desk = mustHaveSandbox(await prepareDesk()) // fails here, once and with its reason, rather than in every test
  removeDeadProfiles(desk.profilesDir)
  return stopDisplay
}
