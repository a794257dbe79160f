// A process of its own on a store, told what to do by its first argument; the test kills it, or it kills itself where it was told.
import { writeSync } from 'node:fs'
import { sql } from 'kysely'
import { openVault } from '../../../src-main/vault/open-vault'
import { copyUnderNewKey } from '../../../src-main/vault/purge'
import { upsertDirectoryRows } from '../../../src-main/vault/search-index'
import { makePeople, openTestVault, reopenKeyedVault, seededRandom, storeKeyOf, testClock } from '../desk-store'

const [, , act = '', dir = '', argument = ''] = process.argv

/** Past every buffer of Node: what was said was said before a kill. */
function say(text: string): void {
  writeSync(1, `${text}\n`)
}

async function hold(): Promise<void> {
  await openTestVault(dir, argument, 'open')
  say('open')
  await new Promise((resolve) => setTimeout(resolve, 600_000))
}

/** Says how its opening went: one of many that try at the same moment. */
async function race(): Promise<void> {
  const opened = await openVault({ dir, fileName: 'store-000001.db', key: storeKeyOf(argument), mode: 'open', clock: testClock() })
  say(opened.ok ? 'open' : opened.error)
  if (opened.ok) await new Promise((resolve) => setTimeout(resolve, 600_000))
}

/** Two tables in one transaction, again and again; says each number only after its commit. */
async function write(): Promise<void> {
  const vault = await openTestVault(dir, argument, 'open')
  for (let n = 0; ; n++) {
    await vault.transaction(async (tx) => {
      await tx.insertInto('meta').values({ key: `n${String(n)}`, value: String(n) }).execute()
      await tx.insertInto('jobs').values({ id: `n${String(n)}`, kind: 'test', state: '{}', created_at: n, done_at: null }).execute()
      if (n % 5 === 0) await upsertDirectoryRows(tx, makePeople(`write ${String(n)}`, 20), 1)
    })
    say(String(n))
  }
}

async function purge(): Promise<void> {
  const { vault, keyFile, keys } = await reopenKeyedVault(dir, 'crash')
  await copyUnderNewKey(vault, keyFile, keys, {
    random: seededRandom('crash purge'),
    clock: testClock(),
    onStep: (step) => {
      if (step === argument) process.kill(process.pid, 'SIGKILL')
    },
  })
  say('done')
  await vault.close()
}

/** Killed by the test at any moment while it purges again and again. */
async function purgeOn(): Promise<void> {
  const { vault, ...first } = await reopenKeyedVault(dir, 'crash')
  let { keyFile, keys } = first
  for (let round = 0; ; round++) {
    await sql`SELECT 1`.execute(vault.reader)
    const report = await copyUnderNewKey(vault, keyFile, keys, { random: seededRandom(`${argument} ${String(round)}`), clock: testClock() })
    if (!report.ok) throw new Error(report.error)
    ;({ keyFile, keys } = report.value)
    say(String(report.value.generation))
  }
}

const acts: Readonly<Record<string, () => Promise<void>>> = { hold, race, write, purge, 'purge-on': purgeOn }
const run = acts[act]
if (!run) throw new Error(`no act ${act}`)
void run()
