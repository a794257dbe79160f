// The partitions of the feed and the case scopes that live in them are configuration, kept in the database: feed_head lists the partitions,
// scopes.part says where a scope lives. Every process looks them up as it works, so a new one needs no new start.
import type { Db } from '../store/database'

export interface CaseScope {
  /** `desk:shenyang` */
  readonly scope: string
  /** `case` is where a scope lives that says nothing else; the directory has a partition of its own. */
  readonly part: string
}
const SCOPE = /^desk:[a-z0-9-]{1,40}$/
const PART = /^[a-z0-9-]{1,40}$/
const DIRECTORY_PART = 'directory'

export function isCaseScope({ scope, part }: CaseScope): boolean {
  return SCOPE.test(scope) && PART.test(part) && part !== DIRECTORY_PART
}

/** 'elsewhere': the scope lives in another partition. It stays there: a cursor's position counts in its own partition alone. */
export async function addCaseScope(db: Db, { scope, part }: CaseScope): Promise<'added' | 'there' | 'elsewhere'> {
  return db.transaction().execute(async (tx) => {
    await tx.insertInto('feed_head').values({ part }).onConflict((conflict) => conflict.column('part').doNothing()).execute()
    const added = await tx.insertInto('scopes').values({ id: scope, kind: 'case', part }).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').execute()
    if (added.length > 0) return 'added'
    const known = await tx.selectFrom('scopes').select('part').where('id', '=', scope).executeTakeFirstOrThrow()
    return known.part === part ? 'there' : 'elsewhere'
  })
}
