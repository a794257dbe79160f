// What a check of a package, a bundle or a certificate finds, one word each: the command line and the screens give each its text.

export const EVIDENCE_OUTCOMES = [
  'valid',
  // intact, and signed by nobody that the given key vouches for; `unknown-signer` where none was given
  'unknown-signer', 'other-signer',
  'malformed', 'bad-signature', 'bad-certificate', 'expired',
  // of a package or a bundle
  'names-differ', 'content-differs', 'archive-changed', 'too-large', 'wrong-passphrase', 'passphrase-needed',
  // of a bundle: something signed in it does not hold; files, lines and numbers contradict each other
  'part-invalid', 'rows-differ',
  // of a certificate
  'plan-hash-differs', 'deletion-ground-differs', 'own-approval', 'executed-differs', 'held-differs', 'restricted-differs', 'device-receipt-invalid', 'system-receipt-invalid',
] as const
export type EvidenceOutcome = (typeof EVIDENCE_OUTCOMES)[number]
