// A desk's store in a process of its own that looks while it writes; the test kills it, or it kills itself where it was told.
import { writeSync } from 'node:fs'
import { copyUnderNewKey } from '../../../src-main/vault/purge'
import { upsertDirectoryRows } from '../../../src-main/vault/search-index'
import { overVault, type Vault } from '../../../src-main/vault/vault'
import { occupy, reopenAuditedStore, type AuditedStore, type Between } from '../audited-store'
import { makePeople, seededRandom, testClock } from '../desk-store'

const [, , act = '', dir = '', seed = '', argument = ''] = process.argv

/** Past every buffer of Node: what was said was said before a kill. */
function say(k: number): void {
  writeSync(1, `${String(k)}\n`)
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('killed')
}

async function look({ look: write, clock }: AuditedStore, k: number): Promise<void> {
  clock.advance(1)
  await write({ type: 'search.people', detail: { k } })
  say(k)
}

/** Dies once a transaction that comes after `armed` was committed, before whoever stands above hears of it. */
function dieAfterCommit(armed: { is: boolean }): (vault: Vault) => Vault {
  return (vault) =>
    overVault(vault, {
      transaction: async (work) => {
        const result = await vault.transaction(work)
        return armed.is ? die() : result
      },
    })
}

/** Three looks behind an open transaction that takes them over, with an effect of its own; dies where `argument` says. */
async function point(): Promise<void> {
  const armed = { is: false }
  const between: Partial<Between> = argument === 'before the anchor' ? { belowAnchor: dieAfterCommit(armed) } : argument === 'before the cut' ? { aboveAnchor: dieAfterCommit(armed) } : {}
  const store = await reopenAuditedStore(dir, seed, between)
  const letGo = await occupy(store.vault, async (tx) => {
    await store.audit(tx, { type: 'rules.replaced', detail: { k: 100 } })
    if (argument === 'before the commit') die()
  })
  for (let k = 1; k <= 3; k++) await look(store, k)
  if (argument === 'before it is taken') die()
  armed.is = true
  await letGo()
}

/** Looks behind a purge: one at the step `copied`, others asked for at every later one; dies at the step that `argument` names. */
async function purge(): Promise<void> {
  const store = await reopenAuditedStore(dir, seed)
  await store.vault.holdWrites(() => look(store, 1))
  let k = 1
  await copyUnderNewKey(store.vault, store.keyed.keyFile, store.keyed.keys, {
    random: seededRandom('look purge'),
    clock: testClock(),
    onStep: async (step) => {
      // From the step `named` on until the switch nobody can leave a line.
      if (step === 'named') void look(store, ++k)
      else await look(store, ++k)
      if (step === argument) die()
    },
  })
}

/** Looks and writes at once, for ever; says each number once its look is on the disk. */
async function on(): Promise<void> {
  const store = await reopenAuditedStore(dir, seed)
  const writing = async (): Promise<never> => {
    for (let n = 0; ; n++) {
      await store.vault.transaction(async (tx) => {
        await upsertDirectoryRows(tx, makePeople(`on ${String(n)}`, 20), 1)
        if (n % 3 === 0) await store.audit(tx, { type: 'rules.replaced' })
      })
    }
  }
  void writing()
  for (let k = Number(argument); ; k++) await look(store, k)
}

const acts: Readonly<Record<string, () => Promise<void>>> = { point, purge, on }
const run = acts[act]
if (!run) throw new Error(`no act ${act}`)
void run()
