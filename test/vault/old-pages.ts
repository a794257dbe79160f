// I-3 as histories: a closed store in which some pages are those of a day ago, each of them whole and valid by itself; and what an unlock says of it.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { anchored } from '../../src-main/app/anchored-vault'
import { appendAudit, readAuditHead, verifyAudit, type AuditContext } from '../../src-main/audit/audit-log'
import { checkAnchor, writeAnchor } from '../../src-main/vault/anchor'
import { openKeyedVault } from '../../src-main/vault/keyed-vault'
import { upsertDirectoryRows } from '../../src-main/vault/search-index'
import { storeFileName } from '../../src-main/vault/store-files'
import type { Vault } from '../../src-main/vault/vault'
import { EMPTY_CHAIN } from '../../src-shared/formats/audit-entry'
import { keyedDeps, makeFolder, makeKeyedVault, makePeople, PASSPHRASE, seededPick, seededRandom, STAFF, testClock } from './desk-store'

const FILE = storeFileName(1)
const PAGE = 4096
const ACTS = { before: 30, after: 10 } as const

export interface TwoDays {
  readonly dir: string
  readonly before: Buffer
  readonly after: Buffer
  /** Numbers of the pages that are not the same, from 0. */
  readonly changed: readonly number[]
}

/** Some thousand people of whom one in forty changes, and acts before and after. */
export async function twoDays(seed: string): Promise<TwoDays> {
  const dir = await makeFolder()
  const keyed = await makeKeyedVault(dir, seed, ({ keys }) => writeAnchor(dir, EMPTY_CHAIN, keys.macKey))
  const vault = anchored(keyed.vault, dir, keyed.keys.macKey, () => undefined)
  const context: AuditContext = { clock: testClock(), random: seededRandom(`acts ${seed}`), bootId: 'ab'.repeat(16), device: 'device-1' }
  const act = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n++) await vault.transaction((tx) => appendAudit(tx, { type: 'session.unlock', actor: 'system' }, context))
  }
  const people = makePeople(seed, 3_000)
  await vault.transaction((tx) => upsertDirectoryRows(tx, people, 1))
  await act(ACTS.before)
  await vault.checkpoint()
  const before = await readFile(join(dir, FILE))
  const changing = people.filter((_, at) => at % 40 === 7).map((person) => ({ ...person, v: person.v + 1, name: `${person.name}明` }))
  await vault.transaction((tx) => upsertDirectoryRows(tx, changing, 1))
  await act(ACTS.after)
  await vault.checkpoint()
  await vault.close()
  const after = await readFile(join(dir, FILE))
  const pageOf = (image: Buffer, page: number): Buffer => image.subarray(page * PAGE, (page + 1) * PAGE)
  const changed = Array.from({ length: before.length / PAGE }, (_, page) => page).filter((page) => !pageOf(before, page).equals(pageOf(after, page)))
  return { dir, before, after, changed }
}

/** A copy of the folder in which a random set of the changed pages, at most so many, is that of the day before. */
export async function withOldPages({ dir, before, after, changed }: TwoDays, seed: string, atMost: number): Promise<string> {
  const pick = seededPick(seed)
  const left = [...changed]
  const image = Buffer.from(after)
  for (let wanted = 1 + pick(Math.min(atMost, changed.length)); wanted > 0; wanted--) {
    const [page = 0] = left.splice(pick(left.length), 1)
    before.copy(image, page * PAGE, page * PAGE, (page + 1) * PAGE)
  }
  const copy = join(await makeFolder(), 'profile')
  await mkdir(copy, { mode: 0o700 })
  await cp(dir, copy, { recursive: true })
  await writeFile(join(copy, FILE), image)
  return copy
}

async function isRecordWhole(vault: Vault): Promise<boolean> {
  return (await readAuditHead(vault.reader)).size === ACTS.before + ACTS.after && (await verifyAudit(vault.reader)).ok
}

/** What the unlock says, or the reading of the record after it; `silent`: neither, and every act is there as it was. */
export async function whatIsSaid(dir: string, seed: string): Promise<'store-damaged' | 'store-behind-anchor' | 'record-broken' | 'silent'> {
  const opened = await openKeyedVault({ dir, staffId: STAFF.staffId, passphrase: PASSPHRASE }, keyedDeps(seed))
  if (!opened.ok) return 'store-damaged'
  const { vault, keys } = opened.value
  try {
    const anchor = await checkAnchor(dir, vault, keys.macKey)
    if (!anchor.ok) return 'store-behind-anchor'
    return (await isRecordWhole(vault)) ? 'silent' : 'record-broken'
  } catch {
    return 'store-damaged'
  } finally {
    await vault.close()
  }
}
