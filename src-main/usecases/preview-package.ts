// What an access package would hold now, category by category, and why it cannot be made if it cannot.
import type { RequestId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { PackagePreview } from '../../src-shared/contract/package'
import { inventoryOf } from '../../src-shared/domain/inventory'
import { collectPackage } from '../packages/collect'
import { listRecordsOfSubject } from '../vault/repositories/records'
import { isReadOnly } from './act-on-request'
import { createDeskSource } from './package-source'
import { readFreshness } from './freshness'
import { heldLook } from './held-looks'
import { actsOf } from './request-acts'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

export type PreviewDeps = Pick<UnlockedDesk, 'vault' | 'me' | 'clock' | 'time' | 'today' | 'rules' | 'packages' | 'packageThreads' | 'loop' | 'heldLooks'>

export async function previewPackage(deps: PreviewDeps, { requestId }: ParsedRequestOf<'package.preview'>): Promise<Result<PackagePreview, DeskError>> {
  const { reader } = deps.vault
  const reading = await readRequests(reader, [requestId], { rules: deps.rules.current(), today: deps.today() })
  const seen = reading.overlaid.get(requestId)
  if (!seen) return err({ kind: 'not-found' })
  const row = reading.rowOf(requestId)
  const blocked = await whyNot(deps, requestId)
  // Whoever looks at what can be made is likely to make it.
  if (!blocked) deps.packageThreads.warm()
  const isHidden = heldLook(seen.request, deps.heldLooks).t === 'hidden'
  const collected = await collectPackage(requestId, createDeskSource(deps, deps.rules.current))
  const categories = collected.ok
    ? collected.value.collected.coverage.map(({ category, system, heldRows, source }) => ({ category, system, rows: heldRows, source }))
    : (await listRecordsOfSubject(reader, 'holding', seen.request.subjectId)).map(({ body }) => ({
        category: body.category,
        system: body.system || inventoryOf(body.category).system,
        rows: body.rows,
        source: 'missing' as const,
      }))
  return ok({
    requestId,
    caseNo: row.caseNo,
    maskedName: row.maskedName,
    categories: isHidden ? [] : categories,
    freshness: await readFreshness(deps),
    ...(blocked ? { blocked } : {}),
  })
}

/** Undefined: it can be made. */
export async function whyNot(deps: PreviewDeps, requestId: RequestId): Promise<DeskError | undefined> {
  const { reader } = deps.vault
  const reading = await readRequests(reader, [requestId], { rules: deps.rules.current(), today: deps.today() })
  const seen = reading.overlaid.get(requestId)
  if (!seen) return { kind: 'not-found' }
  const subject = await reader.selectFrom('records').select('id').where('type', '=', 'subject').where('id', '=', seen.request.subjectId).executeTakeFirst()
  const acts = actsOf({ seen, me: deps.me, rules: deps.rules.current(), today: deps.today(), freshness: await readFreshness(deps), hasSubject: subject !== undefined, isOnline: deps.loop.state().connection === 'synced', isReadOnly: isReadOnly(deps) })
  return acts.export === 'possible' ? undefined : { kind: acts.export }
}
