// The closed word lists of the field (terms: docs/terms.md). Everything that branches on one of them is exhaustive.

/** What can be asked for. The first four stand in every rules pack; what the others need and how they end: request-rights.ts. */
export const RIGHTS = [
  'access', 'correct', 'delete', 'withdraw',
  'copy',
  'transfer', // to another handler, under four conditions (NDSR 25)
  'supplement',
  'restrict', // or refuse processing for a purpose (PIPL 44)
  'personalisation-off', // of pages and search results (PIPL 24)
  'end-product', // one product, the others go on
  'cancel-account',
  'explain', // the processing rules or an automated decision (PIPL 48, 24)
  'complain', // or ask a question
  'foreign-authority', // a court or authority abroad asks for data: never granted (PIPL 41)
] as const
export type Right = (typeof RIGHTS)[number]

export const REQUEST_STATES = [
  'received', // arrived, identity not yet checked
  'verifying', // taken, identity being checked
  'deciding', // identity proved for at least one identifier
  'approval', // an erasure proposal waits for the second person
  'executing', // an approved erasure runs or waits for device receipts
  'granted',
  'granted-in-part',
  'refused',
  'withdrawn', // by the person
] as const
export type RequestState = (typeof REQUEST_STATES)[number]
export const CLOSED_STATES: readonly RequestState[] = ['granted', 'granted-in-part', 'refused', 'withdrawn']

/** Of a whole request. `already-done` ends as granted and `not-theirs` as refused: the states know three endings of a decision. */
export const OUTCOMES = ['granted', 'granted-in-part', 'refused', 'already-done', 'not-theirs'] as const
export type Outcome = (typeof OUTCOMES)[number]
/** Of one item of a request: a field, a purpose, a product. */
export const ITEM_OUTCOMES = ['granted', 'refused', 'already-done', 'not-theirs'] as const
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number]

/** What of a person can be corrected or supplemented. */
export const PERSON_FIELDS = ['name', 'mobile', 'email', 'birthDay', 'region'] as const
export type PersonField = (typeof PERSON_FIELDS)[number]

/** What shows that a corrected or supplemented value is right; which of them fits a field: domain/field-evidence.ts. */
export const FIELD_EVIDENCE = [
  'document', // a paper with the value on it was seen
  'code-read-back', // a code sent to the new number or address came back
  'own-records', // other records of the company say so
  'statement', // the person's own word, where nobody else can know
] as const
export type FieldEvidence = (typeof FIELD_EVIDENCE)[number]

/** What a person may have explained to them. */
export const EXPLAINED = ['rules', 'automated-decision'] as const
export type Explained = (typeof EXPLAINED)[number]

/** The four conditions of a transfer to another handler (NDSR 25), recorded with the decision. */
export const TRANSFER_CONDITIONS = ['identity-proved', 'consent-or-contract', 'feasible', 'harms-nobody'] as const
export type TransferCondition = (typeof TRANSFER_CONDITIONS)[number]

/** How an answer reaches the person. */
export const ANSWER_FORMS = ['written', 'spoken'] as const
export type AnswerForm = (typeof ANSWER_FORMS)[number]

/** Who asks where it is not the person; what each has to show: request-maker.ts. */
export const REPRESENTATIVES = [
  'agent', // authorised by the person
  'guardian-of-child', // the person is under fourteen
  'guardian-of-minor', // from fourteen to seventeen
  'relative', // a close relative of a person who has died
] as const
export type Representative = (typeof REPRESENTATIVES)[number]

/** What somebody who asks for another has to show. */
export const EVIDENCE_KINDS = [
  'asker-identity', // who the asker is
  'authorisation', // a letter of the person
  'guardianship',
  'minors-wish', // that the minor wants it too
  'kinship',
  'death',
  'interest', // the relative's own lawful and legitimate interest
] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

export const CHANNELS = ['website', 'applet', 'phone', 'e-mail', 'letter', 'counter'] as const
export type Channel = (typeof CHANNELS)[number]

export const IDENTIFIER_KINDS = ['mobile', 'email'] as const
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

/** Whether the company has proved that the identifier is the person's (registration), not the request's check. */
export const PROOFS = ['proved', 'unproved'] as const
export type Proof = (typeof PROOFS)[number]

/** How an identifier is checked in a request; what each proves: domain/identity.ts. */
export const IDENTITY_METHODS = [
  'one-time-code', // a code sent to the identifier and read back
  'channel-proof', // the person was signed in on the website or in the applet when they asked
  'recent-use', // answers about recent use of the account
  'document-seen', // a document that the company had seen before; needs a second person
] as const
export type IdentityMethod = (typeof IDENTITY_METHODS)[number]

