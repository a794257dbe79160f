// whoever has the store and its key rewrites what is on record at a desk, every hash after it made anew; the next contact with the origin finds it. And what
// the origin signed goes out with an export, and is checked without either.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mustOk } from '../../src-shared/base/result'
import { checkAuditExport, EMPTY_CHAIN, nextEntry, type AuditFields } from '../../src-shared/formats/audit-entry'
import { nodeCrypto } from '../../src-tools/node-crypto'
import type { Secret } from '../../src-main/keys/secret'
import { writeAnchor } from '../../src-main/vault/anchor'
import type { Vault } from '../../src-main/vault/vault'
import { removeDesksAndOrigin, startOfficerAndReviewer } from '../fixtures/desks-and-origin'
import { catchUp, goAway, reopen, until, withStore, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, officer: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, officer, reviewer } = await startOfficerAndReviewer())
  await catchUp(origin, officer, reviewer)
})
afterAll(removeDesksAndOrigin)

const seen = async (desk: TestDesk) => (await desk.get('audit.verify', {})).witness
const ofDesk = async (desk: TestDesk) => (await officer.get('fleet.list', {})).devices.find(({ thisDesk }) => thisDesk === (desk === officer))!
const organisation = () => origin.running().context.keys.org.publicKey

async function exported(desk: TestDesk): Promise<readonly string[]> {
  const { fileName } = await desk.get('audit.export', {})
  return (await readFile(path.join(desk.exportDir, fileName), 'utf8')).trimEnd().split('\n')
}

it('is signed by the origin at contact, and the officer sees up to where', async () => {
  const witness = await until('the signature', () => seen(reviewer))
  expect((await ofDesk(reviewer)).audit).toEqual(witness)
  expect(await ofDesk(reviewer)).toMatchObject({ isRecordUnseen: false })
})

it('goes out with an export, signed for that very moment; without the origin the last one does', async () => {
  const here = mustOk(await checkAuditExport(await exported(reviewer), organisation(), nodeCrypto))
  expect(here.witness?.size).toBe(here.head.size)
  await goAway(reviewer)
  const away = mustOk(await checkAuditExport(await exported(reviewer), organisation(), nodeCrypto))
  expect([away.witness?.size, away.head.size > here.head.size]).toEqual([here.head.size, true])
  reviewer.network.mend()
  await catchUp(origin, reviewer)
})

/** One entry says that somebody else did it; all that follow it are chained anew, as the app would have done, and the anchor is signed anew. */
async function rewrite(profileDir: string, { reader, transaction }: Vault, macKey: Secret): Promise<void> {
  const rows = await reader.selectFrom('audit').select('entry').orderBy('seq').execute()
  await transaction(async (tx) => {
    let head = EMPTY_CHAIN
    for (const [at, { entry }] of rows.entries()) {
      const { v: _, seq, prev: __, ...fields } = JSON.parse(entry) as AuditFields & { readonly v: 1; readonly seq: number; readonly prev: string }
      const next = nextEntry(head, at === 1 ? { ...fields, actor: 'somebody-else' } : fields, nodeCrypto)
      await tx.updateTable('audit').set({ entry: next.text, hash: next.hash }).where('seq', '=', seq).execute()
      head = { size: seq, headHash: next.hash }
    }
    await tx.deleteFrom('meta').where('key', '=', 'auditWitness').execute()
    await writeAnchor(profileDir, head, macKey)
  })
}

it('is found rewritten with the next contact, also where what the origin signed was taken away; the desk and the officer say so', async () => {
  await reviewer.close()
  await withStore(origin, reviewer, (vault, _, macKey) => rewrite(reviewer.profileDir, vault, macKey))
  reviewer = await reopen(origin, reviewer)
  const differs = await until('the find', async () => (await reviewer.get('audit.verify', {})).differs)
  // By itself it fits together.
  expect(await reviewer.get('audit.verify', {})).toMatchObject({ intact: true, differs })
  const device = await ofDesk(reviewer)
  expect(device).toMatchObject({ wantsAttention: true, audit: { size: differs.size } })
  expect(device.audit?.differsSince).toBeGreaterThan(0)
  expect(await ofDesk(officer)).toMatchObject({ wantsAttention: false })
  expect((await exported(reviewer)).some((line) => line.includes('"audit.differs"'))).toBe(true)
  expect([...officer.internal, ...reviewer.internal]).toEqual([])
})
