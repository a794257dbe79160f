// The files of an evidence bundle, in the order of the archive. Random ids, versions of packs and fixed words: no name of a file tells of a person.
//
//   核对方法-HOW-TO-CHECK.txt          what is in it and how to check it, both languages
//   requests.jsonl · requests.csv      one line a request; the table is the same again
//   audit/devices.jsonl                every workstation with how often the origin signed its audit record
//   audit/witnesses.jsonl              what it signed: so many entries, with this hash
//   policies.jsonl                     versions of policies that were in force
//   rules/VERSION.json                 signed rules packs: those in force, and those that a request or a document names
//   batches/batch-ID.pdcert            signed reports of batches of rows whose keeping was over
//   certificates/erasure-ID.pdcert     signed erasure certificates
//   manifest.json                      the signed manifest: every other file with size and hash, in this order
export const HOW_TO_CHECK = '核对方法-HOW-TO-CHECK.txt'
export const REQUESTS_NAME = 'requests.jsonl'
export const REQUESTS_TABLE_NAME = 'requests.csv'
export const DEVICES_NAME = 'audit/devices.jsonl'
export const WITNESSES_NAME = 'audit/witnesses.jsonl'
export const POLICIES_NAME = 'policies.jsonl'
export const BUNDLE_MANIFEST_NAME = 'manifest.json'

const FIXED = [HOW_TO_CHECK, REQUESTS_NAME, REQUESTS_TABLE_NAME, DEVICES_NAME, WITNESSES_NAME, POLICIES_NAME] as const
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const DOCUMENTS = {
  rules: /^rules\/(\d{4}\.\d{1,4})\.json$/,
  batch: new RegExp(`^batches/batch-(${UUID})\\.pdcert$`),
  certificate: new RegExp(`^certificates/erasure-(${UUID})\\.pdcert$`),
} as const
export type DocumentKind = keyof typeof DOCUMENTS
const KINDS: readonly DocumentKind[] = ['rules', 'batch', 'certificate']

export const rulesFileName = (version: string): string => `rules/${version}.json`
export const batchFileName = (batchId: string): string => `batches/batch-${batchId}.pdcert`
export const certificateFileName = (erasureId: string): string => `certificates/erasure-${erasureId}.pdcert`

/** Undefined: one of the fixed ones, or none of ours. */
export function documentOf(name: string): { readonly kind: DocumentKind; readonly key: string } | undefined {
  for (const kind of KINDS) {
    const key = DOCUMENTS[kind].exec(name)?.[1]
    if (key !== undefined) return { kind, key }
  }
  return undefined
}

/** Whether these are the files of a bundle before its manifest: the fixed ones, then the documents kind by kind, each kind ascending and none twice. */
export function areBundleContents(names: readonly string[]): boolean {
  if (FIXED.some((name, at) => names[at] !== name)) return false
  let before: readonly [rank: number, name: string] = [-1, '']
  return names.slice(FIXED.length).every((name) => {
    const document = documentOf(name)
    if (!document) return false
    const [rank, last] = before
    const ownRank = KINDS.indexOf(document.kind)
    before = [ownRank, name]
    return ownRank > rank || (ownRank === rank && name > last)
  })
}

/** What one holds at most: tens of thousands of requests, and their table. It is put together in memory. */
export const MOST_BUNDLE_BYTES = 64 * 1_048_576
/** Each costs a check of a signature or two; so many still fit into a manifest of one line. */
export const MOST_BUNDLE_FILES = 10_000
/** One line of a file: a policy with 400 clauses, a certificate with the receipts of a fleet, the manifest. */
export const MOST_LINE_BYTES = 2 * 1_048_576
