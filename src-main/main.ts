// Starts the shell, nothing else. The guard comes first: what it refuses has opened no file, no port and no window.

import { app } from 'electron'
import { judgeStart, RELEASE_SWITCHES, removeVariables } from './app/argv-guard'
import { composeShell } from './app/compose-shell'
import { refusalText } from './app/shell-text'
import { readTestStart, TEST_SWITCHES, waitForDriver } from './app/test-allowance'

const refusal = judgeStart(
  { argv: process.argv, platform: process.platform, uid: process.getuid?.(), sandboxOff: app.commandLine.hasSwitch('no-sandbox') },
  __TEST_BUILD__ ? [...RELEASE_SWITCHES, ...TEST_SWITCHES] : RELEASE_SWITCHES,
)
removeVariables(process.env)

if (refusal !== undefined) {
  process.stderr.write(`${refusalText(refusal)}\n`)
  process.exit(78) // sysexits.h EX_CONFIG
} else if (__TEST_BUILD__) {
  const { nowOverride, profile, undoMs, isDriven } = readTestStart(process.argv)
  composeShell({ nowOverride, profile, undoMs, hostOutput: 'inherit', beforeFirstWindow: isDriven ? waitForDriver : undefined })
} else {
  composeShell({ hostOutput: 'ignore' })
}