export const ACCOUNT_STATUSES = ['active', 'abnormal', 'cancelled'] as const
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number]

export const PRODUCTS = ['trade-search', 'company-profile', 'market-report'] as const
export type Product = (typeof PRODUCTS)[number]

export const CONSENT_KINDS = [
  'registered', // by registering
  'continued-use', // by going on using the service
  'explicit-grant', // explicit authorisation
  'separate-consent', // 单独同意
  'withdrawal', // of one purpose
  'opt-out', // of one purpose
  'notified', // told of a version, and did nothing
  'restriction', // of one purpose, on whatever basis it stands (PIPL 44)
  'product-ended', // the person ended one product
] as const
export type ConsentKind = (typeof CONSENT_KINDS)[number]

/** The published policy's own purposes. */
export const PURPOSES = [
  'account', // registration, account security, normal service
  'abnormal-status', // identify abnormal account statuses
  'compatibility', // understand product compatibility
  'pages-and-search', // page displays and search results that better meet needs
] as const
export type Purpose = (typeof PURPOSES)[number]

/** Topics of a policy text; a product policy prevails topic by topic. */
export const POLICY_TOPICS = ['scope', 'collection', 'usage-data', 'exceptions', 'security', 'storage', 'deletion', 'contact'] as const
export type PolicyTopic = (typeof POLICY_TOPICS)[number]

/** Categories of the data inventory; each row of a service log has one of the last six. */
export const CATEGORIES = [
  'registration', // name, mobile, e-mail, account id
  'consent', // consent history
  'browsing',
  'search-query',
  'country-interest',
  'access-log', // IP address, access date and time, result
  'page-performance', // product compatibility
] as const
export type Category = (typeof CATEGORIES)[number]
export const LOG_CATEGORIES = ['browsing', 'search-query', 'country-interest', 'access-log', 'page-performance'] as const
export type LogCategory = (typeof LOG_CATEGORIES)[number]

/**
 * Why a system beside the origin has not erased yet. `unreachable`: it is not there; `failed`: it is, and could not do it; `on-hold`: something of the
 * erasure is on hold, which the system cannot keep apart; `no-connector`: the origin's settings do not name it any more.
 */
export const SYSTEM_PROBLEMS = ['unreachable', 'failed', 'on-hold', 'no-connector'] as const
export type SystemProblem = (typeof SYSTEM_PROBLEMS)[number]

/** Why a desk looked again for people who were erased there. */
export const RECHECK_CAUSES = ['asked', 'daily'] as const
export type RecheckCause = (typeof RECHECK_CAUSES)[number]

