// Somebody types into the search box while something else is done: what their waits were.
import { setTimeout as pause } from 'node:timers/promises'
import { searchPeople } from '../../../src-main/vault/search-people'
import type { Vault } from '../../../src-main/vault/vault'
import { must } from '../../../src-shared/base/assert'
import { parseQuery } from '../../../src-shared/domain/search-terms'
import { timed } from './bench'

const SEARCH_EVERY_MS = 25

/** Somebody searches while `work` runs; at least once, and their waits come back. */
export async function searchedWhile(vault: Vault, texts: readonly string[], work: () => Promise<unknown>): Promise<readonly number[]> {
  const state = { isOver: false }
  const waits: number[] = []
  const searching = async (): Promise<void> => {
    for (let at = 0; !state.isOver || waits.length === 0; at++) {
      waits.push(await timed(() => searchPeople(vault.reader, parseQuery(must(texts[at % texts.length], 'a text')), 50, 0)))
      await pause(SEARCH_EVERY_MS)
    }
  }
  const searched = searching()
  await work().finally(() => { state.isOver = true })
  await searched
  return waits
}
