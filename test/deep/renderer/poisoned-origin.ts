// An origin whose every free text is a string of the test: written into its own tables past its routes, as a broken or malicious origin would serve it.
import { randomUUID } from 'node:crypto'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import { MOST_MEASURES, MOST_NOTICES } from '../../../src-shared/domain/incident-register'
import { incidentEntrySchema } from '../../../src-shared/protocol/incidents'
import { noteSchema } from '../../../src-shared/protocol/notes'
import { identifierSchema, logRowSchema, RECORD_SCHEMAS } from '../../../src-shared/protocol/records'
import type { OriginProbe } from '../../demo/origin-probe'
import type { Marks } from './free-texts'

const BODIES = {
  policy: 'policies', request: 'requests', exception: 'exceptions', recipient: 'recipients', transfer: 'transfers', preset: 'presets', hold: 'holds', erasure: 'erasures', letter: 'letters', note: 'notes', incident: 'incidents',
} as const

/** Of one person, in each category of the service log. */
const ROWS_EACH = 60
/** Of one case: as many as there are strings. */
const NOTES = 200
const FILES = 15

export async function poisonOrigin(probe: OriginProbe, marks: Marks, caseNo: string): Promise<void> {
  await addNotes(probe, caseNo)
  await addIncident(probe)
  for (const [type, table] of Object.entries(BODIES) as [keyof typeof BODIES, string][]) {
    const rows = await probe.rows<{ id: string; body: object }>(`select id::text as id, body from ${table} order by id`)
    const filled = rows.map(({ id, body }) => ({ id, body: marks.fill(type, RECORD_SCHEMAS[type], body) }))
    await probe.rows(`update ${table} t set body = n.body from jsonb_to_recordset($1::jsonb) as n (id text, body jsonb) where t.id::text = n.id`, [JSON.stringify(filled)])
  }
  await poisonPeople(probe, marks)
  await poisonRows(probe, marks)
}

async function poisonPeople(probe: OriginProbe, marks: Marks): Promise<void> {
  const column = async (table: string, name: string, field: string, room: number, key = 't.id::text'): Promise<void> => {
    const rows = await probe.rows<{ key: string }>(`select ${key} as key from ${table} t where ${name} is not null order by 1`)
    const texts = rows.map((row) => ({ key: row.key, text: marks.take(field, room) }))
    await probe.rows(`update ${table} t set ${name} = n.text from jsonb_to_recordset($1::jsonb) as n (key text, text text) where ${key} = n.key`, [JSON.stringify(texts)])
  }
  await column('subjects', 'name', 'subject.name', 4_000)
  await column('subjects', 'region', 'subject.region', 64)
  await column('subjects', 'account_no', 'subject.accountNo', 32)
  await column('identifiers', 'value', 'subject.identifiers.*.value', 320)
  await column('consents', 'evidence', 'consent.evidence', 400)
  await column('holdings', 'system', 'holding.system', 64, "t.subject_id || ':' || t.category")
  await column('staff', 'name', 'staff.name', 80)
  // The schemas say what is allowed; a width that is not in them any more is a mistake of this file.
  identifierSchema.shape.value.parse('<'.repeat(320))
  RECORD_SCHEMAS.subject.shape.region.parse('<'.repeat(64))
}

/** The first rows of every category, of whoever has a request; the rest of the log stays as it was. */
async function poisonRows(probe: OriginProbe, marks: Marks): Promise<void> {
  const rows = await probe.rows<{ subject_id: string; n: number }>(
    `select subject_id, n from (select subject_id, n, row_number() over (partition by subject_id, category order by at desc) as place from service_logs where subject_id in (select subject_id from requests)) r where place <= $1`, [ROWS_EACH])
  const texts = rows.map((row) => ({ ...row, detail: marks.take('row.detail', 4_000), ip: marks.take('row.ip', 45) }))
  for (const { detail, ip } of texts.slice(0, 200)) logRowSchema.pick({ detail: true, ip: true }).parse({ detail, ip })
  await probe.rows(
    'update service_logs t set detail = n.detail, ip = n.ip from jsonb_to_recordset($1::jsonb) as n (subject_id uuid, n bigint, detail text, ip text) where t.subject_id = n.subject_id and t.n = n.n', [JSON.stringify(texts)])
}

/** The population comes without notes: of every kind of audience, each with a file's name. */
async function addNotes(probe: OriginProbe, caseNo: string): Promise<void> {
  const [request] = await probe.rows<{ id: string; subject_id: string }>('select id, subject_id from requests where case_no = $1', [caseNo])
  if (request === undefined) throw new Error(`no case ${caseNo}`)
  for (let at = 0; at < NOTES; at++) {
    const body = noteSchema.parse({
      id: randomUUID(), requestId: request.id, subjectId: request.subject_id, at: Date.parse('2026-06-14T01:00:00Z') + at, staffId: DEMO_STAFF.wu.id, audience: 'internal', kind: 'note', text: 'words',
      files: at < FILES ? [{ sha256: 'ab'.repeat(32), name: 'a name', bytes: 10, type: 'pdf' }] : [],
    })
    await probe.rows('insert into notes (id, request_id, subject_id, body) values ($1, $2, $3, $4)', [body.id, request.id, request.subject_id, JSON.stringify(body)])
  }
}

async function addIncident(probe: OriginProbe): Promise<void> {
  const entered = { by: DEMO_STAFF.wu.id, at: Date.parse('2026-06-14T02:00:00Z') }
  const body = incidentEntrySchema.parse({
    id: randomUUID(), kind: 'other', discoveredAt: entered.at, what: 'words', openedBy: entered.by, openedAt: entered.at, categories: ['registration'], affected: [], erased: [], others: 3, graver: true,
    harmAvoided: { ...entered, reason: 'words' },
    measures: Array.from({ length: MOST_MEASURES }, () => ({ ...entered, text: 'words' })),
    notices: Array.from({ length: MOST_NOTICES }, () => ({ ...entered, to: 'authority', toldAt: entered.at, way: 'letter', says: [], reference: 'words' })),
    cause: { deviceId: randomUUID(), deviceName: 'a desk' },
  })
  await probe.rows('insert into incidents (id, body) values ($1, $2)', [body.id, JSON.stringify(body)])
}
