// A process that opens a desk's store, acts and looks a few times and closes it, while one of its operations on files fails or is its last. It says `act N` and
// `look N` once they are acknowledged, `failed N` where one is not; that one is tried once more.
import { writeSync } from 'node:fs'
import { openActing } from '../durability/acting'

const [, , dir = '', seed = '', from = '1'] = process.argv
const ACTS = 4
const say = (text: string): number => writeSync(1, `${text}\n`)

async function told(word: string, k: number, work: (k: number) => Promise<void>): Promise<void> {
  const once = (): Promise<void> => work(k)
  await once().catch(() => {
    say(`failed ${String(k)}`)
    return once()
  })
  say(`${word} ${String(k)}`)
}

async function run(): Promise<void> {
  const { vault, act, look } = await openActing(dir, seed)
  say('open')
  for (let k = Number(from); k < Number(from) + ACTS; k++) await told('act', k, act)
  await told('look', Number(from) + ACTS, look)
  await vault.close()
  say('closed')
}
// What stands in its way is told by what it said before.
run().catch(() => process.exit(3))
