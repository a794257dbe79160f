// The keys of one origin: made at its first start, kept in one 0600 file, never logged and never sent.
//
// | key       | what it does                                                                                              |
// |-----------|-----------------------------------------------------------------------------------------------------------|
// | org       | organisation key (Ed25519): signs certificates, enrolment file, rules packs. Embedded origins alone hold it; |
// |           | a company keeps it offline, which is why such an origin calls itself `development`                          |
// | handovers | how `org` came to be that one: statements of the former keys, whose private halves are gone               |
// | origin    | Ed25519: signs hello, leases, erase entries, erasure certificates; the seal key, file keys derive from it   |
// | tls       | server key and certificate, the authority's certificate; `backupTls` is kept ready in its place by `changeServerKey` |
// | cursor    | HMAC key of cursors and snapshot tokens                                                                     |
// | erasedIds | HMAC key of the suppression ledger: without it the ledger names nobody                                      |
// | practice  | code of a practice origin: no key, and no secret of whoever has its enrolment file                          |
// | intake    | bearer token of the website's and applet's own servers for POST /intake                                     |
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { parseJson, toBase64url } from '../../src-shared/formats/canonical'
import type { Signer } from '../../src-shared/formats/crypto'
import { createEnrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import { pinVersionSchema, signPinSet, type SignedPinSet } from '../../src-shared/formats/pin-set'
import { orgChainSchema, readOrgChain, signedHandoverSchema, signHandover, type SignedHandover } from '../../src-shared/formats/org-keys'
import { fingerprint, issueCertificate, type OrgKeys, type SignedCertificate } from '../../src-shared/formats/signed'
import { OriginStartError } from '../start-error'
import { REGION, TENANT } from '../tenant'
import { DEMO_STAFF_LIST } from '../seed/staff'
import { makeCode } from './one-time-codes'
import { createEd25519, nodeCrypto, signerFrom } from './node-crypto'
import { fileKeyOf, sealKeyOf, type SealKey } from './seal-key'
import { createTlsMaterial, pinOf, type TlsMaterial } from './tls-certificate'

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/)
const tlsSchema = z.strictObject({ caPem: z.string(), certPem: z.string(), keyPem: z.string() })
const keyFileSchema = z.strictObject({
  v: z.literal(1),
  host: z.string(),
  org: z.strictObject({ pkcs8: base64 }),
  handovers: z.array(signedHandoverSchema).min(1).optional(),
  origin: z.strictObject({ pkcs8: base64 }),
  tls: tlsSchema,
  /** Both or neither: a file of before has no backup. */
  backupTls: tlsSchema.optional(),
  pinVersion: pinVersionSchema.optional(),
  cursor: base64,
  erasedIds: base64,
  intake: base64,
  /** Of a practice origin: the code that enrols any number of desks. */
  practiceCode: z.string().optional(),
})
export type KeyFile = z.infer<typeof keyFileSchema>

export interface OriginKeys {
  /** The name in the TLS certificate, in hello and in the enrolment file. */
  readonly host: string
  readonly org: Signer
  /** Those that counted before it, and it: by these the origin checks what devices and people bring. */
  readonly orgKeys: OrgKeys
  readonly handovers: readonly SignedHandover[]
  readonly origin: Signer
  readonly originCertificate: SignedCertificate
  readonly seal: SealKey
  /** From which the keys of attached files are derived. */
  readonly files: Buffer
  readonly tls: TlsMaterial
  /** What desks are to trust; undefined while there is no backup key. */
  readonly pinSet: SignedPinSet | undefined
  readonly cursor: Buffer
  readonly erasedIds: Buffer
  readonly intakeToken: string
  /** Of a practice origin alone, which it is from its first start. */
  readonly practiceCode: string | undefined
}
export interface KeyContext {
  readonly dataDir: string
  /** Of the certificate that is made with the keys; by default the name of this machine to itself. */
  readonly host?: string
  /** Settled with the keys too: real people are never where others practise. */
  readonly isPractice?: boolean
  readonly random: (bytes: Uint8Array) => Uint8Array
}

/** What every desk that is enrolled for practice is called. */
export const PRACTICE_WORKSTATION = '练习工作站'
export const KEY_FILE = 'origin-keys.json'
export const ENROLMENT_FILE = 'enrolment.json'
/** For everybody who checks what former keys signed. */
export const ORG_CHAIN_FILE = 'org-chain.json'
const HMAC_KEY_BYTES = 32
/** A desk refuses addresses of numbers. */
const DEFAULT_HOST = 'localhost'

