// R-14 and K-6: which runtime may be handed out, and the launcher that keeps memory out of core files.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ELECTRON_RELEASES, runtimeFaults } from '../../../scripts/lib/electron-releases.mjs'
import { FALLBACK } from '../../../scripts/lib/fallback-runtime.mjs'
import { layLauncher } from '../../../scripts/lib/linux-launcher.mjs'

const table = { lookedUpOn: '2026-11-29', supportedMajors: [45, 44, 43], publishedOn: { '45.4.1': '2026-11-19', '42.9.9': '2026-11-19' } }

describe('the runtime of a release', () => {
  it('is of the newest three majors and of the last thirty days, by a table of the last thirty days', () => {
    expect(runtimeFaults('45.4.1', '2026-12-19', table)).toEqual([])
    expect(runtimeFaults('45.4.1', '2026-12-20', table)).toHaveLength(1)
    expect(runtimeFaults('42.9.9', '2026-12-01', table)).toEqual([expect.stringContaining('past its end of life')])
    expect(runtimeFaults('45.9.9', '2026-12-01', table)).toEqual([expect.stringContaining('not known')])
    expect(runtimeFaults('45.4.1', '2026-12-30', table)).toEqual([expect.stringContaining('older than 30 days'), expect.stringContaining('the table is of 2026-11-29')])
  })

  it('is never the tests’ own, on whatever day', () => {
    expect(runtimeFaults(FALLBACK.electron, ELECTRON_RELEASES.lookedUpOn)).not.toEqual([])
  })

  it('is in the table with its day as package.json pins it, and the table has three majors', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> }
    expect(runtimeFaults(devDependencies['electron'] ?? '', ELECTRON_RELEASES.lookedUpOn)).toEqual([])
    expect(ELECTRON_RELEASES.supportedMajors).toHaveLength(3)
  })
})

describe.runIf(process.platform === 'linux')('the launcher', () => {
  it('sets the core limit to 0 for good, takes away what the runtime would obey, and hands every word on, from wherever it is called', () => {
    const folder = mkdtempSync(join(tmpdir(), 'launcher '))
    try {
      const program = join(folder, 'privacy-desk')
      writeFileSync(program, '#!/bin/sh\nulimit -c; ulimit -H -c; for word in "$@"; do echo "$word"; done; env | grep -cE "^(NODE_V8_COVERAGE|ELECTRON_LOG_FILE|OPENSSL_CONF|KEPT)="\n')
      chmodSync(program, 0o755)
      expect(layLauncher(program)).toBe(`${program}.bin`)
      symlinkSync(program, join(folder, 'linked'))
      for (const called of [program, join(folder, 'linked')]) {
        const env = { ...process.env, NODE_V8_COVERAGE: '/tmp', ELECTRON_LOG_FILE: '/tmp/log', OPENSSL_CONF: '/tmp/conf', KEPT: '1' }
        expect(execFileSync(called, ['--a b', '$(id)', ''], { encoding: 'utf8', cwd: '/', env })).toBe('0\n0\n--a b\n$(id)\n\n1\n')
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
