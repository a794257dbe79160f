// Mobiles and e-mails, one row each: found again by the company's key of the row where there is one, else by kind and value.
import { IDENTIFIER_KINDS } from '../../src-shared/domain/vocabulary'
import { identifierSchema } from '../../src-shared/protocol/records'
import { readEmail, readMobile } from './cell-contact'
import type { FieldReader } from './field-reader'
import { loadIdentifiers, takeIdentifier, writeIdentifiers, type IdentifierRow } from './identifier-drafts'
import { lockPeople } from './people'
import { readKey, readPersonRef, refFields } from './person-ref'
import { refuse } from './refusal'
import { defineKind } from './row-kind'

const rowSchema = identifierSchema.omit({ id: true }).partial({ value: true })

export const identifierRows = defineKind<IdentifierRow>({
  read: (reader) => {
    const kind = reader.text('kind')
    const written = reader.text('value')
    const value = written === undefined ? undefined : readValue(reader, kind, written)
    const row = { kind, value, proof: reader.text('proof'), addedAt: reader.time('addedAt') }
    const key = readKey(reader)
    const ref = readPersonRef(reader)
    if (written === undefined && reader.source.whenEmpty === 'remove' && key === undefined) reader.fail('missing', 'key')
    reader.check(row, rowSchema, reader.source.whenEmpty === 'remove' ? ['kind', 'proof', 'addedAt'] : ['kind', 'value', 'proof', 'addedAt'])
    // Complete when the reader has no problem; otherwise nobody looks at it.
    return { ...row, key, ref } as IdentifierRow
  },
  apply: async (batch, rows) => {
    const people = await lockPeople(batch, rows.map(({ ref }) => ref))
    const drafts = await loadIdentifiers(batch, people.all.map(({ id }) => id))
    const outcomes = rows.map((row) => {
      const person = people.byRef(row.ref)
      return person ? takeIdentifier(batch, drafts, person.id, row) : refuse(people.whyNot(row.ref), ...refFields(row.ref))
    })
    await writeIdentifiers(batch, drafts)
    return outcomes
  },
})

function readValue(reader: FieldReader, kind: string | undefined, written: string): string | undefined {
  const known = IDENTIFIER_KINDS.find((one) => one === kind)
  if (known === undefined) return written
  const value = known === 'mobile' ? readMobile(written, reader.country) : readEmail(written)
  if (value === undefined) reader.fail(known === 'mobile' ? 'not-a-mobile' : 'not-an-email', 'value')
  return value
}
