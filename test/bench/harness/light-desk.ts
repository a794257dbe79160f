// A desk without a store for the load bench: it has a device key, proves its requests, follows its cursor by long polls and counts what it
// is told. Hundreds of them fit into one process.
import { createHash, createPrivateKey, generateKeyPairSync, randomFillSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { performance } from 'node:perf_hooks'
import { gunzipSync } from 'node:zlib'
import { createId, type DeviceId } from '../../../src-shared/base/ids'
import { endLine, snapshotEndLine } from '../../../src-shared/protocol/feed'
import type { OriginContext } from '../../../src-origin/context'
import { createEnrolmentCode, redeemCode } from '../../../src-origin/devices/enrolment-codes'
import { DEMO_STAFF } from '../../../src-origin/seed/staff'
import type { BenchOrigin } from './bench-origin'

interface LightDeskPlace {
  readonly port: number
  readonly caPem: readonly string[]
  readonly now: () => number
}

export function lightDeskPlace({ port, enrolmentFile }: Pick<BenchOrigin, 'port' | 'enrolmentFile'>, now: () => number): LightDeskPlace {
  const { body } = JSON.parse(readFileSync(enrolmentFile, 'utf8')) as { readonly body: { readonly caPem: readonly string[] } }
  return { port, caPem: body.caPem, now }
}
export interface Told {
  readonly id: string
  readonly v: number
  /** performance.now() */
  readonly at: number
}
export interface LightDesk {
  readonly deviceId: DeviceId
  readonly told: readonly Told[]
  /** Pages that were empty and said to come again. */
  readonly sentAway: () => number
  /** Fetches and parses every page of the scopes, and keeps nothing of them. */
  readonly copy: (scopes: readonly string[], signal: AbortSignal) => Promise<void>
  /** Copies its scope, then follows until the signal; resolves when it has ended. */
  readonly run: (signal: AbortSignal, onHeld: () => void) => Promise<void>
}

const API = '/sync/v1'
const WAIT_MS = 25_000
const SCOPE = 'desk:dalian'

export interface DeskKey {
  readonly deviceId: DeviceId
  /** base64url, raw. */
  readonly publicKey: string
  readonly privatePem: string
}

/** Without the network: what an origin takes of enrolments in a minute is limited, and they are not what is measured. */
export async function enrolLightDesk(context: OriginContext, workstation: string, scopes?: readonly string[]): Promise<DeskKey> {
  const key = createDeskKey(createId<DeviceId>(context.now(), (bytes) => randomFillSync(bytes)))
  const code = await createEnrolmentCode(context, { workstation, declaredBy: DEMO_STAFF.zheng.id, ...(scopes ? { scopes } : {}) })
  if (!(await redeemCode(context, { code, deviceId: key.deviceId, devicePublicKey: key.publicKey, workstation, appVersion: '0.1.0-bench' }))) throw new Error('a desk was not enrolled')
  return key
}

function createDeskKey(deviceId: DeviceId): DeskKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { deviceId, publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url'), privatePem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

interface Answer {
  readonly lines: readonly Readonly<Record<string, unknown>>[]
  readonly end: unknown
  readonly retryAfterS: number
}

export function createLightDesk(place: LightDeskPlace, key: DeskKey): LightDesk {
  const privateKey = createPrivateKey(key.privatePem)
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: [...place.caPem] })
  const told: Told[] = []
  let sentAway = 0
  const get = (path: string, signal: AbortSignal): Promise<Answer> => {
    const ts = place.now()
    const proof = sign(null, Buffer.from(`GET\n${path}\n${String(ts)}\n${createHash('sha256').update('').digest('hex')}`), privateKey).toString('base64url')
    return new Promise((resolve, reject) => {
      const headers = { 'x-privacy-device': key.deviceId, 'x-privacy-proof': `${String(ts)}.${proof}`, 'accept-encoding': 'gzip' }
      const request = https.request({ agent, host: '127.0.0.1', servername: 'localhost', port: place.port, path, headers, signal }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const packed = Buffer.concat(chunks)
          const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed).toString('utf8')
          if (response.statusCode !== 200) return reject(new Error(`the origin answered ${String(response.statusCode)} ${text}`))
          const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
          const end = lines.pop()
          resolve({ lines, end, retryAfterS: Number(response.headers['retry-after'] ?? 0) })
        })
      })
      request.once('error', reject)
      request.end()
    })
  }
  const copyScope = async (scope: string, signal: AbortSignal): Promise<string> => {
    for (let after = ''; ; ) {
      const { end } = await get(`${API}/snapshot?scope=${encodeURIComponent(scope)}${after}`, signal)
      const page = snapshotEndLine.parse(end)
      if (page.done) return page.cursor ?? ''
      after = `&after=${page.after}`
    }
  }
  const follow = async (from: string, signal: AbortSignal): Promise<void> => {
    let cursor = from
    while (!signal.aborted) {
      const { lines, end, retryAfterS } = await get(`${API}/changes?cursor=${cursor}&wait=${String(WAIT_MS)}`, signal)
      const at = performance.now()
      for (const line of lines) if (line['t'] === 'put') told.push({ id: String(line['id']), v: Number(line['v']), at })
      cursor = endLine.parse(end).cursor
      if (retryAfterS === 0) continue
      sentAway += 1
      await new Promise((resolve) => setTimeout(resolve, retryAfterS * 1_000))
    }
  }
  return {
    deviceId: key.deviceId,
    told,
    sentAway: () => sentAway,
    copy: async (scopes, signal) => {
      try {
        for (const scope of scopes) await copyScope(scope, signal)
      } finally {
        agent.destroy()
      }
    },
    run: async (signal, onHeld) => {
      try {
        const cursor = await copyScope(SCOPE, signal)
        onHeld()
        await follow(cursor, signal)
      } catch (error) {
        if (!signal.aborted) throw error
      } finally {
        agent.destroy()
      }
    },
  }
}
