// Every failure that a person at the desk can meet: a closed union; each kind has its text in resources/locales/*/errors.json,
// which says what happened, what was kept, and what to do.

export const DESK_ERRORS = [
  // gate
  'bad-message', 'not-permitted', 'training-expired', 'locked', 'not-enrolled', 'already-enrolled',
  // unlock and store
  'wrong-passphrase', 'wait-before-retry', 'store-damaged', 'store-newer', 'store-busy', 'store-missing', 'store-outdated', 'store-foreign', 'key-store-changed', 'disk-full',
  'weak-passphrase', 'passphrase-unsettled', 'passphrase-not-at-origin', 'lease-expired', 'vault-ended',
  // enrolment
  'enrolment-file-invalid', 'enrolment-signature-wrong', 'enrolment-for-practice', 'enrolment-not-for-practice', 'enrolment-code-refused', 'passphrase-code-refused', 'not-mainland',
  // origin
  'origin-unreachable', 'origin-answer-invalid', 'origin-went-back', 'origin-not-trusted', 'origin-refused-credentials', 'device-revoked', 'upgrade-required', 'origin-busy',
  // acts
  'not-found', 'gone-erased', 'state-changed', 'ground-required', 'late-reason-required', 'invalid-input', 'outbox-full', 'identity-not-verified', 'evidence-missing', 'test-request', 'letter-barred', 'notice-barred', 'guardian-age',
  'second-person-required', 'own-proposal', 'own-staff-record', 'login-taken', 'person-already-here', 'workstation-full', 'acts-wait', 'code-giver-lets-in', 'officer-decides', 'minor-in-writing', 'needs-online', 'needs-fresh-sign-in', 'needs-passphrase', 'stale-data', 'plan-stale', 'too-early', 'restored-lately', 'on-hold', 'hold-changed', 'confirmation-wrong',
  'reveal-limit', 'export-limit', 'erasure-limit', 'second-person-same', 'second-person-lacks', 'reveal-minor', 'reason-names-person',
  'file-type-refused', 'file-too-large', 'too-many-files', 'file-unreadable', 'file-damaged', 'file-not-there', 'file-refused',
  'rules-pack-invalid', 'calendar-uncovered', 'package-failed', 'package-not-there', 'bundle-running', 'bundle-too-large', 'origin-lacks-bundle', 'evidence-unreadable', 'folder-not-writable', 'print-failed', 'cancelled', 'purge-pending', 'outcome-unknown', 'internal',
] as const
export type DeskErrorKind = (typeof DESK_ERRORS)[number]

/** What crosses the port: the kind and numbers, names of fields or codes; never a value of a person, never a stack. */
export interface DeskError {
  readonly kind: DeskErrorKind
  readonly params?: Readonly<Record<string, string | number>>
}
