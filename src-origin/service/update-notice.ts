// Signs the notice of a new version, where this origin holds the organisation key: hash and size are read off the very installer that IT will hand out.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { addDays, dayStart, isDay } from '../../src-shared/base/clock'
import { err, ok, type Result } from '../../src-shared/base/result'
import { INSTALLER_MAX_BYTES, isVersion, NOTICE_LIFE_MS, signUpdateNotice, updateNoticeSchema, type SignedUpdateNotice } from '../../src-shared/formats/update-notice'
import type { Signer } from '../../src-shared/formats/crypto'
import { nodeCrypto } from '../devices/node-crypto'
import { TENANT } from '../tenant'

export interface NoticeRequest {
  readonly installer: string
  readonly version: string
  /** The last day on which it is believed. */
  readonly expires: string
  /** The oldest version that may go to this one directly. */
  readonly least?: string
}
export type NoticeRefusal = 'installer-unreadable' | 'installer-too-large' | 'notice-days' | 'notice-version'

export async function makeUpdateNotice({ installer, version, expires, least }: NoticeRequest, org: Signer, now: number): Promise<Result<SignedUpdateNotice, NoticeRefusal>> {
  if (!isVersion(version) || (least !== undefined && !isVersion(least))) return err('notice-version')
  const expiresAt = isDay(expires) ? dayStart(addDays(expires, 1)) - 1 : 0
  if (expiresAt <= now || expiresAt - now > NOTICE_LIFE_MS) return err('notice-days')
  const read = await hashOf(installer)
  if (!read.ok) return read
  const body = updateNoticeSchema.parse({ v: 1, kind: 'update-notice', tenant: TENANT, version, ...read.value, issuedAt: now, expiresAt, ...(least === undefined ? {} : { leastVersion: least }) })
  return ok(signUpdateNotice(body, org, nodeCrypto))
}

async function hashOf(path: string): Promise<Result<{ readonly sha256: string; readonly size: number }, NoticeRefusal>> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > INSTALLER_MAX_BYTES) return err('installer-too-large')
      hash.update(piece)
    }
  } catch {
    return err('installer-unreadable')
  }
  return size === 0 ? err('installer-unreadable') : ok({ sha256: hash.digest('hex'), size })
}
