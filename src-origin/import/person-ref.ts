// Reads how a row is known again: by which of the two names it refers to a person, and by the company's own key of the row.
import type { FieldReader } from './field-reader'
import type { PersonRef } from './people'
import { PERSON_FIELDS } from './source-kinds'

/** A key is a number or an id; it stands in an index beside the person's own. */
const MAX_KEY = 120

export function readPersonRef(reader: FieldReader): PersonRef {
  const ref: PersonRef = { accountNo: reader.text('accountNo'), externalId: reader.text('externalId') }
  if (PERSON_FIELDS.every((field) => ref[field] === undefined)) {
    reader.fail('missing', PERSON_FIELDS.find((field) => reader.isMapped(field)) ?? 'accountNo')
  }
  return ref
}

/** The names by which the row refers to the person: what a refusal may name. */
export function refFields(ref: PersonRef): readonly string[] {
  return PERSON_FIELDS.filter((field) => ref[field] !== undefined)
}

/** The company's own name for a row; it is compared and kept as it is. */
export function readKey(reader: FieldReader): string | undefined {
  const key = reader.text('key')
  if (key !== undefined && key.length > MAX_KEY) reader.fail('too-long', 'key')
  return key
}
