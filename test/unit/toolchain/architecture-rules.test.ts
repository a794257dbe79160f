// Proves that the architecture rules bite: each known violation, written into a scratch tree, is reported by the rule that is for it.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')
/** file → its text → the rule that must name it */
const VIOLATIONS: readonly (readonly [file: string, text: string, rule: string])[] = [
  ['src-shared/base/a.ts', "import '../domain/a'", 'base-imports-nothing'],
  ['src-shared/domain/a.ts', 'export const a = 1', ''],
  ['src-shared/domain/b.ts', "import '../contract/a'", 'domain-sees-base'],
  ['src-shared/contract/a.ts', "import '../formats/a'", 'contract-sees-domain'],
  ['src-shared/formats/a.ts', "import { createHash } from 'node:crypto'\nexport const h = createHash", 'no-node-in-formats'],
  ['src-main/vault/a.ts', "import '../usecases/a'", 'vault-sees-keys'],
  ['src-main/vault/driver/sqlcipher-driver.ts', "import 'sqlite3'", ''],
  ['src-main/vault/driver/ciphers-connection.ts', "import 'better-sqlite3-multiple-ciphers'", ''],
  ['src-main/vault/b.ts', "import 'sqlite3'", 'one-driver-file'],
  ['src-main/vault/driver/b.ts', "import 'better-sqlite3-multiple-ciphers'", 'one-second-driver-file'],
  ['src-main/usecases/a.ts', "import { app } from 'electron'\nexport const a = app", 'electron-in-main-rooms'],
  ['src-main/audit/a.ts', "import '../sync/a'", 'audit-is-a-peer'],
  ['src-main/sync/a.ts', "import 'antd'", 'packages-of-sync'],
  ['src-main/app/a.ts', "import '../vault/c'", 'shell-sees-contract-and-text'],
  ['src-main/vault/c.ts', "import type { D } from './d'\nexport type C = D", 'no-cycles'],
  ['src-main/vault/d.ts', "import type { C } from './c'\nexport type D = C", ''], // a cycle is reported once, at its first file
  ['src-main/windows/a.ts', "import { app } from 'electron'\nexport const a = app", ''],
  ['src-renderer/a.ts', "import '../src-main/keys/a'", 'renderer-sees-contract'],
  ['src-renderer/b.ts', "import 'node:fs'", 'no-node-in-renderer'],
  ['src-renderer/c.ts', "import 'react'", ''],
  ['src-renderer/screens/x/a.ts', "import '../y/a'", 'screens-are-apart'],
  ['src-renderer/screens/y/a.ts', 'export const a = 1', ''],
  ['src-main/keys/a.ts', 'export const a = 1', ''],
  ['src-origin/a.ts', "import '../src-shared/contract/a'", 'origin-sees-shared'],
  ['src-tools/a.ts', "import '../src-shared/protocol/a'", 'tools-see-shared'],
  ['src-shared/protocol/a.ts', "import { z } from 'zod'\nexport const a = z", ''],
  ['src-origin/store/migrations/0001-a.ts', "import '../../a'", 'migrations-are-frozen'],
]

describe('the architecture rules', () => {
  const tree = mkdtempSync(join(tmpdir(), 'architecture-'))
  const found = new Map<string, Set<string>>()

  beforeAll(() => {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) cpSync(join(ROOT, name), join(tree, name))
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
    for (const [file, text] of VIOLATIONS) {
      mkdirSync(dirname(join(tree, file)), { recursive: true })
      writeFileSync(join(tree, file), `${text}\n`)
    }
    const cli = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const folders = ['src-shared', 'src-main', 'src-renderer', 'src-origin', 'src-tools']
    const run = spawnSync(process.execPath, [cli, '--config', '.dependency-cruiser.cjs', '--preserve-symlinks', '--output-type', 'json', ...folders], { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 27 })
    const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } }
    for (const { from, rule } of report.summary.violations) found.set(from, (found.get(from) ?? new Set()).add(rule.name))
  })
  afterAll(() => {
    rmSync(tree, { recursive: true, force: true })
  })

  it.each(VIOLATIONS.filter(([, , rule]) => rule !== ''))('%s with `%s` breaks %s', (file, _text, rule) => {
    expect([...(found.get(file) ?? [])]).toContain(rule)
  })
  it.each(VIOLATIONS.filter(([, , rule]) => rule === ''))('%s with `%s` is allowed', (file) => {
    expect([...(found.get(file) ?? [])]).toEqual([])
  })
})
