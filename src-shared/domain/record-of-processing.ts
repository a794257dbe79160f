// The record of processing: one row for every field that is held, as flat codes that a caller turns into words, CSV or JSON.
import { INVENTORY, type InventoryEntry, type LegalBasis, type RetentionEnd } from './inventory'
import { OWN_RECORDS, type OwnErasure, type OwnGroup, type OwnPurpose } from './own-records'
import type { Recipient, RecipientRelation, Transfer } from './recipients'
import type { Category, Purpose } from './vocabulary'

/** What an erasure does to one field; texts `inventory:handling.CODE`. */
export type FieldErasure =
  | 'deleted'
  | 'anonymised' // the field loses its value, the row stays
  | 'stays-anonymous' // stays in a row that leads to nobody
  | 'restricted' // stored and protected only, while the law asks for it

export interface ProcessingRow {
  readonly group: Category | OwnGroup
  readonly field: string
  readonly purposes: readonly (Purpose | OwnPurpose)[]
  readonly legalBasis: LegalBasis
  /** i18n key. */
  readonly retention: string
  /** Absent: as long as what it belongs to. */
  readonly ends?: RetentionEnd
  readonly erasure: FieldErasure | OwnErasure
  /** With `restricted`: code of the pack's rule that holds the field back. */
  readonly ground?: string
  readonly system: string
  readonly recipients: readonly { readonly name: string; readonly relation: RecipientRelation }[]
}

/** In the order of a printed record; texts of the heads `inventory:column.CODE`. */
export const PROCESSING_COLUMNS = ['group', 'field', 'purposes', 'legalBasis', 'retention', 'erasure', 'ground', 'system', 'recipients'] as const satisfies readonly (keyof ProcessingRow)[]

export function recordOfProcessing(transfers: readonly Transfer[] = [], recipients: readonly Recipient[] = []): readonly ProcessingRow[] {
  const service = INVENTORY.flatMap((entry) => {
    const { category: group, fields, purposes, legalBasis, retention, ends, system } = entry
    return fields.map((field): ProcessingRow => ({
      group, field, purposes, legalBasis, retention, ends, system, ...fieldErasureOf(entry, field), recipients: receiversOf(group, field, transfers, recipients),
    }))
  })
  const own = OWN_RECORDS.flatMap(({ group, fields, purposes, legalBasis, retention, ends, system, erasure }) =>
    fields.map((field): ProcessingRow => ({ group, field, purposes, legalBasis, retention, ...(ends ? { ends } : {}), system, erasure, recipients: [] })),
  )
  return [...service, ...own]
}

export function fieldErasureOf({ erasure }: InventoryEntry, field: string): { readonly erasure: FieldErasure; readonly ground?: string } {
  switch (erasure.action) {
    case 'delete':
      return { erasure: 'deleted' }
    case 'anonymise':
      return { erasure: erasure.fields.includes(field) ? 'anonymised' : 'stays-anonymous' }
    case 'restrict':
      return erasure.fields.includes(field) ? { erasure: 'restricted', ground: erasure.ground } : { erasure: 'deleted' }
  }
}

function receiversOf(category: Category, field: string, transfers: readonly Transfer[], recipients: readonly Recipient[]): ProcessingRow['recipients'] {
  const found = new Map<string, ProcessingRow['recipients'][number]>()
  for (const transfer of transfers) {
    if (transfer.category !== category || !transfer.fields.includes(field)) continue
    const name = recipients.find((one) => one.id === transfer.recipientId)?.name ?? ''
    found.set(`${transfer.relation} ${name}`, { name, relation: transfer.relation })
  }
  return [...found.values()]
}
