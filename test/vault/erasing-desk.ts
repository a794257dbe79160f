// A desk with people on it, each with something of theirs in every table, and the acts of an erasure on it one by one: for tests of what an erasure leaves.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { addAttachment } from '../fixtures/note-files'
import { type EraseOrder } from '../../src-main/erasure/execute'
import { writeNeedles } from '../../src-main/erasure/needle-file'
import { collectNeedles } from '../../src-main/erasure/needles'
import { readLivingTexts, readPersonTexts } from '../../src-main/erasure/person-texts'
import { residuePlaces } from '../../src-main/erasure/places'
import { ERASURE_POLICY } from '../../src-main/erasure/policy'
import { purgeErased } from '../../src-main/erasure/purge-erased'
import { checkResidue } from '../../src-main/erasure/residue'
import { searchResidue } from '../../src-main/erasure/search-residue'
import { scryptKdf, type Kdf } from '../../src-main/keys/derive'
import { deviceSigner, generateDeviceKey } from '../../src-main/keys/device-key'
import { writeKeyFile, type KeyFile } from '../../src-main/keys/key-file'
import { createKeyFile, storeKey, type OpenedKeys } from '../../src-main/keys/key-slots'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { openVault } from '../../src-main/vault/open-vault'
import { copyUnderNewKey } from '../../src-main/vault/purge'
import { insertOutboxItem } from '../../src-main/vault/repositories/outbox'
import { putDraft } from '../../src-main/vault/repositories/drafts'
import { notePackageDestroyed, notePackageWritten, putPackageFile } from '../../src-main/vault/repositories/package-files'
import { putLogRows } from '../../src-main/vault/repositories/log-rows'
import { putRecords } from '../../src-main/vault/repositories/records'
import { putQueueEntry } from '../fixtures/queue-rows'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { storeFileName } from '../../src-main/vault/store-files'
import { letterRecord } from '../fixtures/letter-record'
import type { Tx } from '../../src-main/vault/transaction'
import type { Vault } from '../../src-main/vault/vault'
import { must } from '../../src-shared/base/assert'
import { mentionsOf } from '../../src-shared/domain/mentions'
import { mustOk } from '../../src-shared/base/result'
import { createId, type Id, type DeviceId, type ErasureId, type IdentifierId, type MutationId, type RequestId, type StaffId, type SubjectId } from '../../src-shared/base/ids'
import { fingerprint, issueCertificate } from '../../src-shared/formats/signed'
import { NOW, seededRandom } from './desk-store'

export const clock = { now: () => NOW, mono: () => 0 }
/** The same bytes in every run: how a store lays out its pages follows from them, and with it what a DELETE leaves behind. */
let random = seededRandom('erasure')
export function seedErasures(seed: string): void {
  random = seededRandom(seed)
}
const randomBytes = (length: number): Buffer => Buffer.from(random(new Uint8Array(length)))
export const newId = <I extends string>(): I => createId(NOW, random) as unknown as I

export interface Desk {
  readonly dir: string
  readonly exportDir: string
  readonly vault: Vault
  keyFile: KeyFile
  keys: OpenedKeys
}
const desks: Desk[] = []
export async function closeDesks(): Promise<void> {
  for (const desk of desks.splice(0)) {
    await desk.vault.close()
    await rm(desk.dir, { recursive: true })
    await rm(desk.exportDir, { recursive: true })
  }
}

export async function openDesk(kdf: Kdf = scryptKdf): Promise<Desk> {
  const dir = await mkdtemp(join(tmpdir(), 'erasure-'))
  const exportDir = await mkdtemp(join(tmpdir(), 'erasure-exports-'))
  const { keyFile, keys } = await createKeyFile(
    {
      tenant: 'sinoimex', workstation: 'DL-TEST-01', generation: 1, fileName: storeFileName(1),
      person: { staffId: newId<StaffId>(), login: 'zhou', name: '周示一', role: 'agent' }, passphrase: 'a passphrase for tests',
    },
    { kdf, random },
  )
  const vault = mustOk(await openVault({ dir, fileName: keyFile.fileName, key: storeKey(keyFile, keys), mode: 'create', clock }))
  await writeKeyFile(dir, keyFile)
  const desk: Desk = { dir, exportDir, vault, keyFile, keys }
  desks.push(desk)
  return desk
}