export const ROLES = ['agent', 'reviewer', 'officer', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** What somebody does at a request right now. */
export const DOINGS = ['viewing', 'editing'] as const
export type Doing = (typeof DOINGS)[number]

/** What one act of the desk needs; roles are sets of these, checked at the gate and again at the origin. `read-queue`: the lists; `read-case`: one of them opened. */
export const PERMISSIONS = [
  'search', 'read-person', 'read-queue', 'read-case', 'work-request', 'decide-request', 'export-package',
  'approve-identity', 'propose-erasure', 'approve-erasure', 'read-audit', 'read-reports', 'manage-devices', 'manage-staff',
  'read-inventory', 'keep-inventory', 'approve-inventory', 'keep-holds', 'approve-holds', 'keep-incidents', 'approve-incidents',
  'propose-policy', 'approve-policy', 'end-products',
  'reveal', 'reveal-minor', 'read-access-use',
] as const
export type Permission = (typeof PERMISSIONS)[number]

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Codes with which the origin refuses an item of the outbox; texts in the locale files rejections.json. */
export const REJECTION_CODES = [
  'version_conflict', 'precondition', 'invalid', 'forbidden', 'scope_lost', 'not_found', 'gone_erased', 'needs_second_person',
  'needs_online_auth', 'offline_authority_expired', 'dependency_failed', 'idempotency_mismatch', 'schema_unsupported', 'too_large', 'training_expired',
] as const
export type RejectionCode = (typeof REJECTION_CODES)[number]

/** Acts on a request. */
export const REQUEST_OPERATIONS = [
  'request.create@1', 'request.take@1', 'request.verify@1', 'request.decide@1', 'request.reopen@1', 'request.settle-check@1', 'erasure.propose@1', 'erasure.approve@1',
  'request.pause@1', 'request.resume@1', 'request.extend@1', 'request.unextend@1',
  'request.assign@1',
  'request.escalate@1',
  'request.see-evidence@1', 'request.retract-evidence@1', 'request.withdraw@1', 'request.step-back@1', 'request.link@1', 'request.unlink@1',
] as const
export type RequestOperationName = (typeof REQUEST_OPERATIONS)[number]
export function isRequestOperationName(op: string): op is RequestOperationName {
  return (REQUEST_OPERATIONS as readonly string[]).includes(op)
}

/** Acts on entries that concern everybody: exceptions, recipients and what was handed over to them, the team's own views and macros, holds, incidents. */
export const INVENTORY_OPERATIONS = [
  'exception.propose@1', 'exception.approve@1', 'exception.review@1', 'exception.end@1', 'recipient.propose@1', 'recipient.approve@1',
  'transfer.record@1', 'transfer.approve@1', 'transfer.end@1', 'preset.save@1', 'preset.drop@1',
  'hold.place@1', 'hold.approve@1', 'hold.extend@1', 'hold.lift@1',
  'incident.open@1', 'incident.assess@1', 'incident.affect@1', 'incident.measure@1', 'incident.notice@1', 'incident.contain@1', 'incident.reopen@1', 'incident.close@1', 'incident.approve@1',
] as const
export type InventoryOperationName = (typeof INVENTORY_OPERATIONS)[number]

/** Acts on the policy register. */
export const POLICY_OPERATIONS = ['policy.propose@1', 'policy.approve@1', 'policy.decline@1'] as const
export type PolicyOperationName = (typeof POLICY_OPERATIONS)[number]

/** That a recipient of an erasure was told. */
export const TELLING_OPERATIONS = ['erasure.tell@1'] as const
export type TellingOperationName = (typeof TELLING_OPERATIONS)[number]

/** A letter of a case is written, and how it reached the person is entered. */
export const LETTER_OPERATIONS = ['letter.write@1', 'letter.deliver@1', 'letter.undeliver@1'] as const
export type LetterOperationName = (typeof LETTER_OPERATIONS)[number]

/** A note on a request, and that it is taken back. */
export const NOTE_OPERATIONS = ['note.add@1', 'note.take-back@1'] as const
export type NoteOperationName = (typeof NOTE_OPERATIONS)[number]
export function isNoteOperationName(op: string): op is NoteOperationName {
  return (NOTE_OPERATIONS as readonly string[]).includes(op)
}

/** What an outbox item does; `@N` is the version of its arguments. */
export const OPERATION_NAMES = [...REQUEST_OPERATIONS, ...INVENTORY_OPERATIONS, ...POLICY_OPERATIONS, ...TELLING_OPERATIONS, ...LETTER_OPERATIONS, ...NOTE_OPERATIONS] as const
export type OperationName = (typeof OPERATION_NAMES)[number]

/** `cooling-off`: approved, and waiting for its day. */
export const ERASURE_STATES = ['proposed', 'cooling-off', 'approved', 'executed', 'completed', 'declined', 'stale'] as const
export type ErasureState = (typeof ERASURE_STATES)[number]

/** Of a version of a policy: in the register once a second person approved it. */
export const POLICY_STATES = ['proposed', 'approved', 'declined'] as const
export type PolicyState = (typeof POLICY_STATES)[number]

/** What became of the store whose sealed outbox was handed over. */
export const SEALED_REASONS = ['store-damaged', 'lease-ended', 'wiped'] as const
export type SealedReason = (typeof SEALED_REASONS)[number]
/** `held` waits for its person's next sign-in, or for the officer. */
export const SEALED_STATES = ['held', 'applied', 'refused', 'dropped'] as const
export type SealedState = (typeof SEALED_STATES)[number]

export const TIMELINE_EVENTS = [
  'received', 'taken', 'identity-verified', 'decided', 'reopened', 'withdrawn', 'erasure-proposed', 'erasure-approved', 'erasure-executed',
  'erasure-completed', 'corrected', 'consent-withdrawn', 'identity-failed', 'identity-proposed', 'identity-declined',
  'paused', 'resumed', 'extended', 'extension-withdrawn',
  'assigned',
  'supplemented', 'processing-restricted', 'personalisation-stopped', 'product-ended', 'escalated',
  'evidence-seen', 'evidence-retracted', 'stepped-back', 'linked', 'unlinked',
] as const
export type TimelineEvent = (typeof TIMELINE_EVENTS)[number]
