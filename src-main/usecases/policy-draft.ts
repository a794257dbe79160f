// A policy text on its way into the register: read in both languages, judged as the origin will judge it, and proposed as one act.
import { createId, type PolicyId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { DraftLanguage, PolicyDraftView } from '../../src-shared/contract/policy'
import { importPolicyText, joinDrafts, type PolicyDraft, type PolicyImportError } from '../../src-shared/domain/policy-import'
import { decidePolicy, registerOf, type PolicyEntry, type PolicyOperation } from '../../src-shared/domain/policy-proposal'
import type { PolicyVersion } from '../../src-shared/domain/policy-register'
import { LANGUAGES, type Language } from '../../src-shared/domain/vocabulary'
import { canonicalJson, hex, utf8 } from '../../src-shared/formats/canonical'
import { policyHashes, policyTextHash } from '../../src-shared/formats/policy-hash'
import { DEFAULT_LIMITS } from '../../src-shared/protocol/version'
import type { Tx } from '../vault/transaction'
import { announceWaiting, outboxProblem, plainRefusal, putAct, type ActDeps } from './act-on-request'
import { differenceView, formerOf } from './policy-register'
import { readHeldPolicies } from './read-policies'
import { endEntryDraft } from './typed-entry'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = ActDeps & Pick<UnlockedDesk, 'crypto'>
type Request = ParsedRequestOf<'policy.import'>

interface ReadDraft {
  readonly view: PolicyDraftView
  /** Undefined: something is still missing. */
  readonly policy?: PolicyVersion
}

export async function importPolicy(deps: Deps, request: Request): Promise<Result<PolicyDraftView, DeskError>> {
  return ok((await readDraft(deps, request)).view)
}

export async function proposePolicy(deps: Deps, request: Request): Promise<Result<{ readonly policyId: PolicyId }, DeskError>> {
  const { view, policy } = await readDraft(deps, request)
  if (!policy || !view.ready) return err({ kind: 'invalid-input', params: { fields: view.entry ? 'version' : 'text' } })
  const done = await deps.vault.transaction(async (tx) => {
    const enqueued = await enqueueProposal(tx, deps, policy)
    if (enqueued.ok) await endEntryDraft(tx, deps.me.staffId, { op: 'policy.propose@1', args: { policy } }, 0)
    return enqueued
  })
  if (!done.ok) return done
  deps.publish('policy', [policy.id])
  announceWaiting(deps)
  return ok({ policyId: policy.id })
}

/** Judged by the register of now; also for one that came back. */
export async function enqueueProposal(tx: Tx, deps: Deps, policy: PolicyVersion): Promise<Result<void, DeskError>> {
  const full = await outboxProblem(tx, deps)
  if (full) return err(full)
  const others = (await readHeldPolicies(tx)).filter(({ entry, v }) => v > 0 || entry.id !== policy.id).map(({ entry }) => entry)
  const decided = decidePolicy(others, { op: 'policy.propose@1', args: { policy } }, { staffId: deps.me.staffId, role: deps.me.role, at: deps.clock.now() }, policyHashes(deps.crypto))
  if (!decided.ok) return err(plainRefusal(decided.error))
  const mid = await putAct(tx, deps, { chain: `policy:${policy.id}`, op: 'policy.propose@1', base: 0, args: { policy }, subjectId: undefined })
  await deps.audit(tx, { type: 'policy.propose', objectId: policy.id, detail: { mid, version: policy.version, product: policy.product ?? null, textHash: policy.textHash } })
  return ok()
}

async function readDraft(deps: Deps, request: Request): Promise<ReadDraft> {
  const sha256Hex = (text: string): string => hex(deps.crypto.sha256(utf8(text)))
  const read = LANGUAGES.map((language) => ({ language, draft: importPolicyText({ language, text: request.texts[language], mapping: request.mappings[language] }, sha256Hex) }))
  const drafts = read.flatMap(({ draft }) => (draft.ok ? [draft.value] : []))
  const languages = Object.fromEntries(read.map(({ language, draft }) => [language, draft.ok ? languageView(draft.value) : emptyLanguage(draft.error)])) as Readonly<Record<Language, DraftLanguage>>
  const joined = joinDrafts(drafts)
  if (!joined.ok) return { view: { languages, join: joined.error, tooLarge: false, ready: false } }
  const policy = policyOf(deps, request, joined.value)
  const entries = (await readHeldPolicies(deps.vault.reader)).map(({ entry }) => entry)
  const operation: PolicyOperation = { op: 'policy.propose@1', args: { policy } }
  const decided = decidePolicy(entries, operation, { staffId: deps.me.staffId, role: deps.me.role, at: deps.clock.now() }, policyHashes(deps.crypto))
  const tooLarge = utf8(canonicalJson(policy)).length > DEFAULT_LIMITS.recordBytes - ENVELOPE_BYTES
  const former = formerOf(policy, registerOf(entries))
  const isSound = read.every(({ draft }) => draft.ok && draft.value.problems.length === 0)
  return {
    policy,
    view: {
      languages,
      clauses: policy.clauses,
      tooLarge,
      ...(!decided.ok && decided.error.entry ? { entry: decided.error.entry } : {}),
      ...(former ? { difference: differenceView(former, policy) } : {}),
      ready: decided.ok && isSound && !tooLarge,
    },
  }
}

/** Of an act beside what it carries. */
const ENVELOPE_BYTES = 2_048

function policyOf(deps: Deps, { texts: _texts, mappings: _mappings, product, channels, effectiveUntil, replaces, ...request }: Request, clauses: PolicyEntry['clauses']): PolicyVersion {
  return {
    id: createId<PolicyId>(deps.clock.now(), deps.random),
    version: request.version.trim(),
    effectiveFrom: request.effectiveFrom,
    title: request.title,
    clauses,
    textHash: policyTextHash(clauses, deps.crypto),
    ...(product === undefined ? {} : { product }),
    ...(channels && channels.length > 0 ? { channels } : {}),
    ...(effectiveUntil === undefined || effectiveUntil === '' ? {} : { effectiveUntil }),
    ...(replaces.length > 0 ? { replaces } : {}),
  }
}

function languageView({ clauses, unknown, ignored, problems, missingTopics }: PolicyDraft): DraftLanguage {
  return { clauses: clauses.map(({ topic, number, processing }) => ({ topic, number, marked: processing !== undefined })), unknown, ignored, problems, missingTopics }
}

function emptyLanguage(error: PolicyImportError): DraftLanguage {
  return { error, clauses: [], unknown: [], ignored: [], problems: [], missingTopics: [] }
}
