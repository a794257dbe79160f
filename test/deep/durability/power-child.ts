// A desk's store in a process of its own that acts, looks and purges, and says after each what is acknowledged with it: `act N` (in the chain, the outbox
// and the sealed outbox, behind the anchor), `look N` (on the disk before it is shown), `purged GENERATION`.
import { writeSync } from 'node:fs'
import { copyUnderNewKey } from '../../../src-main/vault/purge'
import type { KeyedVault } from '../../../src-main/vault/keyed-vault'
import { mustOk } from '../../../src-shared/base/result'
import { occupy } from '../../vault/audited-store'
import { seededRandom, testClock } from '../../vault/desk-store'
import { enrolActing, openActing } from './acting'

const [, , dir = '', seed = ''] = process.argv
/** Past every buffer of Node. */
const say = (text: string): number => writeSync(1, `${text}\n`)

async function run(): Promise<void> {
  // Its first start is part of it.
  await enrolActing(dir, seed)
  say('enrolled')
  const { vault, keyed, act, look } = await openActing(dir, seed)
  let n = 0
  const acts = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const k = ++n
      await act(k)
      say(`act ${String(k)}`)
    }
  }
  const looks = async (count: number): Promise<void> => {
    // Behind a transaction that stands open: each is a line beside the store.
    const letGo = await occupy(vault)
    for (let at = 0; at < count; at++) {
      const k = ++n
      await look(k)
      say(`look ${String(k)}`)
    }
    await letGo()
  }
  let keys: Pick<KeyedVault, 'keyFile' | 'keys'> = keyed
  for (let round = 0; round < 3; round++) {
    await acts(4)
    await looks(3)
    keys = mustOk(await copyUnderNewKey(vault, keys.keyFile, keys.keys, { random: seededRandom(`power ${seed} ${String(round)}`), clock: testClock() }))
    say(`purged ${String(keys.keyFile.generation)}`)
  }
  await acts(1)
  await vault.close()
  say('closed')
}
run().catch((error: unknown) => {
  process.stderr.write(String((error as Error).stack))
  process.exit(3)
})
