// The fleet: every device with its lease, last contact, what was ordered of it, and the erasures it has to answer.
import { sql } from 'kysely'
import { signedWipeOrderSchema } from '../../src-shared/formats/wipe-order'
import { deviceStateSchema, type DeviceState } from '../../src-shared/protocol/devices'
import type { OriginContext } from '../context'

/** `only`: one of them. */
export async function listDevices({ db }: Pick<OriginContext, 'db'>, only: string | 'all' = 'all'): Promise<readonly DeviceState[]> {
  const { rows } = await sql<DeviceRow>`
    select d.id, d.name, s.name as declared_by, p.name as last_person, d.enrolled_at, d.last_seen_at, d.lease_not_after, d.revoked_at, d.wipe_order, d.wiped_at,
      array(select scope from device_scopes g where g.device_id = d.id order by 1) as scopes,
      (select count(*) from erasure_devices e where e.device_id = d.id)::int as owed,
      (select count(*) from erasure_devices e where e.device_id = d.id and e.received_at is not null)::int as given,
      (select who.name from fleet_acts a join staff who on who.id = a.staff_id where a.device_id = d.id and a.act = 'revoke' order by a.id limit 1) as revoked_by,
      (select who.name from fleet_acts a join staff who on who.id = a.staff_id where a.device_id = d.id and a.act = 'wipe' order by a.id limit 1) as wipe_by,
      (select jsonb_build_object('checkedAt', c.checked_at, 'cause', c.cause, 'people', c.people) from residue_checks c where c.device_id = d.id order by c.checked_at desc limit 1) as residue,
      coalesce((select sum(most) from (select max((f ->> 'hits')::bigint) as most from residue_checks c, jsonb_array_elements(c.found) f where c.device_id = d.id
        group by f ->> 'place', f ->> 'erasureId') finds), 0)::int as residue_hits,
      array(select distinct r.case_no from residue_checks c, jsonb_array_elements(c.found) f join erasures x on x.id = (f ->> 'erasureId')::uuid join requests r on r.id = x.request_id
        where c.device_id = d.id order by 1) as residue_cases,
      (select jsonb_strip_nulls(jsonb_build_object('size', h.size, 'at', h.at, 'differsSince', (select min(found_at) from audit_breaks b where b.device_id = d.id))) from audit_heads h where h.device_id = d.id order by h.size desc limit 1) as audit,
      coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('erasureId', x.id, 'caseNo', r.case_no, 'approvedAt', x.body->'approvedAt')) order by x.id)
        from erasure_devices e join erasures x on x.id = e.erasure_id join requests r on r.id = x.request_id
        where e.device_id = d.id and e.received_at is null and x.state in ('approved', 'executed')), '[]') as outstanding
    from devices d left join staff s on s.id::text = d.declared_by left join staff p on p.id = d.last_staff_id
    where ${only} in ('all', d.id::text) order by d.enrolled_at, d.id`.execute(db)
  return rows.map(stateOf)
}

interface DeviceRow {
  readonly id: string
  readonly name: string
  readonly declared_by: string | null
  readonly last_person: string | null
  readonly enrolled_at: number
  readonly last_seen_at: number | null
  readonly lease_not_after: number
  readonly revoked_at: number | null
  readonly wipe_order: unknown
  readonly wiped_at: number | null
  readonly scopes: readonly string[]
  readonly owed: number
  readonly given: number
  readonly revoked_by: string | null
  readonly wipe_by: string | null
  readonly residue: object | null
  readonly audit: object | null
  readonly residue_hits: number
  readonly residue_cases: readonly string[]
  readonly outstanding: DeviceState['outstanding']
}

function stateOf(row: DeviceRow): DeviceState {
  const order = signedWipeOrderSchema.safeParse(row.wipe_order)
  return deviceStateSchema.parse({
    id: row.id,
    name: row.name,
    declaredBy: row.declared_by ?? undefined,
    lastPerson: row.last_person ?? undefined,
    enrolledAt: row.enrolled_at,
    lastSeenAt: row.last_seen_at ?? undefined,
    // 0: it has never opened a session.
    leaseNotAfter: row.lease_not_after || undefined,
    scopes: row.scopes,
    revokedAt: row.revoked_at ?? undefined,
    // A wipe takes it out of service too: one act, one name.
    revokedBy: row.revoked_by ?? row.wipe_by ?? undefined,
    wipe: order.success
      ? { orderedAt: order.data.body.issuedAt, salvage: order.data.body.salvage, orderedBy: row.wipe_by ?? undefined, wipedAt: row.wiped_at ?? undefined }
      : undefined,
    receipts: { owed: row.owed, given: row.given },
    residue: row.residue === null ? undefined : { ...row.residue, hits: row.residue_hits, caseNos: row.residue_cases },
    audit: row.audit ?? undefined,
    outstanding: row.outstanding,
  })
}
