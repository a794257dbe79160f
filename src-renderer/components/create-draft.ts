// A new request while it is keyed in, and what of its intake the request takes over.
import type { DraftOf } from '../../src-shared/contract/draft'
import { isForOfficer } from '../../src-shared/domain/request-rights'

export type CreateDraft = DraftOf<'create'>
export interface CreateDraftProps {
  readonly draft: CreateDraft
  readonly today: string
  readonly onChange: (draft: CreateDraft) => void
}

/** Of a draft what the request takes over: an authority abroad is represented by nobody, and only a complaint is about a case. */
export function intakeIn({ right, madeBy, about, test }: CreateDraft): Pick<CreateDraft, 'madeBy' | 'about' | 'test'> {
  return {
    ...(madeBy === undefined || isForOfficer(right) ? {} : { madeBy: { ...madeBy, name: madeBy.name.trim(), contact: madeBy.contact.trim(), relation: madeBy.relation.trim() } }),
    ...(about === undefined || right !== 'complain' ? {} : { about }),
    ...(test === true ? { test } : {}),
  }
}

export function lacksMaker({ right, madeBy }: CreateDraft): boolean {
  return madeBy !== undefined && !isForOfficer(right) && [madeBy.name, madeBy.contact, madeBy.relation].some((text) => text.trim() === '')
}
