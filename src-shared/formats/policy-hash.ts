// Two hashes of a policy version: of its text, which is what a person was shown, and of the entry as a whole, which is what is approved.
//
//   text   SHA-256 of the canonical JSON of [{topic, number, text}]        marks of what is done are ours and are shown to nobody
//   entry  SHA-256 of the canonical JSON of everything that is entered     days, channels, replacing, titles, clauses with their marks
import type { PolicyHashes } from '../domain/policy-proposal'
import type { PolicyClause, PolicyVersion } from '../domain/policy-register'
import { canonicalJson, hex, utf8 } from './canonical'
import type { FormatCrypto } from './crypto'

export function policyTextHash(clauses: readonly PolicyClause[], crypto: FormatCrypto): string {
  return hashOf(clauses.map(({ topic, number, text }) => ({ topic, number, text })), crypto)
}

export function policyEntryHash(version: PolicyVersion, crypto: FormatCrypto): string {
  const { id, product, channels, version: name, effectiveFrom, effectiveUntil, replaces, title, clauses, textHash } = version
  const entered = { id, product, channels, version: name, effectiveFrom, effectiveUntil, replaces, title, clauses, textHash }
  return hashOf(Object.fromEntries(Object.entries(entered).filter(([, value]) => value !== undefined)), crypto)
}

export function policyHashes(crypto: FormatCrypto): PolicyHashes {
  return { textHash: ({ clauses }) => policyTextHash(clauses, crypto), entryHash: (version) => policyEntryHash(version, crypto) }
}

function hashOf(value: unknown, crypto: FormatCrypto): string {
  return hex(crypto.sha256(utf8(canonicalJson(value))))
}
