// what may start the desk and what may not.

import { describe, expect, it } from 'vitest'
import { judgeStart, RELEASE_SWITCHES, removeVariables, type StartFacts } from '../../src-main/app/argv-guard'
import { readTestStart, TEST_SWITCHES } from '../../src-main/app/test-allowance'

const facts = (words: readonly string[], change: Partial<StartFacts> = {}): StartFacts => ({
  argv: ['/opt/privacy-desk/privacy-desk', ...words], platform: 'linux', uid: 1000, sandboxOff: false, ...change,
})
const TEST_BUILD = [...RELEASE_SWITCHES, ...TEST_SWITCHES]

const HOSTILE = [
  '--remote-debugging-port=9222', '--remote-debugging-pipe', '--remote-allow-origins=*', '--inspect', '--inspect=9229', '--inspect-brk',
  '--inspect-brk=0', '--inspect-port=1', '--no-sandbox', '--disable-web-security', '--proxy-server=evil:1', '--proxy-pac-url=http://x/',
  '--host-resolver-rules=MAP * 1.2.3.4', '--ignore-certificate-errors', '--ignore-certificate-errors-spki-list=x', '--load-extension=/tmp/x',
  '--js-flags=--allow-natives-syntax', '--log-net-log=/tmp/x', '--ssl-key-log-file=/tmp/x', '--disable-gpu-sandbox', '--single-process',
  '--no-zygote', '--user-data-dir=/tmp/x', '--allow-file-access-from-files', '--disable-site-isolation-trials', '--enable-logging',
  '--gpu-launcher=/tmp/x', '--renderer-cmd-prefix=/tmp/x', '--utility-cmd-prefix=/tmp/x', '-r', '--require=/tmp/x.js', '-e', '--password-store=',
  '--password-store=kwallet\n--no-sandbox', '--NO-SANDBOX', ' --no-sandbox', '\t--no-sandbox', '-no-sandbox', '--', '-', '---x',
  '--ozone-platform=x11 --no-sandbox', '--ozone-platform=headless', '--practice=1', '--practice ', '-practice', '--force-renderer-accessibility=x', '--privacy-desk-profile=relative',
  '--privacy-desk-now=today', '--privacy-desk-undo-ms=', '--privacy-desk-undo-ms=-1', '--privacy-desk-undo-ms=1e9', '--inspect=00', '--remote-debugging-port=', '--remote-debugging-port=0 ', '--desk-start=e30=',
] as const

describe('the guard of a start', () => {
  it.each(HOSTILE)('refuses %j in a release and in a test build', (word) => {
    expect(judgeStart(facts([word]), RELEASE_SWITCHES)?.kind).toBe('switch')
    expect(judgeStart(facts([word]), TEST_BUILD)?.kind).toBe('switch')
    expect(judgeStart(facts(['--enable-wayland-ime', word]), RELEASE_SWITCHES)?.kind).toBe('switch')
  })

  it('lets pass what input methods and screen readers need, and the practice desk', () => {
    const words = ['--ozone-platform-hint=auto', '--ozone-platform=wayland', '--enable-wayland-ime', '--wayland-text-input-version=3', '--force-renderer-accessibility', '--practice']
    expect(judgeStart(facts(words), RELEASE_SWITCHES)).toBeUndefined()
  })

  it('lets pass in a test build exactly what the tests need, and none of it in a release', () => {
    const words = [
      '--inspect=0', '--remote-debugging-port=0', '--password-store=gnome-libsecret', '--password-store=basic',
      '--privacy-desk-now=2026-06-15T09:30:00+08:00', '--privacy-desk-profile=/tmp/a profile',
    ]
    expect(judgeStart(facts(words), TEST_BUILD)).toBeUndefined()
    for (const word of words) expect(judgeStart(facts([word]), RELEASE_SWITCHES), word).toEqual({ kind: 'switch', name: word.split('=')[0] })
  })

  it('takes a word that is no switch for data: a deep link or a file name neither opens nor stops anything', () => {
    expect(judgeStart(facts(['privacy-desk://case/26-1180', '/home/x/file.json', '', 'a b']), RELEASE_SWITCHES)).toBeUndefined()
  })

  it('refuses more words than a first desk would read of a second start', () => {
    expect(judgeStart(facts(['x'.repeat(50_000)]), RELEASE_SWITCHES)).toEqual({ kind: 'words-too-long' })
    expect(judgeStart(facts(Array.from({ length: 2_000 }, () => 'word')), RELEASE_SWITCHES)).toEqual({ kind: 'words-too-long' })
    expect(judgeStart(facts(['x'.repeat(7_000)]), RELEASE_SWITCHES)).toBeUndefined()
  })

  it('knows that Windows takes a slash for a switch', () => {
    expect(judgeStart(facts(['/no-sandbox'], { platform: 'win32', uid: undefined }), RELEASE_SWITCHES)).toEqual({ kind: 'switch', name: '/no-sandbox' })
  })

  it('refuses root, and a sandbox that was turned off by a variable', () => {
    expect(judgeStart(facts([], { uid: 0 }), TEST_BUILD)).toEqual({ kind: 'root' })
    expect(judgeStart(facts([], { sandboxOff: true }), TEST_BUILD)).toEqual({ kind: 'sandbox-off' })
  })

  it('prints of a hostile switch its name only, short and without control characters', () => {
    const refusal = judgeStart(facts([`--\u001b[2J\n${'x'.repeat(1_000_000)}=secret`]), RELEASE_SWITCHES)
    expect(refusal).toMatchObject({ kind: 'switch' })
    expect(JSON.stringify(refusal).length).toBeLessThan(120)
    expect(JSON.stringify(refusal)).not.toMatch(/secret|\\u001b/)
  })

  it('takes out of the environment whatever loads code, trusts other roots or takes another route', () => {
    const hostile = [
      'NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_EXTRA_CA_CERTS', 'NODE_PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SSLKEYLOGFILE',
      'OPENSSL_CONF', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'no_proxy', 'ELECTRON_RUN_AS_NODE', 'ELECTRON_DISABLE_SANDBOX', 'ELECTRON_ENABLE_LOGGING',
    ]
    const env: Record<string, string> = { ...Object.fromEntries(hostile.map((name) => [name, 'x'])), PATH: '/usr/bin', LANG: 'zh_CN.UTF-8', HOME: '/home/x' }
    expect([...removeVariables(env)].sort()).toEqual([...hostile].sort())
    expect(Object.keys(env).sort()).toEqual(['HOME', 'LANG', 'PATH'])
  })

  it('reads of a test start the date, the profile and the undo window, and whether Playwright drives it', () => {
    expect(readTestStart(['x', '--inspect=0', '--privacy-desk-now=2026-06-15T00:00:00Z', '--privacy-desk-profile=/a/b=c', '--privacy-desk-undo-ms=1500'])).toEqual({
      nowOverride: '2026-06-15T00:00:00Z', profile: '/a/b=c', undoMs: 1500, isDriven: true,
    })
    expect(readTestStart(['x'])).toEqual({ nowOverride: undefined, profile: undefined, undoMs: undefined, isDriven: false })
  })
})
