// A person's own views of the queue, in the order in which they were made; nobody else is shown them.
import { createId, type Id } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { SAVED_VIEWS_MAX, type SavedView } from '../../src-shared/contract/queue-views'
import { savedQuerySchema } from '../../src-shared/domain/queue-query'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'random' | 'publish'>

export async function listSavedViews({ vault, me }: Pick<Deps, 'vault' | 'me'>): Promise<Result<readonly SavedView[], DeskError>> {
  const rows = await vault.reader.selectFrom('saved_views').select(['view_id', 'name', 'query']).where('staff_id', '=', me.staffId).orderBy('view_id').execute()
  return ok(rows.flatMap(({ view_id: viewId, name, query }) => {
    // Of words that this build does not know (any more) nothing can be listed.
    const parsed = savedQuerySchema.safeParse(JSON.parse(query))
    return parsed.success ? [{ viewId, name, ...parsed.data }] : []
  }))
}

export async function saveView(deps: Deps, { name, ...query }: ParsedRequestOf<'queue.saveView'>): Promise<Result<{ readonly viewId: string }, DeskError>> {
  const { vault, me, clock, random, publish } = deps
  // Ids begin with their time: by them views stand in the order in which they were made.
  const viewId = createId<Id<'saved-view'>>(clock.now(), random)
  const saved = await vault.transaction(async (tx): Promise<Result<{ readonly viewId: string }, DeskError>> => {
    const mine = await tx.selectFrom('saved_views').select('view_id').where('staff_id', '=', me.staffId).execute()
    if (mine.length >= SAVED_VIEWS_MAX) return err({ kind: 'invalid-input', params: { fields: 'name' } })
    await tx.insertInto('saved_views').values({ staff_id: me.staffId, view_id: viewId, name, query: JSON.stringify(query), made_at: clock.now() }).execute()
    return ok({ viewId })
  })
  if (saved.ok) publish('queue')
  return saved
}

export async function dropView({ vault, me, publish }: Deps, { viewId }: ParsedRequestOf<'queue.dropView'>): Promise<Result<void, DeskError>> {
  await vault.transaction((tx) => tx.deleteFrom('saved_views').where('staff_id', '=', me.staffId).where('view_id', '=', viewId).execute())
  publish('queue')
  return ok()
}
