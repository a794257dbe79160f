// Signs how far a device's audit record has come, and remembers it: the next time the device has to show that it went on from there. What does not fit is on
// record for good; the device's record is not signed any more.
import { dayStart, toDay } from '../../src-shared/base/clock'
import { signAuditWitness } from '../../src-shared/formats/audit-witness'
import type { AuditHeadRequest, AuditHeadResponse } from '../../src-shared/protocol/audit-head'
import type { OriginContext } from '../context'
import { openForChain } from '../incidents/open-by-itself'

export async function takeAuditHead(context: OriginContext, deviceId: string, { head, shown }: AuditHeadRequest): Promise<AuditHeadResponse> {
  const { db, keys, now } = context
  return db.transaction().execute(async (tx): Promise<AuditHeadResponse> => {
    // One of them at a time: two would both go on from the same.
    await tx.selectFrom('devices').select('id').where('id', '=', deviceId).forUpdate().executeTakeFirstOrThrow()
    const broken = await tx.selectFrom('audit_breaks').select('size').where('device_id', '=', deviceId).orderBy('size').executeTakeFirst()
    if (broken) return { state: 'differs', size: broken.size }
    const last = await tx.selectFrom('audit_heads').select(['size', 'head_hash']).where('device_id', '=', deviceId).orderBy('size', 'desc').executeTakeFirst()
    const at = now()
    if (last) {
      const proof = [head, shown].find((one) => one?.size === last.size)
      if (!proof) return { state: 'show', size: last.size }
      if (proof.headHash !== last.head_hash || head.size < last.size) {
        await tx.insertInto('audit_breaks').values({ device_id: deviceId, size: last.size, known_hash: last.head_hash, shown_hash: proof.headHash, found_at: at }).execute()
        await openForChain(tx, context, deviceId, { fault: 'rewritten', brokenAt: last.size, seenAt: at })
        return { state: 'differs', size: last.size }
      }
      await tx.deleteFrom('audit_heads').where('device_id', '=', deviceId).where('at', '>=', dayStart(toDay(at))).execute()
    }
    const seen = { size: head.size, head_hash: head.headHash, at }
    await tx.insertInto('audit_heads').values({ device_id: deviceId, ...seen }).onConflict((conflict) => conflict.columns(['device_id', 'size']).doUpdateSet(seen)).execute()
    return { state: 'witnessed', witness: signAuditWitness({ device: deviceId, size: head.size, headHash: head.headHash, at }, keys.origin, keys.originCertificate) }
  })
}
