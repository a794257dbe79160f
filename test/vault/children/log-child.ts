// A process of its own that takes the service log of an erased person away, to be killed by the test while it does.
import { writeSync } from 'node:fs'
import { eraseLogRows } from '../../../src-main/erasure/erase-log-rows'
import type { PurgeJobState } from '../../../src-main/erasure/execute'
import { openTestVault } from '../desk-store'

const [, , dir = '', job = ''] = process.argv
/** Each chunk seems to take so long that the next one is smaller: there are many moments to be killed at. */
let mono = 0
const clock = { now: () => 0, mono: () => (mono += 200) }

async function run(): Promise<void> {
  const vault = await openTestVault(dir, 'killed', 'open')
  await eraseLogRows(vault, clock, JSON.parse(job) as PurgeJobState, () => writeSync(1, 'chunk\n'))
  await vault.close()
}
void run()