export interface Person {
  readonly subjectId: SubjectId
  readonly requestId: RequestId
  readonly canaries: readonly string[]
}

const randomDigits = (length: number): string => Array.from(randomBytes(length), (byte) => String(byte % 10)).join('')

export async function addPerson(desk: Desk, at: number): Promise<Person> {
  const [subjectId, requestId] = [newId<SubjectId>(), newId<RequestId>()]
  const [mobile, mark] = [`+86199${randomDigits(8)}`, `k${randomBytes(6).toString('hex')}`]
  const email = `${mark}@example.cn`
  const name = `测${'甲乙丙丁戊己庚辛'.charAt(at % 8)}${mark.slice(0, 4)}`
  const subject = {
    id: subjectId, accountNo: `SX-${randomDigits(10)}`, name, status: 'active', region: 'CN', registeredAt: NOW, products: ['trade-search'], synthetic: true,
    identifiers: [{ id: newId<IdentifierId>(), kind: 'mobile', value: mobile, proof: 'proved', addedAt: NOW }, { id: newId<IdentifierId>(), kind: 'email', value: email, proof: 'unproved', addedAt: NOW }],
  }
  const request = {
    id: requestId, caseNo: `26-${String(1000 + at)}`, subjectId, right: 'delete', state: 'deciding', channel: 'website', receivedOn: '2026-06-01', keyedAt: NOW,
    text: `请删除我的记录 ${mark}`, identityChecks: [], outerOn: '2026-07-01', timeline: [{ at: NOW, event: 'received', text: `words ${mark}` }],
  }
  await desk.vault.transaction(async (tx) => {
    await upsertDirectoryRows(tx, [{ id: subjectId, v: 1, accountNo: subject.accountNo, name, status: 'active', registeredAt: NOW, identifiers: [['mobile', mobile, 'proved'], ['email', email, 'unproved']] }], 1)
    await putRecords(tx, [{ type: 'subject', id: subjectId, v: 1, body: subject, scopes: ['desk:dalian'] }, { type: 'request', id: requestId, v: 3, body: request, scopes: ['desk:dalian'] }, letterRecord({ requestId, subjectId, text: `回复 ${mark}`, reason: `${name} 已搬走`, at: NOW })], 1)
    await putLogRows(tx, subjectId, Array.from({ length: 60 }, (_, n) => ({ n: n + 1, category: 'search-query' as const, at: NOW - n, product: 'trade-search' as const, ip: `203.0.113.${String(at % 200)}`, detail: `query ${mark} ${String(n)}` })), { total: 60, complete: true, fetchedAt: NOW })
    await putQueueEntry(tx, { requestId, subjectId, caseNo: request.caseNo })
    await insertOutboxItem(tx, { mid: newId<MutationId>(), chain: `request:${requestId}`, op: 'request.verify@1', base: 3, args: { requestId, evidence: `heard ${mark}` }, subjectId, staffId: newId<StaffId>(), madeAt: { wall: NOW, mono: 0, bootId: 'b', offset: 0, uncertain: false }, seenAt: NOW })
    await tx.insertInto('outbox_done').values({ seq: 1_000 + at, mid: newId<MutationId>(), chain: `request:${requestId}`, n: 2, op: 'request.decide@1', base: 2, args: JSON.stringify({ requestId, text: `told ${mark}` }), subject_id: subjectId, staff_id: newId<StaffId>(), made_at: '{}', applied_v: 3, done_at: NOW }).execute()
    await addAttachment(tx, { requestId, subjectId, copy: `26-${String(1000 + at)} ${mark}.pdf` })
    await addPackage(tx, { requestId, subjectId, folder: `/media/${mark}` })
    await putDraft(tx, { staffId: newId<StaffId>(), form: 'reopen', target: requestId, requestId, subjectId, base: 3, body: { form: 'reopen', reason: `because ${mark}` }, savedAt: NOW })
    await tx.insertInto('audit').values({ seq: at + 1, entry: '{}', hash: randomBytes(32).toString('hex') }).execute()
    await tx.insertInto('audit_details').values({ seq: at + 1, subject_id: subjectId, salt: 's', detail: `opened ${mark}` }).execute()
    await tx.insertInto('subject_salts').values({ subject_id: subjectId, salt: randomBytes(16).toString('hex') }).execute()
  })
  return { subjectId, requestId, canaries: [mark, mobile.slice(1), name] }
}

