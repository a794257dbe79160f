// The published policy's own data inventory as data: what is kept about a person, for what, on what basis, where, and what an
// erasure does to it. A field that is not named here is refused at sync (product.md, P3).
import type { Category, Purpose } from './vocabulary'

/** Why the category may be processed at all; texts in the locale files inventory.json. */
export type LegalBasis = 'contract' | 'consent' | 'legal-duty'

/** What an erasure does to the whole row of a category, or (anonymise) to its identifying fields. */
export type InventoryErasure =
  | { readonly action: 'delete' }
  /** `fields` lose their value for good; times are rounded down to the week, so that no row leads back to a person. */
  | { readonly action: 'anonymise'; readonly fields: readonly string[] }
  /** Only while a statutory rule of the pack runs (its code is `ground`); without that rule the row is deleted. */
  | { readonly action: 'restrict'; readonly ground: string; readonly fields: readonly string[] }

/** When the keeping ends by itself, and what happens then. */
export interface RetentionEnd {
  readonly after: 'account-ends' | 'record-created' | 'case-closed'
  /** Months from then on; 0: at once. */
  readonly months: number
  readonly then: 'delete' | 'anonymise'
}

export interface InventoryEntry {
  readonly category: Category
  readonly fields: readonly string[]
  readonly purposes: readonly Purpose[]
  readonly legalBasis: LegalBasis
  /** i18n key: how long it is kept and what happens then. */
  readonly retention: string
  readonly ends: RetentionEnd
  /** The system of the company that holds it; i18n key `inventory:system.NAME`. */
  readonly system: string
  readonly erasure: InventoryErasure
}

const ENTRIES = [
  {
    category: 'registration',
    fields: ['account', 'name', 'mobile', 'email', 'proof', 'addedAt', 'status', 'birthDay', 'region', 'registeredAt', 'products'],
    purposes: ['account'],
    legalBasis: 'contract',
    retention: 'inventory:retention.registration',
    ends: { after: 'account-ends', months: 0, then: 'delete' },
    system: 'account',
    erasure: { action: 'delete' },
  },
  {
    category: 'consent',
    fields: ['kind', 'purpose', 'product', 'policy', 'channel', 'at', 'wordingHash', 'evidence'],
    purposes: ['account'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.consent',
    ends: { after: 'account-ends', months: 0, then: 'delete' },
    system: 'consent',
    // Proof of consent is a wish of the company, no statutory period: it does not hold back an erasure (docs/rules.md, R-CONSENT).
    erasure: { action: 'delete' },
  },
  {
    category: 'browsing',
    fields: ['page', 'product', 'ip', 'at'],
    purposes: ['pages-and-search'],
    legalBasis: 'consent',
    retention: 'inventory:retention.browsing',
    ends: { after: 'record-created', months: 12, then: 'delete' },
    system: 'log-platform',
    erasure: { action: 'delete' },
  },
  {
    category: 'search-query',
    // Free words can identify by themselves, so they are deleted, never masked (docs/rules.md, anonymisation).
    fields: ['query', 'product', 'ip', 'at'],
    purposes: ['pages-and-search'],
    legalBasis: 'consent',
    retention: 'inventory:retention.search-query',
    ends: { after: 'record-created', months: 12, then: 'delete' },
    system: 'search',
    erasure: { action: 'delete' },
  },
  {
    category: 'country-interest',
    fields: ['country', 'product', 'ip', 'at'],
    purposes: ['pages-and-search'],
    legalBasis: 'consent',
    retention: 'inventory:retention.country-interest',
    ends: { after: 'account-ends', months: 0, then: 'delete' },
    system: 'account',
    erasure: { action: 'delete' },
  },
  {
    category: 'access-log',
    fields: ['account', 'ip', 'at', 'result', 'product'],
    purposes: ['abnormal-status'],
    legalBasis: 'legal-duty',
    retention: 'inventory:retention.access-log',
    ends: { after: 'record-created', months: 6, then: 'delete' },
    system: 'log-platform',
    erasure: { action: 'restrict', ground: 'R-LOG', fields: ['account', 'ip', 'at', 'result'] },
  },
  {
    category: 'page-performance',
    fields: ['account', 'client', 'product', 'ip', 'at'],
    purposes: ['compatibility'],
    legalBasis: 'consent',
    retention: 'inventory:retention.page-performance',
    ends: { after: 'record-created', months: 12, then: 'anonymise' },
    system: 'statistics',
    erasure: { action: 'anonymise', fields: ['account', 'ip', 'at'] },
  },
] as const satisfies readonly InventoryEntry[]

export const INVENTORY: readonly InventoryEntry[] = ENTRIES

/** The fields of a category, so that what names one that is not there does not compile. */
export type InventoryField<C extends Category> = Extract<(typeof ENTRIES)[number], { readonly category: C }>['fields'][number]

const ENTRY_BY_CATEGORY: ReadonlyMap<Category, InventoryEntry> = new Map(INVENTORY.map((entry) => [entry.category, entry]))

export function inventoryOf(category: Category): InventoryEntry {
  const entry = ENTRY_BY_CATEGORY.get(category)
  // The unit test that every category has an entry keeps this from happening.
  if (!entry) throw new Error(`invariant: no inventory entry for ${category}`)
  return entry
}
