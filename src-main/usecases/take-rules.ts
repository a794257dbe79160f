// Takes a rules pack from the origin: the newer one comes into force with its line in the audit, and every open case is counted anew; one that
// is damaged, signed by somebody else or older is refused, said so, and the last good one stays.
import { comparePackVersions } from '../../src-shared/domain/rules'
import type { RulesPackError } from '../../src-shared/formats/rules-pack'
import { reindexQueue } from '../sync/reindex-queue'
import { clearMeta, getMeta, setMeta } from '../vault/repositories/meta'
import type { UnlockedDesk } from './unlocked-desk'

export type RulesRefusal = RulesPackError | 'older'
type Deps = Pick<UnlockedDesk, 'vault' | 'rules' | 'knownTime' | 'audit' | 'publish'>

/** `signal`: the end of the session also ends the counting, which the next one goes on with. */
export async function takeRules(deps: Deps, pack: unknown, signal: AbortSignal): Promise<void> {
  const former = deps.rules.current().version
  const offered = await deps.rules.offer(pack, async (tx, next) => {
    await clearMeta(tx, ['rulesRefused'])
    await deps.audit(tx, { type: 'rules.replaced', detail: { from: former, to: next.version } })
  })
  if (!offered.ok) return refuse(deps, offered.error)
  if (offered.value.done === 'kept') return comparePackVersions(offered.value.offered, former) < 0 ? refuse(deps, 'older') : settle(deps)
  deps.publish('sync')
  // Its screen names the pack that its days are counted by.
  deps.publish('inventory')
  // The days by which the queue is sorted were counted by the pack of then; screens count by the one in force whatever this has come to.
  if (!(await reindexQueue({ vault: deps.vault, rules: () => deps.rules.current(), signal }))) return
  deps.publish('queue')
  deps.publish('request')
}

/** The same word is written down once, however often the origin sends it. */
async function refuse(deps: Deps, reason: RulesRefusal): Promise<void> {
  const said = await getMeta(deps.vault.reader, 'rulesRefused')
  if (said?.reason === reason) return
  await deps.vault.transaction(async (tx) => {
    await setMeta(tx, 'rulesRefused', { reason, at: deps.knownTime.now() })
    await deps.audit(tx, { type: 'rules.refused', detail: { reason, kept: deps.rules.current().version } })
  })
  deps.publish('sync')
}

/** What the origin has now is what is here: an earlier refusal is over. */
async function settle({ vault, publish }: Deps): Promise<void> {
  if (!(await getMeta(vault.reader, 'rulesRefused'))) return
  await vault.transaction((tx) => clearMeta(tx, ['rulesRefused']))
  publish('sync')
}
