// I-2 as histories: a store whose newest commits lie in its log alone, the log damaged, cut or taken away; and what an unlock says of it.
import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { anchored } from '../../src-main/app/anchored-vault'
import { appendAudit, readAuditHead, type AuditContext } from '../../src-main/audit/audit-log'
import { checkAnchor, writeAnchor } from '../../src-main/vault/anchor'
import { openKeyedVault } from '../../src-main/vault/keyed-vault'
import { EMPTY_CHAIN } from '../../src-shared/formats/audit-entry'
import { keyedDeps, makeFolder, makeKeyedVault, PASSPHRASE, seededPick, seededRandom, STAFF, testClock } from './desk-store'

/** More than are told saved and lie in the log alone. */
const ACTS = 45

/** A folder as a power failure leaves it: all acts were told saved, none is in the main file yet. */
export async function crashedStore(seed: string): Promise<string> {
  const dir = await makeFolder()
  const keyed = await makeKeyedVault(dir, seed, ({ keys }) => writeAnchor(dir, EMPTY_CHAIN, keys.macKey))
  const vault = anchored(keyed.vault, dir, keyed.keys.macKey, () => undefined)
  await vault.checkpoint()
  const context: AuditContext = { clock: testClock(), random: seededRandom(`acts ${seed}`), bootId: 'ab'.repeat(16), device: 'device-1' }
  for (let act = 0; act < ACTS; act++) await vault.transaction((tx) => appendAudit(tx, { type: 'session.unlock', actor: 'system' }, context))
  const crashed = await makeFolder()
  await cp(dir, crashed, { recursive: true, filter: (path) => !path.endsWith('-shm') })
  await vault.close()
  return crashed
}

async function walOf(dir: string): Promise<string> {
  return join(dir, (await readdir(dir)).find((name) => name.endsWith('-wal')) ?? 'no log')
}

/** A copy of the folder in which one thing has happened to the log. */
export async function harmed(crashed: string, seed: string, harm: 'flip' | 'cut' | 'gone'): Promise<string> {
  const dir = await makeFolder()
  await cp(crashed, dir, { recursive: true })
  const wal = await walOf(dir)
  const pick = seededPick(`harm ${seed}`)
  if (harm === 'gone') await rm(wal)
  else if (harm === 'cut') await truncate(wal, pick((await stat(wal)).size))
  else {
    const bytes = await readFile(wal)
    const at = pick(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8))
    await writeFile(wal, bytes)
  }
  return dir
}

/** What an unlock finds: every act, fewer without a word of it, or that it says so. */
export async function unlockFinds(dir: string, seed: string): Promise<'all-there' | 'lost-in-silence' | 'store-behind-anchor' | 'refused'> {
  const opened = await openKeyedVault({ dir, staffId: STAFF.staffId, passphrase: PASSPHRASE }, keyedDeps(seed))
  if (!opened.ok) return 'refused'
  const { vault, keys } = opened.value
  try {
    const anchor = await checkAnchor(dir, vault, keys.macKey)
    if (!anchor.ok) return anchor.error === 'store-behind-anchor' ? 'store-behind-anchor' : 'refused'
    return (await readAuditHead(vault.reader)).size === ACTS ? 'all-there' : 'lost-in-silence'
  } catch {
    return 'refused'
  } finally {
    await vault.close()
  }
}
