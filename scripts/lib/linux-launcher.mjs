// The program people start on Linux: a few lines of sh that set the core limit to 0, soft and hard, and become the real one (K-6). An image of the data
// process would hold key and rows; Node cannot set a limit of its own, and a limit is inherited by every process that comes of this one.
import fs from 'node:fs'
import path from 'node:path'

/** The real program's name beside the launcher. */
export const REAL_SUFFIX = '.bin'

export const LAUNCHER = `#!/bin/sh
# Memory of this program is never written to a core file.
ulimit -c 0 || exit 78
exec "$(dirname "$(readlink -f "$0")")/$(basename "$(readlink -f "$0")")${REAL_SUFFIX}" "$@"
`

/** Puts the launcher in the place of the program. @param {string} executable @returns {string} where the real one is now */
export function layLauncher(executable) {
  const real = path.join(path.dirname(executable), `${path.basename(executable)}${REAL_SUFFIX}`)
  fs.renameSync(executable, real)
  fs.writeFileSync(executable, LAUNCHER, { mode: 0o755 })
  fs.chmodSync(executable, 0o755)
  return real
}
