// The program people start on Linux: a few lines of sh that set the core limit to 0, soft and hard, take away what Node and Electron would read before the
// guard of the app can (NODE_V8_COVERAGE and ELECTRON_LOG_FILE made them write files, seen 2026-11-30), and become the real one (K-6, R-4). An image of the data
// process would hold key and rows; Node cannot set a limit of its own, and a limit is inherited by every process that comes of this one.
import fs from 'node:fs'
import path from 'node:path'

/** The real program's name beside the launcher. */
export const REAL_SUFFIX = '.bin'

/** Read by the runtime in its own first moments; all else goes in src-main/app/argv-guard.ts. */
const UNSET = [
  'NODE_OPTIONS', 'NODE_PATH', 'NODE_V8_COVERAGE', 'NODE_EXTRA_CA_CERTS', 'NODE_REPL_EXTERNAL_MODULE', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_DEBUG', 'NODE_DEBUG_NATIVE',
  'NODE_REDIRECT_WARNINGS', 'NODE_COMPILE_CACHE', 'NODE_ICU_DATA', 'ELECTRON_RUN_AS_NODE', 'ELECTRON_ENABLE_LOGGING', 'ELECTRON_LOG_FILE', 'ELECTRON_ENABLE_STACK_DUMPING',
  'ELECTRON_OVERRIDE_DIST_PATH', 'ELECTRON_NO_ASAR', 'ELECTRON_DISABLE_SANDBOX', 'OPENSSL_CONF', 'OPENSSL_MODULES', 'OPENSSL_ENGINES', 'SSLKEYLOGFILE', 'SSL_CERT_FILE', 'SSL_CERT_DIR',
  'CHROME_LOG_FILE', 'CHROME_CRASHPAD_PIPE_NAME', 'BREAKPAD_DUMP_LOCATION',
]

export const LAUNCHER = `#!/bin/sh
# Memory of this program is never written to a core file.
ulimit -c 0 || exit 78
# Nothing makes it load code or write files before it can look at its surroundings itself.
unset ${UNSET.join(' ')}
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
