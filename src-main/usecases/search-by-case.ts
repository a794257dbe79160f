// The case whose number somebody reads out or pastes into the search box, open or closed.
import { ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { listCasesBeginning } from '../vault/repositories/request-index'
import { readRequests } from './request-rows'
import type { UnlockedDesk } from './unlocked-desk'

const MOST = 10

export async function searchByCase({ vault: { reader }, rules, today }: Pick<UnlockedDesk, 'vault' | 'rules' | 'today'>, { caseNo }: ParsedRequestOf<'search.cases'>): Promise<Result<AnswerOf<'search.cases'>, DeskError>> {
  const ids = await listCasesBeginning(reader, caseNo, MOST)
  const { overlaid, rowOf } = await readRequests(reader, ids, { rules: rules.current(), today: today() })
  return ok(ids.filter((id) => overlaid.has(id)).map(rowOf))
}
