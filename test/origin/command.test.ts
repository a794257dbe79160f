// The origin's command line as an operator uses it: one process that runs, others that ask it for something.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nodeCrypto } from '../../src-origin/devices/node-crypto'
import { toDay } from '../../src-shared/base/clock'
import { checkUpdateNotice } from '../../src-shared/formats/update-notice'
import { buildChild, type Child, type ChildProgram } from '../fixtures/child-program'
import { PACK_VERSION, repositoryPack } from '../fixtures/rules'

let program: ChildProgram
let dataDir: string
let running: Child
beforeAll(async () => {
  program = await buildChild('src-origin/server.ts')
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'privacy-desk-command-'))
  // The database's own user walks through it.
  await chmod(dataDir, 0o711)
  running = program.start('start', '--data', dataDir, '--people', '12', '--seed', 'command')
  for (let lines = 1; !running.lines.some((line) => line.startsWith('{"ready"')); lines = running.lines.length + 1) await running.said(lines)
})
afterAll(async () => {
  running?.process.kill('SIGKILL')
  await program?.remove()
  if (dataDir) await rm(dataDir, { recursive: true, force: true })
})

async function ask(...argv: readonly string[]): Promise<{ readonly status: string; readonly lines: readonly string[] }> {
  const child = program.start(...argv, '--data', dataDir)
  return { status: await child.ended, lines: child.lines }
}

test('prints what the servers of the website need, and nothing beside it', async () => {
  const { status, lines } = await ask('intake-token')
  const keys = JSON.parse(await readFile(path.join(dataDir, 'origin-keys.json'), 'utf8')) as { readonly intake: string }
  expect({ status, lines }).toEqual({ status: '0', lines: [Buffer.from(keys.intake, 'base64').toString('base64url')] })
})

test('makes codes, lists no device before one is enrolled, and says that it knows none of a foreign id', async () => {
  const first = JSON.parse((await ask('code', '--workstation', '二号')).lines[0] ?? '') as { readonly enrolmentCode: string }
  expect(first.enrolmentCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(await ask('devices')).toEqual({ status: '0', lines: [] })
  expect(await ask('revoke', '--device', '01970000-0000-7000-8000-000000000001')).toEqual({ status: '1', lines: [] })
})

test('makes a code for the passphrase of somebody who works here, and of nobody else', async () => {
  const { status, lines } = await ask('passphrase-code', '--login', 'zheng')
  const { passphraseCode } = JSON.parse(lines[0] ?? '') as { readonly passphraseCode: string }
  expect([status, lines.length]).toEqual(['0', 1])
  expect(passphraseCode).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(await ask('passphrase-code', '--login', 'nobody')).toEqual({ status: '1', lines: [] })
  expect((await ask('passphrase-code')).status).toBe('2')
  expect((await ask('devices', '--login', 'zheng')).status).toBe('2')
})

test('lists the rules packs, issues a newer one to the origin that runs, and refuses what is no newer or no pack', async () => {
  const [first] = (await ask('rules')).lines.map((line) => JSON.parse(line) as { readonly version: string; readonly signed: string })
  expect(first).toMatchObject({ version: PACK_VERSION, signed: 'here' })
  const file = path.join(dataDir, 'pack.json')
  await writeFile(file, JSON.stringify({ ...repositoryPack(), version: '2098.1' }))
  expect(await ask('rules', '--issue', file)).toEqual({ status: '0', lines: ['{"version":"2098.1","calendarUntil":"2026-12-31"}'] })
  expect(await ask('rules', '--issue', file)).toEqual({ status: '1', lines: [] })
  await writeFile(file, '{"version":"2098.2"}')
  expect(await ask('rules', '--issue', file)).toEqual({ status: '1', lines: [] })
  expect(await ask('rules', '--issue', path.join(dataDir, 'nothing.json'))).toEqual({ status: '1', lines: [] })
  expect((await ask('rules')).lines.map((line) => (JSON.parse(line) as { readonly version: string }).version)).toEqual(['2098.1', PACK_VERSION])
  expect((await ask('devices', '--issue', file)).status).toBe('2')
})

test('signs the notice of a version for an installer, which its own enrolment file then vouches for', async () => {
  const installer = path.join(dataDir, 'desk.tar.gz')
  await writeFile(installer, 'an installer')
  const expires = toDay(Date.now() + 30 * 86_400_000)
  const { status, lines: [notice] } = await ask('update-notice', '--installer', installer, '--version', '0.2.0', '--expires', expires)
  expect(status).toBe('0')
  const { orgPublicKey } = (JSON.parse(await readFile(path.join(dataDir, 'enrolment.json'), 'utf8')) as { readonly body: { readonly orgPublicKey: string } }).body
  const checked = checkUpdateNotice(notice ?? '', { orgPublicKey: Buffer.from(orgPublicKey, 'base64url'), now: Date.now(), running: '0.1.0' }, nodeCrypto)
  expect(checked).toMatchObject({ ok: true, value: { version: '0.2.0', size: 12 } })
  expect(await ask('update-notice', '--installer', installer, '--version', 'new', '--expires', expires)).toEqual({ status: '1', lines: [] })
  expect((await ask('update-notice', '--installer', installer)).status).toBe('2')
})

test('refuses what it does not understand with status 2', async () => {
  expect(await ask('nothing')).toEqual({ status: '2', lines: [] })
})

test('ends of itself when it is told to, and gives its folder back', async () => {
  running.process.kill('SIGTERM')
  expect(await running.ended).toBe('0')
  await expect(readFile(path.join(dataDir, 'origin.lock'))).rejects.toThrow('ENOENT')
})
