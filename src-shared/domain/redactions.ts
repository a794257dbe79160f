// What is taken out of a package before it is handed over: why, and where. The words themselves are told to nobody.

/** Codes, the same in the manifest, on the page and in the words that stand in place of what was taken out. */
export const REDACTION_REASONS = ['other-person', 'third-party-secret', 'security'] as const
export type RedactionReason = (typeof REDACTION_REASONS)[number]

/** `request`: the person's words; `answer`: ours; `note` and `file`: what is handed out with the answer; `log`: the service log. */
export const REDACTED_PLACES = ['request', 'answer', 'note', 'file', 'log'] as const
export type RedactedPlace = (typeof REDACTED_PLACES)[number]
