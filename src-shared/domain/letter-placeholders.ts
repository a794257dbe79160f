// The names that may stand in braces in a letter template of a rules pack; a pack with another name is refused.

export const LETTER_PLACEHOLDERS = ['caseNo', 'receivedOn', 'provision', 'ground', 'erased', 'kept', 'purposes', 'fields', 'products', 'transferTo', 'authority', 'refused'] as const
export type LetterPlaceholder = (typeof LETTER_PLACEHOLDERS)[number]

/** The same for `caseLetters`, the letters that go with no decision: each kind has its own. */
export const CASE_LETTER_PLACEHOLDERS = {
  acknowledgement: ['caseNo', 'receivedOn', 'targetDay', 'outerDay'],
  supplement: ['caseNo', 'receivedOn', 'missing'],
  closure: ['caseNo', 'receivedOn', 'closedOn'],
} as const
export type CaseLetterPlaceholder = (typeof CASE_LETTER_PLACEHOLDERS)[keyof typeof CASE_LETTER_PLACEHOLDERS][number]

/** The same for `extensionLetter`, the notice of an extension. */
export const EXTENSION_PLACEHOLDERS = ['caseNo', 'receivedOn', 'reason', 'formerDay', 'newDay'] as const
export type ExtensionPlaceholder = (typeof EXTENSION_PLACEHOLDERS)[number]
