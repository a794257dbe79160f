// Writes the queue's index anew where it was made by an older build or under another rules pack: in slices, after the desk is open, so that
// nobody waits for it. Killed half-way it begins again; every slice is right whatever was before.
import type { RulesPackBody } from '../../src-shared/domain/rules'
import { getMeta, setMeta } from '../vault/repositories/meta'
import { FACET_LAYOUT } from '../vault/repositories/queue-facets'
import { listRequestIdsAfter } from '../vault/repositories/request-index'
import type { Vault } from '../vault/vault'
import { reindexRequests } from './read-requests'

/** Counted up when a column of the index means something else than before. */
const INDEX_FORMAT = 3
/** Short enough that an act made meanwhile does not wait for long. */
const SLICE = 200

export interface ReindexDeps {
  readonly vault: Pick<Vault, 'reader' | 'transaction'>
  readonly rules: () => RulesPackBody
  readonly signal: AbortSignal
}

/** True: something was written, and the lists are asked for anew. */
export async function reindexQueue({ vault, rules, signal }: ReindexDeps): Promise<boolean> {
  const made = `${String(INDEX_FORMAT)} ${rules().version} ${FACET_LAYOUT}`
  if ((await getMeta(vault.reader, 'queueIndex')) === made) return false
  let after = ''
  for (let ids = await listRequestIdsAfter(vault.reader, after, SLICE); ids.length > 0; ids = await listRequestIdsAfter(vault.reader, after, SLICE)) {
    if (signal.aborted) return false
    const slice = ids
    await vault.transaction((tx) => reindexRequests(tx, slice, rules()))
    after = ids.at(-1) ?? after
  }
  // A pack that came meanwhile has made the first slices old again: the next opening sees that by the version.
  await vault.transaction((tx) => setMeta(tx, 'queueIndex', made))
  return after !== ''
}
