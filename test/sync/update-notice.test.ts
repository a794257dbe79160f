// The notice of a new version goes from the operator's file through a real origin to a real desk: shown while it is newer and lives, and never where anything about it is
// wrong; then nothing is shown, the reason stands on the sync screen and in the support bundle, and the desk works on.
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEd25519, nodeCrypto, signerFrom } from '../../src-origin/devices/node-crypto'
import { NOTICE_FILE } from '../../src-origin/service/offered-notice'
import type { SyncStatus } from '../../src-shared/contract/sync'
import { NOTICE_MAX_CHARS, signUpdateNotice, type UpdateNotice } from '../../src-shared/formats/update-notice'
import { removeDesksAndOrigin, startOneDesk } from '../fixtures/desks-and-origin'
import { untilStatus, untilSynced, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, desk: TestDesk
let now: number
const DAY_MS = 86_400_000
beforeAll(async () => {
  ({ origin, desk } = await startOneDesk())
  now = origin.running().context.now()
})
afterAll(removeDesksAndOrigin)

const body = (change: Partial<UpdateNotice> = {}): UpdateNotice => ({ v: 1, kind: 'update-notice', tenant: 'sinoimex', version: '9.1.0', sha256: 'ab'.repeat(32), size: 1_000, issuedAt: now, expiresAt: now + 30 * DAY_MS, ...change })
const signed = (change?: Partial<UpdateNotice>) => signUpdateNotice(body(change), origin.running().context.keys.org, nodeCrypto)
const lay = (text: string): Promise<void> => writeFile(path.join(origin.dataDir, NOTICE_FILE), text)

/** With a greeting of its own: the state is looked at until it is so. */
async function untilProgram(what: string, isSo: (program: SyncStatus['program']) => boolean): Promise<SyncStatus['program']> {
  await desk.get('sync.now', {})
  return (await untilStatus(desk, what, ({ program }) => isSo(program))).program
}

it('says nothing where there is no notice, and names the version that an officer signed', async () => {
  expect((await desk.get('sync.status', {})).program).not.toHaveProperty('newer')
  await lay(JSON.stringify(signed()))
  expect(await untilProgram('shown', ({ newer }) => newer !== undefined)).toMatchObject({ newer: '9.1.0' })
  const { text } = await desk.get('support.make', { settings: { language: 'en', theme: 'light', zoom: 1 } })
  expect(JSON.parse(text)).toMatchObject({ sync: { newerVersion: '9.1.0' } })
})

it('shows no more of a notice than of none, whatever is wrong with it, keeps the good one, and says why', async () => {
  const another = signerFrom(createEd25519().pkcs8)
  const good = signed()
  const hostile: readonly [string, string][] = [
    ['notice-changed', JSON.stringify({ ...good, body: body({ version: '9.9.9' }) })],
    ['notice-other-key', JSON.stringify(signUpdateNotice(body({ version: '9.9.9' }), another, nodeCrypto))],
    ['notice-rollback', JSON.stringify(signed({ version: '0.0.1' }))],
    ['notice-expired', JSON.stringify(signed({ version: '9.9.9', issuedAt: now - 40 * DAY_MS, expiresAt: now - DAY_MS }))],
    ['notice-too-early', JSON.stringify(signed({ version: '9.9.9', issuedAt: now + 3 * DAY_MS, expiresAt: now + 4 * DAY_MS }))],
    ['notice-other-tenant', JSON.stringify(signed({ version: '9.9.9', tenant: 'another' }))],
    ['notice-step-needed', JSON.stringify(signed({ version: '9.9.9', leastVersion: '9.0.0' }))],
    ['notice-malformed', JSON.stringify({ ...good, more: 1 })],
    // An older notice played back hides the newer one no longer than that one lives.
    ['notice-rollback', JSON.stringify(signed({ version: '9.0.0' }))],
    // Within what the origin reads, beyond what a desk reads.
    ['notice-malformed', JSON.stringify({ ...good, sig: 'x'.repeat(NOTICE_MAX_CHARS) })],
  ]
  for (const [reason, text] of hostile) {
    await lay(text)
    expect(await untilProgram(reason, ({ refused }) => refused?.reason === reason)).toMatchObject({ newer: '9.1.0' })
    await untilSynced(desk)
  }
  const { text } = await desk.get('support.make', { settings: { language: 'en', theme: 'light', zoom: 1 } })
  expect(JSON.parse(text)).toMatchObject({ sync: { noticeRefused: 'notice-malformed' } })
})

it('takes back what the operator takes away, and is not stopped by what is no JSON or has no end', async () => {
  await lay(JSON.stringify(signed({ version: '9.2.0' })))
  expect(await untilProgram('the newer one', ({ newer }) => newer === '9.2.0')).not.toHaveProperty('refused')
  await lay('{"body":')
  expect(await untilProgram('none', ({ newer }) => newer === undefined)).not.toHaveProperty('refused')
  await lay(JSON.stringify(signed()))
  await untilProgram('shown', ({ newer }) => newer === '9.1.0')
  await lay('['.repeat(4 * NOTICE_MAX_CHARS))
  await untilProgram('none', ({ newer }) => newer === undefined)
  await lay(JSON.stringify(signed()))
  await untilProgram('shown', ({ newer }) => newer === '9.1.0')
  await rm(path.join(origin.dataDir, NOTICE_FILE))
  await untilProgram('none', ({ newer }) => newer === undefined)
  await untilSynced(desk)
})
