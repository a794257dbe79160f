// Makes this workstation a desk: the origin proves itself, the one-time code proves the device, the passphrase the first person; then the store.
//
// Order, and why: nothing is written before the origin has vouched for device and person, so that a failed enrolment leaves no half desk;
// the code is spent at the second step, so a wrong passphrase after it may be typed anew without a new code (until the app is closed). A code for a
// passphrase is spent between the two, at this device alone, which may use it again: what was lost on the way is tried anew as well.
import { createHash } from 'node:crypto'
import { createId, type DeviceId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { Me } from '../../src-shared/contract/session'
import { toBase64url } from '../../src-shared/formats/canonical'
import type { Signer } from '../../src-shared/formats/crypto'
import { checkEnrolment, type EnrolmentBody, type EnrolmentError } from '../../src-shared/formats/enrolment'
import type { SignedHandover } from '../../src-shared/formats/org-keys'
import { checkRulesPack } from '../../src-shared/formats/rules-pack'
import { checkCertificateChain } from '../../src-shared/formats/signed'
import { EMPTY_CHAIN } from '../../src-shared/formats/audit-entry'
import { enrolResponse, type EnrolResponse, type SigninResponse } from '../../src-shared/protocol/session'
import { isEnrolled } from '../keys/key-file'
import { deviceSigner, generateDeviceKey, type Random } from '../keys/device-key'
import type { Secret } from '../keys/secret'
import { deriveSigninSecret } from '../keys/signin-secret'
import { createOriginClient, type OriginClient, type OriginIdentity } from '../sync/origin-client'
import { writeAnchor } from '../vault/anchor'
import { createKeyedVault, type KeyedVault } from '../vault/keyed-vault'
import { setMeta } from '../vault/repositories/meta'
import { addScope } from '../vault/repositories/scopes'
import type { Tx } from '../vault/transaction'
import { writeEnrolmentFile } from './desk-files'
import type { DeskHost } from './desk-host'
import { identityOf } from './enrolment-identity'
import { setSealedAside } from './hand-over-sealed'
import { passphraseCodeAnswer } from './passphrase-code'
import { kindOf } from './try-passphrase'
import { refuseWeakPassphrase } from './weak-passphrase'

type Request = ParsedRequestOf<'session.enrol'>

interface EnrolledDevice {
  readonly deviceId: DeviceId
  readonly privateKey: Secret
  readonly signer: Signer
  readonly answer: EnrolResponse
}

export async function enrolDesk(host: DeskHost, request: Request): Promise<Result<Me, DeskError>> {
  if (await isEnrolled(host.profileDir)) return err({ kind: 'already-enrolled' })
  // What is being destroyed here must not take a new store along.
  if ((await host.wipe())?.state === 'started') return err({ kind: 'store-busy' })
  const weak = refuseWeakPassphrase({ chosen: request.passphrase })
  if (weak) return weak
  const enrolment = readOfferedEnrolment(host, request.enrolmentFile)
  if (!enrolment.ok) return enrolment
  const device = await enrolDevice(host, request, enrolment.value)
  if (!device.ok) return device
  const secret = await deriveSigninSecret({ tenant: enrolment.value.tenant, login: request.login }, request.passphrase, host.kdf)
  const set = await setFirst(host, enrolment.value, device.value, request, secret)
  if (!set.ok) return set
  const person = await signInFirst(host, enrolment.value, device.value, request.login, secret)
  if (!person.ok) return person
  const keyed = await makeStore(host, request, enrolment.value, device.value, person.value)
  if (!keyed.ok) return keyed
  host.pendingEnrolments.clear()
  // What was set aside finds its way now, if the new file leads to the same origin.
  host.handOver.begin('set-aside', 'store-damaged')
  const desk = await host.openDesk({ keyed: keyed.value, signinSecret: Promise.resolve(secret) })
  if (!desk.ok) return desk
  const { vault, audit, me } = desk.value
  if (request.passphraseCode !== undefined) await vault.transaction((tx) => audit(tx, { type: 'session.passphrase-set', objectId: me.staffId }))
  return ok(me)
}

const ENROLMENT_KIND: Readonly<Record<EnrolmentError, DeskError['kind']>> = {
  malformed: 'enrolment-file-invalid',
  'bad-signature': 'enrolment-signature-wrong',
  'not-mainland': 'not-mainland',
}

/** Invented people never come to the desk of real ones, nor real ones to the practice desk. */
export function readOfferedEnrolment({ crypto, isPractice }: Pick<DeskHost, 'crypto' | 'isPractice'>, text: string): Result<EnrolmentBody, DeskError> {
  const enrolment = checkEnrolment(text, crypto)
  if (!enrolment.ok) return err({ kind: ENROLMENT_KIND[enrolment.error] })
  const isForPractice = enrolment.value.practice !== undefined
  if (isForPractice !== isPractice) return err({ kind: isForPractice ? 'enrolment-for-practice' : 'enrolment-not-for-practice' })
  return enrolment
}

async function withClient<T>(
  host: DeskHost,
  enrolment: EnrolmentBody,
  device: { readonly deviceId: DeviceId; readonly signer: Signer } | undefined,
  work: (client: OriginClient, identity: OriginIdentity) => Promise<Result<T, DeskError>>,
): Promise<Result<T, DeskError>> {
  const channel = host.connect(enrolment)
  if (!channel.ok) return channel
  const identity = identityOf(enrolment, host.crypto)
  const client = createOriginClient({ channel: channel.value, identity, device, crypto: host.crypto, clock: host.clock })
  try {
    return await work(client, identity)
  } finally {
    client.close()
  }
}

async function enrolDevice(host: DeskHost, request: Request, enrolment: EnrolmentBody): Promise<Result<EnrolledDevice, DeskError>> {
  const attempt = createHash('sha256').update(`${request.code}\n${request.workstation}\n${request.enrolmentFile}`).digest('hex')
  const pending = host.pendingEnrolments.get(attempt)
  if (pending) {
    const answer = enrolResponse.parse(pending.answer)
    return ok({ deviceId: pending.deviceId as DeviceId, privateKey: pending.privateKey, signer: deviceSigner(pending.privateKey), answer })
  }
  const privateKey = generateDeviceKey(host.random)
  const signer = deviceSigner(privateKey)
  const deviceId = createId<DeviceId>(host.clock.now(), host.random)
  return withClient(host, enrolment, undefined, async (client, { orgPublicKey }) => {
    const hello = await client.hello()
    if (!hello.ok) return hello
    const answer = await client.enrol(
      { code: request.code, deviceId, devicePublicKey: toBase64url(signer.publicKey), workstation: request.workstation, appVersion: host.appVersion },
      signer,
    )
    if (!answer.ok) return answer
    const certificate = checkCertificateChain(answer.value.deviceCertificate, orgPublicKey, host.crypto, hello.value.sample.serverTime, { kind: 'device', tenant: enrolment.tenant })
    if (!certificate.ok || certificate.value.certificate.id !== deviceId || certificate.value.certificate.publicKey !== toBase64url(signer.publicKey)) {
      return err({ kind: 'origin-not-trusted' })
    }
    if (!checkRulesPack(answer.value.rulesPack, orgPublicKey, host.crypto).ok) return err({ kind: 'rules-pack-invalid' })
    host.pendingEnrolments.set(attempt, { deviceId, privateKey, answer: answer.value })
    return ok({ deviceId, privateKey, signer, answer: answer.value })
  })
}

/** With an officer's code the passphrase that was typed becomes theirs at the origin, which learns what is derived from it alone. */
async function setFirst(host: DeskHost, enrolment: EnrolmentBody, device: EnrolledDevice, { login, passphraseCode: code }: Request, secret: Secret): Promise<Result<unknown, DeskError>> {
  if (code === undefined) return ok()
  return passphraseCodeAnswer(await withClient(host, enrolment, device, (client) => client.setPassphrase({ login, code, secret: secret.use((bytes) => toBase64url(bytes)) })))
}

interface FirstPerson extends SigninResponse {
  /** As the origin's greeting showed it: the file may be older than the last change of the organisation's key. */
  readonly handovers: readonly SignedHandover[]
}

function signInFirst(host: DeskHost, enrolment: EnrolmentBody, device: EnrolledDevice, login: string, secret: Secret): Promise<Result<FirstPerson, DeskError>> {
  return withClient(host, enrolment, device, async (client, { orgPublicKey }) => {
    const signedIn = await client.signIn(login, secret.use((bytes) => toBase64url(bytes)), 'plain')
    return signedIn.ok ? ok({ ...signedIn.value, handovers: orgPublicKey.handovers }) : signedIn
  })
}

async function makeStore(host: DeskHost, request: Request, enrolment: EnrolmentBody, device: EnrolledDevice, { staff, handovers }: FirstPerson): Promise<Result<KeyedVault, DeskError>> {
  const { profileDir: dir, deviceSecret, kdf, random, clock } = host
  await setSealedAside(dir)
  await writeEnrolmentFile(dir, request.enrolmentFile)
  const person = { staffId: staff.id, login: staff.login, name: staff.name, role: staff.role }
  const made = await createKeyedVault(
    { dir, tenant: enrolment.tenant, workstation: request.workstation, person, passphrase: request.passphrase, ...(deviceSecret ? { deviceSecret } : {}) },
    { kdf, random, clock },
    // Before the key file: a desk that counts as enrolled has its device key, or it could never be opened.
    async ({ vault, keys }) => {
      await writeAnchor(dir, EMPTY_CHAIN, keys.macKey)
      await vault.transaction((tx) => writeFirstRows(tx, request, device, handovers, random))
    },
  )
  return made.ok ? made : err({ kind: made.error === 'already-enrolled' ? made.error : kindOf(made.error) })
}

async function writeFirstRows(tx: Tx, request: Request, device: EnrolledDevice, handovers: readonly SignedHandover[], random: Random): Promise<void> {
  if (handovers.length > 0) await setMeta(tx, 'orgHandovers', handovers)
  const privateKey = device.privateKey.use((bytes) => Buffer.from(bytes).toString('base64url'))
  await setMeta(tx, 'device', { deviceId: device.deviceId, privateKey, certificate: device.answer.deviceCertificate })
  await setMeta(tx, 'enrolment', request.enrolmentFile)
  await setMeta(tx, 'rulesPack', JSON.stringify(device.answer.rulesPack))
  await setMeta(tx, 'ledgerKey', Buffer.from(random(new Uint8Array(32))).toString('base64url'))
  for (const scope of device.answer.scopes) await addScope(tx, scope.id, scope.kind)
}
