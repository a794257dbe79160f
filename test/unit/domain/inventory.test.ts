// Every field of the seeded population and of every synced record stands in the inventory, with purpose, basis, keeping and erasure.
import { describe, expect, test } from 'vitest'
import { INVENTORY } from '../../../src-shared/domain/inventory'
import { OWN_RECORDS } from '../../../src-shared/domain/own-records'
import { fieldErasureOf, PROCESSING_COLUMNS, recordOfProcessing } from '../../../src-shared/domain/record-of-processing'
import type { RecipientId, Transfer, TransferId } from '../../../src-shared/domain/recipients'
import { LOG_CATEGORIES } from '../../../src-shared/domain/vocabulary'
import { RECORD_FIELDS } from '../../../src-shared/protocol/inventory-map'
import { LOG_ROW_FIELDS, NESTED_FIELDS } from '../../../src-shared/protocol/inventory-map-inner'
import { decisionSchema, identifierSchema, identityCheckSchema, logRowSchema, RECORD_SCHEMAS, RECORD_TYPES, timelineEntrySchema } from '../../../src-shared/protocol/records'
import { POLICIES } from '../../../src-origin/seed/policies'
import { generatePopulation } from '../../../src-origin/seed/population'
import { DEMO_STAFF_LIST } from '../../../src-origin/seed/staff'
import en from '../../../resources/locales/en/inventory.json'
import zh from '../../../resources/locales/zh-CN/inventory.json'

const record = recordOfProcessing()
const places = new Map(record.map((row) => [`${row.group}.${row.field}`, row]))
type Fields = Readonly<Record<string, readonly string[]>>
const known = (row: object, fields: Fields): readonly string[] => Object.keys(row).filter((field) => !(fields[field] ?? []).every((place) => places.has(place)) || fields[field] === undefined)

describe('the inventory', () => {
  test('knows every field of every synced record and of what lies in them', () => {
    for (const type of RECORD_TYPES) expect(known(RECORD_SCHEMAS[type].shape, RECORD_FIELDS[type])).toEqual([])
    const nested = { identifier: identifierSchema, identityCheck: identityCheckSchema, decision: decisionSchema, timelineEntry: timelineEntrySchema }
    for (const [name, schema] of Object.entries(nested)) expect(known(schema.shape, NESTED_FIELDS[name as keyof typeof nested])).toEqual([])
    for (const category of LOG_CATEGORIES) expect(known(logRowSchema.shape, LOG_ROW_FIELDS[category])).toEqual([])
  })
  test('knows every field of the seeded rows', () => {
    // A row of the log is a row of one person; on the wire the set of the person says whose it is.
    const OF_THE_SET: Fields = { subjectId: ['record-keys.subjectId'] }
    let rows = 0
    for (const block of generatePopulation({ seed: 'inventory', people: 2_000, today: '2026-06-15', rowsPerPerson: 10 })) {
      for (const { subject, consents } of block.people) {
        expect(known(subject, RECORD_FIELDS.subject)).toEqual([])
        for (const identifier of subject.identifiers) expect(known(identifier, NESTED_FIELDS.identifier)).toEqual([])
        for (const consent of consents) expect(known(consent, RECORD_FIELDS.consent)).toEqual([])
        rows += 1 + consents.length
      }
      for (const holding of block.holdings) expect(known(holding, RECORD_FIELDS.holding)).toEqual([])
      for (const row of block.logRows) if (known(row, { ...LOG_ROW_FIELDS[row.category], ...OF_THE_SET }).length > 0) expect.unreachable(`${row.category} has an undeclared field`)
      rows += block.logRows.length
    }
    expect(rows).toBeGreaterThan(20_000)
    for (const policy of POLICIES) expect(known(policy, RECORD_FIELDS.policy)).toEqual([])
    for (const member of DEMO_STAFF_LIST) expect(known(member, RECORD_FIELDS.staff).filter((field) => field !== 'passphrase')).toEqual([])
  })
  test('has no field that nothing carries', () => {
    const carried = new Set([...Object.values(RECORD_FIELDS), ...Object.values(NESTED_FIELDS), ...Object.values(LOG_ROW_FIELDS)].flatMap((fields) => Object.values(fields as Fields).flat()))
    // The account number is the person's; the origin joins it to these rows when it exports or restricts them.
    expect([...places.keys()].filter((place) => !carried.has(place))).toEqual(['access-log.account', 'page-performance.account'])
  })
  test('says of every field for what, on what basis, how long and what an erasure does, in both languages', () => {
    const text = (key: string, language: object): unknown => key.slice('inventory:'.length).split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], language)
    for (const row of record) {
      expect(row.purposes.length).toBeGreaterThan(0)
      for (const language of [zh, en]) {
        expect(text(row.retention, language), row.retention).toBeTypeOf('string')
        expect(text(`inventory:basis.${row.legalBasis}`, language)).toBeTypeOf('string')
        expect(text(`inventory:fieldName.${row.field}`, language), row.field).toBeTypeOf('string')
        expect(text(`inventory:system.${row.system}`, language), row.system).toBeTypeOf('string')
        expect(text(`inventory:handling.${row.erasure}`, language), row.erasure).toBeTypeOf('string')
      }
    }
    for (const column of PROCESSING_COLUMNS) for (const language of [zh, en]) expect(text(`inventory:column.${column}`, language)).toBeTypeOf('string')
    for (const { group, purposes } of OWN_RECORDS) for (const language of [zh, en]) {
      expect(text(`inventory:ownGroup.${group}`, language)).toBeTypeOf('string')
      for (const purpose of purposes) expect(text(`inventory:ownPurpose.${purpose}`, language)).toBeTypeOf('string')
    }
  })
})

describe('the record of processing', () => {
  test('has one row a field, in the order of the inventory', () => {
    expect(places.size).toBe(record.length)
    expect(record.slice(0, INVENTORY[0]!.fields.length).map((row) => row.field)).toEqual(INVENTORY[0]!.fields)
  })
  test('says field by field what an erasure does', () => {
    const entry = (category: string) => INVENTORY.find((one) => one.category === category)!
    expect(fieldErasureOf(entry('browsing'), 'page')).toEqual({ erasure: 'deleted' })
    expect(fieldErasureOf(entry('access-log'), 'ip')).toEqual({ erasure: 'restricted', ground: 'R-LOG' })
    expect(fieldErasureOf(entry('access-log'), 'product')).toEqual({ erasure: 'deleted' })
    expect(fieldErasureOf(entry('page-performance'), 'at')).toEqual({ erasure: 'anonymised' })
    expect(fieldErasureOf(entry('page-performance'), 'client')).toEqual({ erasure: 'stays-anonymous' })
  })
  test('names who received the field', () => {
    const hosting = { id: 'r1' as RecipientId, name: '云托管', contact: '' }
    const transfer: Transfer = {
      id: 't1' as TransferId, recipientId: hosting.id, relation: 'entrusted', category: 'browsing', fields: ['page'], purpose: 'pages-and-search', method: 'store', at: 0, frequency: 'ongoing',
      ground: { by: 'contract', reference: 'HT', from: '2026-01-01' }, people: 'everyone',
    }
    const named = recordOfProcessing([transfer, { ...transfer, id: 't2' as TransferId }], [hosting]).filter((row) => row.recipients.length > 0)
    expect(named.map((row) => [row.group, row.field, row.recipients])).toEqual([['browsing', 'page', [{ name: '云托管', relation: 'entrusted' }]]])
  })
})