/** With every column filled, as one that was destroyed. */
async function addPackage(tx: Tx, { requestId, subjectId, folder }: { readonly requestId: RequestId; readonly subjectId: SubjectId; readonly folder: string }): Promise<void> {
  const fileId: string = newId<Id<'package-file'>>()
  await putPackageFile(tx, { fileId, packageId: newId<Id<'package'>>(), subjectId, requestId, staffId: newId<StaffId>(), folder, fileName: 'access-package.zip', writtenAt: NOW, expiresAt: NOW })
  await notePackageWritten(tx, fileId, { bytes: 1, sha256: randomBytes(32).toString('hex') })
  await notePackageDestroyed(tx, [fileId], { at: NOW, by: newId<StaffId>() })
}

export async function orderFor(desk: Desk, person: Person): Promise<EraseOrder & { readonly needles: readonly string[] }> {
  const erasureId = newId<ErasureId>()
  const texts = await readPersonTexts(desk.vault.reader, person.subjectId)
  const needles = collectNeedles(texts)
  const needlesKey = await writeNeedles(desk.dir, erasureId, needles, random)
  return { erasureId, subjectId: person.subjectId, refs: [['request', person.requestId]], mentions: mentionsOf(texts), subjectHmac: 'h'.repeat(43), needlesKey, now: NOW, needles }
}

/** Every row of every table of the schema as text, by table. */
export async function dump(vault: Vault): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = Object.keys(ERASURE_POLICY).filter((table) => table !== 'people_fts')
  const rowsByTable: Record<string, readonly string[]> = {}
  for (const table of tables) rowsByTable[table] = (await sql`SELECT * FROM ${sql.table(table)}`.execute(vault.reader)).rows.map((row) => JSON.stringify(row)).sort()
  return rowsByTable
}

export async function residueOf(desk: Desk, { subjectId, requestId }: Person, needles: readonly string[]): Promise<number> {
  const key = storeKey(desk.keyFile, desk.keys)
  const [report] = await checkResidue({
    needlesOf: [needles],
    places: residuePlaces({ file: desk.vault.file, key }, { profile: desk.dir, exports: desk.exportDir }),
    livingTexts: () => readLivingTexts(desk.vault.reader, [subjectId, requestId]),
    now: NOW,
  })
  return must(report, 'a report').hits
}

/** `without-copy`: the same store under the same key, as if deleting were enough. */
export async function purge(desk: Desk, way: 'as-it-is' | 'without-copy' = 'as-it-is') {
  const org = deviceSigner(generateDeviceKey(random))
  const [signer, id] = [deviceSigner(generateDeviceKey(random)), newId<DeviceId>()]
  const certificate = issueCertificate(
    { v: 1, kind: 'device', id, name: 'DL-TEST-01', publicKey: Buffer.from(signer.publicKey).toString('base64url'), tenant: 'sinoimex', region: 'CN-LN', notBefore: NOW - 1, notAfter: NOW + 86_400_000, issuer: fingerprint(org.publicKey, nodeCrypto) },
    org,
  )
  const outcome = await purgeErased({
    vault: desk.vault, clock, profileDir: desk.dir, exportDir: desk.exportDir, crypto: nodeCrypto,
    device: { id, signer, certificate }, searchResidue,
    renewStore: async () => {
      if (way === 'without-copy') {
        await desk.vault.checkpoint()
        return { ok: true, value: { key: storeKey(desk.keyFile, desk.keys) } }
      }
      const renewed = await copyUnderNewKey(desk.vault, desk.keyFile, desk.keys, { random, clock })
      if (!renewed.ok) return renewed
      desk.keyFile = renewed.value.keyFile
      desk.keys = renewed.value.keys
      return { ok: true, value: { key: storeKey(desk.keyFile, desk.keys) } }
    },
    onDone: () => Promise.resolve(),
  })
  return { outcome, orgPublicKey: org.publicKey }
}
