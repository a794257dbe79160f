// The pulling steps of a desk in the order of the real loop.
import { sql } from 'kysely'
import type { Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Outcome, SimDesk } from './desk'
import type { Watch } from './watch'

export interface Watched {
  readonly desk: SimDesk
  readonly watch: Watch
  isGreeted: boolean
}

/** Greeted first, scopes filled before changes are followed; a failure begins a new round. */
export async function pull(watched: Watched, wanted: 'greet' | 'fill' | 'follow'): Promise<Outcome> {
  const { steps, keyed } = watched.desk.open
  if (wanted === 'greet' || !watched.isGreeted) {
    const greeted = await steps.greet()
    watched.isGreeted = greeted.ok
    return `greet ${wordOf(greeted)}`
  }
  const unfilled = await sql<{ id: string }>`select id from scopes where ready = 0`.execute(keyed.vault.reader)
  const isFilling = wanted === 'fill' || unfilled.rows.length > 0
  const done = isFilling ? await steps.fill(() => undefined) : await steps.follow('no-wait', new AbortController().signal)
  if (!done.ok) watched.isGreeted = false
  return `${isFilling ? 'fill' : 'follow'} ${wordOf(done)}`
}

export function wordOf(result: Result<unknown, DeskError>): string {
  if (!result.ok) return `${result.error.kind}${result.error.params?.['code'] === undefined ? '' : `:${String(result.error.params['code'])}`}`
  return typeof result.value === 'string' ? result.value : 'ok'
}