export async function openOriginKeys(context: KeyContext): Promise<OriginKeys> {
  const file = path.join(context.dataDir, KEY_FILE)
  const text = await fs.readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new OriginStartError('keys-damaged', { file }, { cause: error })
  })
  const keys = text === undefined ? await createKeyFile(file, context) : readKeyFile(file, text)
  const org = signerFrom(keys.org.pkcs8)
  const origin = signerFrom(keys.origin.pkcs8)
  const handovers = keys.handovers ?? []
  const orgKeys = readOrgChain(handovers, org.publicKey, TENANT, nodeCrypto)
  if (!orgKeys) throw new OriginStartError('keys-damaged', { file })
  if (context.host !== undefined && context.host !== keys.host) throw new OriginStartError('host-differs', { host: keys.host })
  if (context.isPractice === true && keys.practiceCode === undefined) throw new OriginStartError('not-practice', { folder: context.dataDir })
  return {
    host: keys.host,
    org,
    orgKeys,
    handovers,
    origin,
    originCertificate: certifyOrigin(org, origin),
    seal: sealKeyOf(keys.origin.pkcs8),
    files: fileKeyOf(keys.origin.pkcs8),
    tls: keys.tls,
    pinSet: pinSetOf(keys, org),
    cursor: Buffer.from(keys.cursor, 'base64'),
    erasedIds: Buffer.from(keys.erasedIds, 'base64'),
    intakeToken: Buffer.from(keys.intake, 'base64').toString('base64url'),
    practiceCode: keys.practiceCode,
  }
}

function readKeyFile(file: string, text: string): KeyFile {
  const read = keyFileSchema.safeParse(parseJson(text))
  // Never made anew over a damaged file: devices trust these keys, and the suppression ledger is readable with them alone.
  if (!read.success) throw new OriginStartError('keys-damaged', { file })
  return read.data
}

async function createKeyFile(file: string, context: KeyContext): Promise<KeyFile> {
  const host = context.host ?? DEFAULT_HOST
  const hmacKey = () => Buffer.from(context.random(new Uint8Array(HMAC_KEY_BYTES))).toString('base64')
  const keys: KeyFile = {
    v: 1,
    host,
    org: createEd25519(),
    origin: createEd25519(),
    tls: await createTlsMaterial(host),
    backupTls: await createTlsMaterial(host),
    pinVersion: 1,
    cursor: hmacKey(),
    erasedIds: hmacKey(),
    intake: hmacKey(),
    ...(context.isPractice === true ? { practiceCode: makeCode(context).shown } : {}),
  }
  // Several processes of one origin may start for the first time at once: the keys of the first count, for all of them.
  const isOurs = await writePrivate(file, `${JSON.stringify(keys, null, 2)}\n`, 'new')
  return isOurs ? keys : readKeyFile(file, await fs.readFile(file, 'utf8'))
}

/** The key that answers stands first. */
function pinSetOf({ tls, backupTls, pinVersion }: KeyFile, org: Signer): SignedPinSet | undefined {
  if (!backupTls || pinVersion === undefined) return undefined
  const both = [tls, backupTls]
  return signPinSet({ v: 1, kind: 'pin-set', tenant: TENANT, version: pinVersion, pins: both.map(({ keyPem }) => pinOf(keyPem)), caPem: both.map(({ caPem }) => caPem) }, org, nodeCrypto)
}

/**
 * The backup answers from the next start on, and a new one is kept ready: the set that names both goes out with the next sessions. A file that has no
 * backup gets one, and the key that answers stays: desks must know a key before it speaks.
 */
export async function changeServerKey(dataDir: string): Promise<{ readonly done: 'changed' | 'prepared'; readonly version: number }> {
  const { file, keys } = await mustKeyFile(dataDir)
  const version = (keys.pinVersion ?? 0) + 1
  const next: KeyFile = { ...keys, tls: keys.backupTls ?? keys.tls, backupTls: await createTlsMaterial(keys.host), pinVersion: version }
  await writePrivate(file, `${JSON.stringify(next, null, 2)}\n`, 'replace')
  return { done: keys.backupTls ? 'changed' : 'prepared', version }
}

