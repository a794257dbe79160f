// A process that carries out one erasure while one of its operations on files fails, or is its last.
import { writeSync } from 'node:fs'
import type { EraseOrder } from '../../../src-main/sync/apply'
import { carryOn, openErasing } from './erasing'

const [, , dir = '', exportDir = '', order = ''] = process.argv
const say = (text: string): number => writeSync(1, `${text}\n`)

async function run(): Promise<void> {
  const erasing = await openErasing(dir, exportDir, 'child')
  const isDone = await carryOn(erasing, JSON.parse(order) as EraseOrder, () => say('erased'))
  say(isDone ? 'receipt' : 'no receipt')
  await erasing.vault.close()
}
// What stands in its way is told by what it said before.
run().catch(() => process.exit(3))
