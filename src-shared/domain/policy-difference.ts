// What differs between two versions, topic by topic, and for which purposes a person must be asked again (PIPL 14).
import { PROCESSING_TOPICS, type PolicyClause, type PolicyVersion, type ProcessingStatement } from './policy-register'
import { PROCESSING_METHODS, type ProcessingMethod } from './policy-words'
import { CATEGORIES, POLICY_TOPICS, PURPOSES, type Category, type PolicyTopic, type Purpose } from './vocabulary'

/** Of one purpose: what is done now and was not, what was done and is not. */
export interface ProcessingChange {
  readonly purpose: Purpose
  readonly change: 'purpose-added' | 'purpose-removed' | 'handling-changed'
  readonly categories: { readonly added: readonly Category[]; readonly removed: readonly Category[] }
  readonly methods: { readonly added: readonly ProcessingMethod[]; readonly removed: readonly ProcessingMethod[] }
}
export interface TopicChange {
  readonly topic: PolicyTopic
  /** `purpose-changed`: the wording, and with it what is done for a purpose; texts `policy:change.CODE`. */
  readonly change: 'added' | 'removed' | 'changed' | 'purpose-changed'
  readonly before: readonly PolicyClause[]
  readonly after: readonly PolicyClause[]
  /** Undefined: one of the two has clauses whose handling nobody has marked. */
  readonly processing: readonly ProcessingChange[] | undefined
}

/** Topics that stand in both word for word are left out; a new number alone is no change. */
export function differenceOf(before: PolicyVersion, after: PolicyVersion): readonly TopicChange[] {
  return POLICY_TOPICS.flatMap((topic) => {
    const change = topicChange(topic, clausesOn(topic, before), clausesOn(topic, after))
    return change === undefined ? [] : [change]
  })
}

function clausesOn(topic: PolicyTopic, version: PolicyVersion): readonly PolicyClause[] {
  return version.clauses.filter((clause) => clause.topic === topic)
}

function topicChange(topic: PolicyTopic, before: readonly PolicyClause[], after: readonly PolicyClause[]): TopicChange | undefined {
  const processing = processingChanges(before, after)
  const base = { topic, before, after, processing }
  if (before.length === 0) return after.length === 0 ? undefined : { ...base, change: 'added' }
  if (after.length === 0) return { ...base, change: 'removed' }
  if (processing !== undefined && processing.length > 0) return { ...base, change: 'purpose-changed' }
  return sameWording(before, after) ? undefined : { ...base, change: 'changed' }
}

function sameWording(before: readonly PolicyClause[], after: readonly PolicyClause[]): boolean {
  return before.length === after.length && before.every(({ text }, place) => text['zh-CN'] === after[place]?.text['zh-CN'] && text.en === after[place].text.en)
}

function processingChanges(before: readonly PolicyClause[], after: readonly PolicyClause[]): readonly ProcessingChange[] | undefined {
  if ([...before, ...after].some((clause) => clause.processing === undefined)) return undefined
  const [was, is] = [statementsOf(before), statementsOf(after)]
  return PURPOSES.flatMap((purpose) => {
    const change = purposeChange(purpose, was.get(purpose), is.get(purpose))
    return change === undefined ? [] : [change]
  })
}

function purposeChange(purpose: Purpose, was: Statement | undefined, is: Statement | undefined): ProcessingChange | undefined {
  const categories = listChange(CATEGORIES, was?.categories, is?.categories)
  const methods = listChange(PROCESSING_METHODS, was?.methods, is?.methods)
  if (!was) return is && { purpose, change: 'purpose-added', categories, methods }
  if (!is) return { purpose, change: 'purpose-removed', categories, methods }
  const isSame = [categories.added, categories.removed, methods.added, methods.removed].every((list) => list.length === 0)
  return isSame ? undefined : { purpose, change: 'handling-changed', categories, methods }
}

function listChange<T>(order: readonly T[], was: ReadonlySet<T> = new Set(), is: ReadonlySet<T> = new Set()): { readonly added: readonly T[]; readonly removed: readonly T[] } {
  return { added: order.filter((one) => is.has(one) && !was.has(one)), removed: order.filter((one) => was.has(one) && !is.has(one)) }
}

interface Statement {
  readonly categories: ReadonlySet<Category>
  readonly methods: ReadonlySet<ProcessingMethod>
}

/** Several clauses may speak of one purpose: what is done for it is what they say together. */
function statementsOf(clauses: readonly PolicyClause[]): ReadonlyMap<Purpose, Statement> {
  const merged = new Map<Purpose, Statement>()
  for (const { purpose, categories, methods } of clauses.flatMap((clause): readonly ProcessingStatement[] => clause.processing ?? [])) {
    const known = merged.get(purpose)
    merged.set(purpose, { categories: new Set([...(known?.categories ?? []), ...categories]), methods: new Set([...(known?.methods ?? []), ...methods]) })
  }
  return merged
}

/** Whether every clause that has to say what is done is marked with it; a version without such a clause changes nothing. */
export function declaresProcessing(version: PolicyVersion): boolean {
  return version.clauses.every((clause) => clause.processing !== undefined || !PROCESSING_TOPICS.includes(clause.topic))
}

/** The purposes for which a version says that something is done; undefined where nobody has marked it. */
export function purposesOf(version: PolicyVersion): readonly Purpose[] | undefined {
  if (!declaresProcessing(version)) return undefined
  const declared = statementsOf(version.clauses)
  return PURPOSES.filter((purpose) => declared.has(purpose))
}

/**
 * The purposes for which who agreed to `before` must agree expressly before `after` binds: a purpose that is new, or one for which a
 * category or a method is. What is given up needs a notice and no consent (judgement: docs/decisions/0022). Undefined where one of the
 * two does not say what is done, so that nobody can tell.
 */
export function purposesToAskAgain(before: PolicyVersion, after: PolicyVersion): readonly Purpose[] | undefined {
  if (!declaresProcessing(before) || !declaresProcessing(after)) return undefined
  const [was, is] = [statementsOf(before.clauses), statementsOf(after.clauses)]
  return PURPOSES.filter((purpose) => {
    const change = purposeChange(purpose, was.get(purpose), is.get(purpose))
    return change?.change === 'purpose-added' || (change?.change === 'handling-changed' && change.categories.added.length + change.methods.added.length > 0)
  })
}
