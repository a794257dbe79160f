// What shows that the records of the workstations were not rewritten, and which texts people had been given: signed audit heads, and versions of policies.
import { sql } from 'kysely'
import { addDays, dayStart } from '../../src-shared/base/clock'
import type { Period } from '../../src-shared/domain/desk-report'
import { registerOf } from '../../src-shared/domain/policy-proposal'
import { channelsOf, lastDayOn, type PolicyVersion } from '../../src-shared/domain/policy-register'
import { signAuditWitness } from '../../src-shared/formats/audit-witness'
import { DEVICES_NAME, POLICIES_NAME, WITNESSES_NAME } from '../../src-shared/formats/bundle/bundle-names'
import { deviceLineSchema, policyLineSchema, type PolicyLine } from '../../src-shared/formats/bundle/evidence-bundle'
import type { OriginContext } from '../context'
import { loadPolicyEntries } from '../policies/register'
import type { Tx } from '../store/database'
import type { BundleFiles } from './bundle-files'

const PAGE_ROWS = 500

/** In service at some time of the period. The head of each day is the last that was signed then. */
export async function gatherTrail(tx: Tx, { keys }: OriginContext, files: BundleFiles, { from, to }: Period): Promise<{ readonly devices: number; readonly witnesses: number }> {
  const [start, end] = [dayStart(from), dayStart(addDays(to, 1))]
  const { rows: devices } = await sql<{ id: string; name: string; enrolledAt: number; revokedAt: number | null; witnesses: number; breaks: { readonly size: number; readonly foundAt: number }[] }>`
    select d.id, d.name, d.enrolled_at as "enrolledAt", d.revoked_at as "revokedAt",
      (select count(*)::int from audit_heads h where h.device_id = d.id and h.at >= ${start} and h.at < ${end}) as witnesses,
      coalesce((select jsonb_agg(jsonb_build_object('size', b.size, 'foundAt', b.found_at) order by b.size) from audit_breaks b where b.device_id = d.id), '[]') as breaks
    from devices d where d.enrolled_at < ${end} and (d.revoked_at is null or d.revoked_at >= ${start}) order by d.enrolled_at, d.id`.execute(tx)
  files.open(DEVICES_NAME)
  for (const { revokedAt, ...device } of devices) files.line(DEVICES_NAME, deviceLineSchema.parse({ ...device, ...(revokedAt === null ? {} : { revokedAt }) }))
  files.open(WITNESSES_NAME)
  let witnesses = 0
  for (const { id } of devices) {
    for await (const { size, headHash, at } of headsOf(tx, id, start, end)) {
      // The same that the device was given then: a signature of the same key over the same words is the same.
      files.line(WITNESSES_NAME, signAuditWitness({ device: id, size, headHash, at }, keys.origin, keys.originCertificate))
      witnesses += 1
    }
  }
  return { devices: devices.length, witnesses }
}

async function* headsOf(tx: Tx, deviceId: string, start: number, end: number) {
  for (let after = 0; ; ) {
    const rows = await tx
      .selectFrom('audit_heads').select(['size', 'head_hash as headHash', 'at']).where('device_id', '=', deviceId).where('at', '>=', start).where('at', '<', end).where('size', '>', after)
      .orderBy('size').limit(PAGE_ROWS).execute()
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE_ROWS) return
    after = last.size
  }
}

/** In force on one day of the period at least, on some form of the service. */
export async function gatherPolicies(tx: Tx, files: BundleFiles, { from, to }: Period): Promise<number> {
  const register = registerOf(await loadPolicyEntries(tx))
  const lastDay = (version: PolicyVersion): string => channelsOf(register).map((channel) => lastDayOn(version, channel, register)).reduce((a, b) => (a > b ? a : b))
  const versions = register.versions.filter((version) => version.effectiveFrom <= to && lastDay(version) >= (version.effectiveFrom > from ? version.effectiveFrom : from))
  files.open(POLICIES_NAME)
  for (const version of versions.toSorted((a, b) => (a.effectiveFrom === b.effectiveFrom ? (a.id < b.id ? -1 : 1) : a.effectiveFrom < b.effectiveFrom ? -1 : 1))) files.line(POLICIES_NAME, policyLineOf(version))
  return versions.length
}

function policyLineOf({ id, product, channels, version, effectiveFrom, effectiveUntil, title, clauses, textHash }: PolicyVersion): PolicyLine {
  return policyLineSchema.parse({ id, product, channels, version, effectiveFrom, effectiveUntil, title, clauses: clauses.map(({ topic, number, text }) => ({ topic, number, text })), textHash })
}
