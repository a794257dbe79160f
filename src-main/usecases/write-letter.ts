// The letter of a request: the very one that a choice of outcome, ground and items makes, as the pack in force words it.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RequestView } from '../../src-shared/contract/request'
import { letterLanguageOf } from '../../src-shared/domain/letter-language'
import { letterFor } from '../../src-shared/domain/letters'
import type { CaseRequest } from '../../src-shared/domain/request'
import { deletionGroundsFor } from '../../src-shared/domain/deletion-grounds'
import { endsInErasure } from '../../src-shared/domain/request-rights'
import { groundOf } from '../../src-shared/domain/rules'
import { withTestMark } from '../../src-shared/domain/test-request'
import { OUTCOMES } from '../../src-shared/domain/vocabulary'
import { readRequest } from '../sync/read-requests'
import { getRecord } from '../vault/repositories/records'
import { planFor } from './plan-now'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'rules' | 'today'> & { readonly vault: Pick<UnlockedDesk['vault'], 'reader'> }
/** A letter of one case, by what is chosen. */
export type LetterWriter = (choice: Choice) => string
type Choice = Omit<ParsedRequestOf<'request.letter'>, 'requestId'>

export async function writeLetter(deps: Deps, { requestId, ...choice }: ParsedRequestOf<'request.letter'>): Promise<Result<{ readonly text: string }, DeskError>> {
  const seen = await readRequest(deps.vault.reader, requestId, deps.rules.current())
  if (!seen) return err({ kind: 'not-found' })
  const write = await letterWriter(deps, seen.request)
  return ok({ text: write(choice) })
}

/** What the letters begin with, one for each outcome; ground and items are chosen later. */
export async function lettersOf(deps: Deps, request: CaseRequest): Promise<RequestView['letters']> {
  const write = await letterWriter(deps, request)
  // The cast is safe: every outcome is filled in.
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, write({ outcome })])) as RequestView['letters']
}

export async function letterWriter(deps: Deps, request: CaseRequest): Promise<LetterWriter> {
  const rules = deps.rules.current()
  const subject = endsInErasure(request.right) ? await getRecord(deps.vault.reader, 'subject', request.subjectId) : undefined
  const plan = subject && (await planFor(deps.vault.reader, deps, { requestId: request.id, deletionGround: deletionGroundsFor(request.right)[0] }, subject))
  const usual = letterLanguageOf(request)
  return ({ outcome, ground: code, items, first: language = usual }) => {
    const ground = code === undefined ? undefined : groundOf(code, request.right, rules)
    const letter = letterFor({ right: request.right, outcome, language, request, ...(plan ? { plan } : {}), ...(ground ? { ground } : {}), ...(items ? { items } : {}), rules })
    return withTestMark(letter, request, language)
  }
}
