// Before the first Playwright test: the staged desk, and the profiles of former runs away; what the tests' origins begin with goes after the
// last. A display is each worker's own (test/e2e/launch.ts).
import { mustHaveSandbox, prepareDesk } from './desk-launch.mjs'
import { removeDeadProfiles } from './profiles.mjs'
import keepTemplates from './template-folder.mjs'

export default async function setUp() {
  const desk = mustHaveSandbox(await prepareDesk()) // fails here, once and with its reason, rather than in every test
  removeDeadProfiles(desk.profilesDir)
  return keepTemplates()
}
