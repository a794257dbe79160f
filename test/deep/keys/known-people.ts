// People and cases of an origin under names, numbers and words that nobody else has: what is looked for afterwards cannot be there by chance.
import { randomBytes, randomInt } from 'node:crypto'
import type { OriginProbe } from '../../demo/origin-probe'

export interface KnownCase {
  readonly caseNo: string
  readonly subjectId: string
  readonly name: string
  /** As the origin has it, and as the screen groups it. */
  readonly mobile: string
  readonly text: string
}

/** Of the team's open cases, so many; written into the origin's tables before a desk is there. */
export async function makeKnown(probe: OriginProbe, count: number, spared: readonly string[]): Promise<readonly KnownCase[]> {
  const rows = await probe.rows<{ id: string; case_no: string; subject_id: string }>(
    `select distinct on (r.subject_id) r.id, r.case_no, r.subject_id from requests r join identifiers i on i.subject_id = r.subject_id and i.kind = 'mobile'
     where r.closed_at is null and r.in_scope and r.subject_id not in (select subject_id from requests where case_no = any($2)) order by r.subject_id, r.case_no limit $1`, [count, spared])
  const cases: KnownCase[] = []
  for (const { id, case_no: caseNo, subject_id: subjectId } of rows) {
    const known = { caseNo, subjectId, name: `欧${mark()}`, mobile: `+86199${String(randomInt(10_000_000, 99_999_999))}`, text: `来信 ${mark()}，请予办理` }
    await probe.rows('update subjects set name = $2 where id = $1', [subjectId, known.name])
    await probe.rows(`update identifiers set value = $2 where id = (select id from identifiers where subject_id = $1 and kind = 'mobile' order by pos limit 1)`, [subjectId, known.mobile])
    await probe.rows(`update requests set body = jsonb_set(body, '{text}', to_jsonb($2::text)) where id = $1`, [id, known.text])
    cases.push(known)
  }
  return cases
}

const mark = (): string => randomBytes(6).toString('hex')
