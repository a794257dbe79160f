// Takes in acts from a sealed outbox whose store is gone. Each is this device's by its signature, whoever brings it, and is kept until a person
// stands behind it: nothing takes effect here, because a push needs its person's token and the device's key alone is not one.
//
//   signed by the device? → opens with our key? → ruled on before (same mid)? known : held, for its person's next sign-in (apply-held.ts)
import { isId, type MutationId } from '../../src-shared/base/ids'
import { fromBase64url, parseJson } from '../../src-shared/formats/canonical'
import { boundText, sealedContentSchema, signedPart, type SealedContent } from '../../src-shared/formats/sealed-outbox'
import { verifyCanonical } from '../../src-shared/formats/signed'
import { pushItemSchema, type PushItem } from '../../src-shared/protocol/push'
import type { SealedRequest, SealedResponse } from '../../src-shared/protocol/sealed'
import { isErased } from '../cases/suppression'
import type { OriginContext } from '../context'
import { nodeCrypto } from '../devices/node-crypto'
import type { Tx } from '../store/database'
import { holdsNul } from '../store/nul'
import { TENANT } from '../tenant'

type Outcome = SealedResponse['results'][number]['t']

/** Undefined for a device that nobody knows. */
export async function takeSealed(context: OriginContext, request: SealedRequest): Promise<SealedResponse | undefined> {
  const device = await context.db.selectFrom('devices').select('public_key').where('id', '=', request.deviceId).executeTakeFirst()
  if (!device) return undefined
  const results: { mid: MutationId; t: Outcome }[] = []
  for (const item of request.items) {
    const place = { tenant: TENANT, deviceId: request.deviceId }
    const isSigned = verifyCanonical(signedPart(place, item), item.sig, device.public_key, nodeCrypto)
    const content = isSigned ? openItem(context, boundText(place, item.mid), item.sealed) : undefined
    const t = content?.act.mid === item.mid ? await context.db.transaction().execute((tx) => keep(tx, context, request, content)) : 'unreadable'
    results.push({ mid: item.mid, t })
  }
  return { results }
}

interface Opened extends SealedContent {
  readonly act: PushItem
}

function openItem({ keys }: OriginContext, bound: string, sealed: string): Opened | undefined {
  const bytes = fromBase64url(sealed)
  const opened = bytes && keys.seal.open(bytes, bound)
  const content = opened && sealedContentSchema.safeParse(parseJson(opened.toString('utf8')))
  if (!content?.success || holdsNul(content.data)) return undefined
  const act = pushItemSchema.safeParse(content.data.item)
  return act.success ? { ...content.data, act: act.data } : undefined
}

async function keep(tx: Tx, context: OriginContext, { deviceId, reason }: SealedRequest, { act, item, staffId, subjectId: told, proof }: Opened): Promise<Outcome> {
  const ruled = await tx.selectFrom('push_results').select('result').where('device_id', '=', deviceId).where('mid', '=', act.mid).executeTakeFirst()
  const ruling = ruled?.result as { readonly t: string; readonly rejection?: { readonly code: string } } | undefined
  if (ruling?.t === 'applied') return 'known'
  const subjectId = (await subjectOf(tx, act)) ?? told
  const isGone = subjectId !== undefined && (await isErased(tx, subjectId, context.keys.erasedIds))
  const code = isGone ? 'gone_erased' : (ruling?.rejection?.code ?? null)
  await tx
    .insertInto('sealed_acts')
    .values({
      device_id: deviceId, mid: act.mid, staff_id: staffId, subject_id: isGone ? null : (subjectId ?? null), chain: act.chain, op: act.op,
      made_at: Math.round(act.madeAt.wall + act.madeAt.offset), uploaded_at: context.now(), reason, body: isGone ? null : JSON.stringify(item),
      proof: proof === undefined ? null : Buffer.from(proof, 'base64url'),
      state: code === null ? 'held' : 'refused', code, settled_at: null, settled_by: null,
    })
    // Brought again it changes nothing: what was settled stays settled.
    .onConflict((conflict) => conflict.columns(['device_id', 'mid']).doNothing())
    .execute()
  return code === null ? 'held' : 'known'
}

/** By our own rows, so that an erasure finds the act whatever the desk wrote down; undefined for a request that nobody has created yet. */
async function subjectOf(tx: Tx, { chain, args }: Pick<PushItem, 'chain' | 'args'>): Promise<SealedContent['subjectId']> {
  const [kind = '', recordId = ''] = chain.split(':')
  // A note that is added is not here yet; its case is.
  const caseId = kind === 'request' || kind === 'letter' ? recordId : kind === 'note' ? String(args['requestId']) : undefined
  const table = caseId !== undefined ? 'requests' : kind === 'erasure' ? 'erasures' : undefined
  const id = caseId ?? recordId
  if (table === undefined || !isId(id)) return undefined
  const row = await tx.selectFrom(table).select('subject_id').where('id', '=', id).executeTakeFirst()
  return row?.subject_id as SealedContent['subjectId']
}
