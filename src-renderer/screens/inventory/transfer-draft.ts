// The form of a handing over before it is proposed: what stands in it, what is missing, and the question it becomes.
import type { RequestOf } from '../../../src-shared/contract/channels'
import type { DraftOf } from '../../../src-shared/contract/draft'
import type { RecipientId, RecipientRelation } from '../../../src-shared/domain/recipients'

export type TransferDraft = DraftOf<'transfer'>

export function firstDraft(today: string, recipientId: RecipientId | undefined): TransferDraft {
  return {
    form: 'transfer', relation: 'entrusted', ...(recipientId === undefined ? {} : { recipientId }), category: 'registration', fields: [], purpose: 'account', method: 'transmit', on: today, frequency: 'ongoing', ground: 'contract',
    reference: '', from: today, title: '', article: '', caseNo: '',
  }
}

/** What the law asks for changes with the relation, so the ground and the method follow it. */
export function changeRelation(draft: TransferDraft, relation: RecipientRelation): TransferDraft {
  const method = relation === 'entrusted' ? 'transmit' : relation === 'provided' ? 'provide' : 'disclose'
  return { ...draft, relation, method, ground: relation === 'entrusted' ? 'contract' : 'consent' }
}

export type MissingPart = 'recipient' | 'fields' | 'contract' | 'statute' | 'person'

export function missingOf({ relation, recipientId, fields, ground, reference, from, title, article, caseNo }: TransferDraft): MissingPart | undefined {
  if (relation !== 'disclosed' && recipientId === undefined) return 'recipient'
  if (fields.length === 0) return 'fields'
  if (ground === 'contract' && (reference.trim() === '' || from === '')) return 'contract'
  if (ground === 'statute' && (title.trim() === '' || article.trim() === '')) return 'statute'
  return ground === 'consent' && caseNo.trim() === '' ? 'person' : undefined
}

export function toRequest(draft: TransferDraft): RequestOf<'transfer.record'> {
  const { relation, recipientId, category, fields, purpose, method, on, frequency, reference, from, title, article } = draft
  const caseNo = draft.caseNo.trim()
  return {
    relation, category, fields: [...fields], purpose, method, on, frequency,
    ...(relation === 'disclosed' || recipientId === undefined ? {} : { recipientId }),
    ground: draft.ground === 'contract' ? { by: 'contract', reference: reference.trim(), from } : draft.ground === 'statute' ? { by: 'statute', title, article } : { by: 'consent' },
    ...(caseNo === '' ? {} : { caseNo }),
  }
}
