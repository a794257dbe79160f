// The organisation's key changes under desks that are enrolled: they follow from one key to the next and never back, what former keys signed can still be checked, and a desk that
// missed two changes follows both. Keys changed by the origin's own command, checked by the command line that auditors have.
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeOrgKey, KEY_FILE, ORG_CHAIN_FILE } from '../../src-origin/devices/origin-keys'
import { DEMO_STAFF } from '../../src-origin/seed/staff'
import { main } from '../../src-tools/main'
import { toBase64url } from '../../src-shared/formats/canonical'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { catchUp, openDesk, openHost, reopen, untilStatus, untilSynced, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

const { zheng, zhou } = DEMO_STAFF
let origin: TestOrigin, officer: TestDesk, late: TestDesk
/** The first key as its file had it: afterwards it is kept nowhere. */
let formerOrg: unknown
beforeAll(async () => {
  origin = await startOnlyOrigin()
  officer = await openDesk(origin, zheng, { workstation: '负责人' })
  late = await openDesk(origin, zhou, { workstation: '迟到' })
  await catchUp(origin, officer, late)
  formerOrg = (JSON.parse(await readFile(keyFile(), 'utf8')) as { org: unknown }).org
})
afterAll(removeDesksAndOrigin)

const keyFile = () => path.join(origin.dataDir, KEY_FILE)
async function restart(between: () => Promise<unknown>): Promise<void> {
  await origin.stop()
  await between()
  await origin.start()
}
const change = () => restart(() => changeOrgKey(origin.dataDir, origin.now()))
const publicKey = () => toBase64url(origin.running().context.keys.org.publicKey)
async function auditOf(type: string): Promise<readonly string[]> {
  await officer.close()
  const told = await withStore(origin, officer, async ({ reader }) => (await reader.selectFrom('audit').select('entry').orderBy('seq').execute()).map(({ entry }) => (JSON.parse(entry) as { type: string }).type).filter((one) => one === type))
  officer = await reopen(origin, officer)
  return told
}
/** The record of a desk as a file, which its device signs. */
async function exported(desk: TestDesk): Promise<string> {
  const before = new Set(await readdir(desk.exportDir).catch(() => []))
  await desk.get('audit.export', {})
  const made = (await readdir(desk.exportDir)).find((name) => !before.has(name))
  return path.join(desk.exportDir, made ?? expect.unreachable())
}
async function verified(file: string, key: string): Promise<number> {
  return main(['verify-audit', file, '--key', key], { out: () => undefined, err: () => undefined, now: origin.now, lines: async function* () { /* nothing is typed */ } })
}
const keyText = async (name: string, text: string): Promise<string> => {
  const file = path.join(origin.dataDir, name)
  await writeFile(file, text)
  return file
}

it('leads the desks to the next key with their next contact: kept, audited, shown to the officer, and the work goes on', async () => {
  const oldKey = await keyText('first.key', publicKey())
  const [beforeFile, beforeEnrolment] = [await exported(officer), await origin.enrolment()]
  expect((await officer.get('fleet.list', {})).orgKey).toMatchObject({ number: 0 })
  await late.close()
  await change()
  await catchUp(origin, officer)
  const { orgKey } = await officer.get('fleet.list', {})
  expect(orgKey.number).toBe(1)
  expect(JSON.parse(await readFile(path.join(officer.profileDir, 'org-keys.json'), 'utf8'))).toEqual(origin.running().context.keys.handovers)
  await officer.close()
  officer = await reopen(origin, officer)
  expect((await officer.get('fleet.list', {})).orgKey).toEqual(orgKey)
  // Whoever is enrolled from here on, with the file of today or of yesterday, stands where the others do.
  for (const enrolmentFile of [await origin.enrolment(), beforeEnrolment]) {
    const host = await openHost(origin)
    const code = await origin.createCode({ workstation: '新的' })
    expect(await host.ask('session.enrol', { enrolmentFile, code, workstation: '新的', login: zheng.login, passphrase: zheng.passphrase })).toMatchObject({ ok: true })
    await untilSynced(host)
    expect((await host.get('fleet.list', {})).orgKey).toEqual(orgKey)
    if (enrolmentFile !== beforeEnrolment) await judge(host as TestDesk, beforeFile, oldKey)
    await host.close()
  }
})

/** 0: valid, 2: unreadable, 3: of a signer that this key does not vouch for. */
async function judge(fresh: TestDesk, beforeFile: string, oldKey: string): Promise<void> {
  const newKey = await keyText('second.key', publicKey())
  const chain = path.join(origin.dataDir, ORG_CHAIN_FILE)
  const afterFile = await exported(fresh)
  expect([await verified(beforeFile, oldKey), await verified(beforeFile, newKey), await verified(beforeFile, chain)]).toEqual([0, 3, 0])
  expect([await verified(afterFile, oldKey), await verified(afterFile, newKey), await verified(afterFile, chain)]).toEqual([3, 0, 0])
  const enrolment = await keyText('with-chain.json', await origin.enrolment())
  expect([await verified(beforeFile, enrolment), await verified(afterFile, enrolment)]).toEqual([0, 0])
  const cut = await keyText('cut.json', (await readFile(chain, 'utf8')).replace('"number": 1', '"number": 2'))
  expect(await verified(afterFile, cut)).toBe(2)
}

it('is not left again: an origin with the former key is not believed, and the work goes on when the right one is back', async () => {
  const now = `${keyFile()}.now`
  await copyFile(keyFile(), now)
  const { handovers: _, ...rest } = JSON.parse(await readFile(keyFile(), 'utf8')) as Record<string, unknown>
  // As of a backup from before: the origin's own statement is missing, and its key is no longer the one that the statement names.
  await restart(() => writeFile(keyFile(), JSON.stringify({ ...rest, org: formerOrg })))
  await officer.get('sync.now', {})
  await untilStatus(officer, 'not trusted', ({ reason }) => reason === 'origin-not-trusted')
  await restart(() => copyFile(now, keyFile()))
  await officer.get('sync.now', {})
  await untilSynced(officer)
  expect(await auditOf('org-key.replaced')).toHaveLength(1)
  expect(await auditOf('org-key.refused')).toHaveLength(1)
})

it('is followed over two changes at once by a desk that was away, locked or not', async () => {
  await change()
  late = await reopen(origin, late)
  await catchUp(origin, late, officer)
  expect(JSON.parse(await readFile(path.join(late.profileDir, 'org-keys.json'), 'utf8'))).toHaveLength(2)
  expect((await officer.get('fleet.list', {})).orgKey).toMatchObject({ number: 2 })
  expect([...late.internal, ...officer.internal]).toEqual([])
})