async function mustKeyFile(dataDir: string): Promise<{ readonly file: string; readonly keys: KeyFile }> {
  const file = path.join(dataDir, KEY_FILE)
  const text = await fs.readFile(file, 'utf8').catch((error: unknown) => {
    throw new OriginStartError('keys-damaged', { file }, { cause: error })
  })
  return { file, keys: readKeyFile(file, text) }
}

/**
 * A new organisation key from the next start on: the present one hands over to it, and its private half is kept nowhere any more. Desks follow with their next contact.
 * `at` is the moment, epoch milliseconds; never before the last change.
 */
export async function changeOrgKey(dataDir: string, at: number): Promise<{ readonly number: number; readonly fingerprint: string; readonly chainFile: string }> {
  const { file, keys } = await mustKeyFile(dataDir)
  const org = createEd25519()
  const [from, to] = [signerFrom(keys.org.pkcs8), signerFrom(org.pkcs8)]
  const before = keys.handovers ?? []
  const number = before.length + 1
  const body = { v: 1, kind: 'org-handover', tenant: TENANT, number, from: toBase64url(from.publicKey), to: toBase64url(to.publicKey), at: Math.max(at, before.at(-1)?.body.at ?? 0) } as const
  const handovers = [...before, signHandover(body, from, to)]
  const chainFile = path.join(dataDir, ORG_CHAIN_FILE)
  await writePrivate(file, `${JSON.stringify({ ...keys, org, handovers } satisfies KeyFile, null, 2)}\n`, 'replace')
  await writePrivate(chainFile, `${JSON.stringify(orgChainSchema.parse({ v: 1, kind: 'org-chain', tenant: TENANT, handovers }), null, 2)}\n`, 'replace')
  return { number, fingerprint: fingerprint(to.publicKey, nodeCrypto), chainFile }
}

/** 2000 to 2100: an embedded origin's certificate is renewed by nobody, and its clock may be an injected one. */
function certifyOrigin(org: Signer, origin: Signer): SignedCertificate {
  return issueCertificate(
    {
      v: 1,
      kind: 'origin',
      id: 'embedded',
      name: 'Privacy Desk embedded origin',
      publicKey: toBase64url(origin.publicKey),
      tenant: TENANT,
      region: REGION,
      notBefore: Date.UTC(2000, 0, 1),
      notAfter: Date.UTC(2100, 0, 1),
      issuer: fingerprint(org.publicKey, nodeCrypto),
    },
    org,
  )
}

/** Written anew at every start, because the port may be another one. */
export async function writeEnrolmentFile(keys: OriginKeys, place: { readonly dataDir: string; readonly port: number; readonly proxy?: EnrolmentBody['proxy'] }): Promise<string> {
  const file = path.join(place.dataDir, ENROLMENT_FILE)
  const enrolment = createEnrolment(
    {
      v: 1,
      tenant: TENANT,
      region: REGION,
      development: true,
      hosts: [{ host: keys.host, port: place.port }],
      pins: keys.pinSet?.body.pins ?? [pinOf(keys.tls.keyPem)],
      caPem: keys.pinSet?.body.caPem ?? [keys.tls.caPem],
      ...(keys.pinSet ? { pinVersion: keys.pinSet.body.version } : {}),
      orgPublicKey: toBase64url(keys.org.publicKey),
      ...(keys.handovers.length === 0 ? {} : { handovers: [...keys.handovers] }),
      originCertificate: keys.originCertificate,
      sealKey: toBase64url(keys.seal.publicKey),
      ...(place.proxy === undefined ? {} : { proxy: place.proxy }),
      ...(keys.practiceCode === undefined ? {} : { practice: { code: keys.practiceCode, workstation: PRACTICE_WORKSTATION, people: DEMO_STAFF_LIST.map(({ id: staffId, login, name, role, passphrase }) => ({ staffId, login, name, role, passphrase })) } }),
    },
    keys.org,
  )
  await writePrivate(file, `${JSON.stringify(enrolment, null, 2)}\n`, 'replace')
  return file
}

/** Whole or not at all: a crash in the middle leaves the former file. `new`: false where there is one already, which stays. */
async function writePrivate(file: string, text: string, mode: 'new' | 'replace'): Promise<boolean> {
  // A draft of its own for every process: they may share the folder.
  const draft = `${file}.${randomUUID()}`
  try {
    const handle = await fs.open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await (mode === 'replace' ? fs.rename(draft, file) : fs.link(draft, file))
    return true
  } catch (error) {
    if (mode === 'new' && (error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await fs.rm(draft, { force: true })
  }
}
