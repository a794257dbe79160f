// A hundred URLs that try to leave the map of app://bundle/ (R-11); used against the map and against the running app.

const ENCODED_DOTS = ['..', '%2e%2e', '%2E%2E', '.%2e', '%2e.', '%252e%252e', '..%00', '..;', '\u2025', '%c0%ae%c0%ae', '%uff0e%uff0e']
const SEPARATORS = ['/', '%2f', '%2F', '\\', '%5c', '//', '%252f']
const TARGETS = ['etc/passwd']

const climbing = ENCODED_DOTS.flatMap((dots) => SEPARATORS.map((sep) => `app://bundle/assets${sep}${Array(6).fill(dots).join(sep)}${sep}${TARGETS[0] ?? ''}`))
const others = [
  'app://bundle', 'app://bundle/', 'app://bundle//', 'app://bundle/.', 'app://bundle/assets', 'app://bundle/assets/', 'app://bundle/assets/a.js.map',
  'app://bundle/assets/link.js', 'app://bundle/up/outside.js', 'app://bundle/assets/secret.key', 'app://bundle/index.html/', 'app://bundle/INDEX.HTML',
  'app://bundle/index.html%00', 'app://bundle/index.html%20', 'app://bundle/%69ndex.html', 'app://bundle/index%2ehtml', 'app://bundle//index.html',
  'app://bundle/constructor', 'app://bundle/__proto__', 'app://bundle/%00', 'app://bundle/C:/Windows/win.ini', 'app://bundle/file:///etc/passwd',
  'app://bundle/main/main.js', 'app://bundle/../main/main.js', 'app://other/index.html', 'app://bundle.evil/index.html', 'app://bundle:80/index.html',
  'app://x@bundle/index.html', `app://bundle/${'a/'.repeat(5_000)}`, `app://bundle/${'%2e%2e%2f'.repeat(500)}etc/passwd`,
]
export const TRAVERSALS: readonly string[] = [...climbing, ...others]
