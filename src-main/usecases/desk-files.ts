// Four small files beside the store that hold nothing of a person: where this desk belongs, which keys of the organisation and of its server it trusts by now, read before the
// passphrase is asked, and how long its lease runs (lease.ts says what is believed of it).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { checkEnrolment, type EnrolmentBody } from '../../src-shared/formats/enrolment'
import { parseJson } from '../../src-shared/formats/canonical'
import type { SignedHandover } from '../../src-shared/formats/org-keys'
import { checkPinSet, type SignedPinSet } from '../../src-shared/formats/pin-set'
import { writeFileAtomically } from '../keys/private-files'
import type { OriginIdentity } from '../sync/origin-client'
import { pinnedTrust, type PinnedTrust } from '../sync/pinned-trust'
import { identityOf } from './enrolment-identity'

export const ENROLMENT_FILE = 'enrolment.json'
export const PIN_SET_FILE = 'pins.json'
export const ORG_KEYS_FILE = 'org-keys.json'
const LEASE_FILE = 'lease.json'

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The text as the officer handed it over; it is signed, so it can lie open. */
export async function writeEnrolmentFile(dir: string, text: string): Promise<void> {
  await writeFileAtomically(join(dir, ENROLMENT_FILE), text)
}

export async function readEnrolmentFile(dir: string, crypto: FormatCrypto): Promise<EnrolmentBody | undefined> {
  const text = await readText(join(dir, ENROLMENT_FILE))
  if (text === undefined) return undefined
  const checked = checkEnrolment(text, crypto)
  return checked.ok ? checked.value : undefined
}

/** Signed by the organisation, like the enrolment file. */
export async function writePinSet(dir: string, set: SignedPinSet): Promise<void> {
  await writeFileAtomically(join(dir, PIN_SET_FILE), JSON.stringify(set))
}

/** How the organisation's key changed since the enrolment; each step is signed. */
export async function writeHandovers(dir: string, handovers: readonly SignedHandover[]): Promise<void> {
  await writeFileAtomically(join(dir, ORG_KEYS_FILE), JSON.stringify(handovers))
}

/** While the store is shut: what is missing or damaged leaves the key of the enrolment file, from which the origin's greeting leads on. */
export async function readIdentity(dir: string, enrolment: EnrolmentBody, crypto: FormatCrypto): Promise<OriginIdentity> {
  const text = await readText(join(dir, ORG_KEYS_FILE))
  return identityOf(enrolment, crypto, text === undefined ? undefined : parseJson(text))
}

/** Whom a desk trusts while its store is shut: a set that is missing or damaged leaves the pins of the enrolment file, and an older one never replaces them. */
export async function readTrust(dir: string, enrolment: EnrolmentBody, identity: OriginIdentity, crypto: FormatCrypto): Promise<PinnedTrust> {
  const text = await readText(join(dir, PIN_SET_FILE))
  const set = text === undefined ? undefined : checkPinSet(parseJson(text), identity, crypto, 'kept')
  return pinnedTrust(enrolment, set?.ok ? set.value : undefined)
}

const leaseSchema = z.object({ notAfter: z.number().int(), sig: z.string(), highWater: z.number().int() })
export type LeaseFile = z.infer<typeof leaseSchema>

export async function writeLease(dir: string, lease: LeaseFile): Promise<void> {
  await writeFileAtomically(join(dir, LEASE_FILE), JSON.stringify(lease))
}

/** Undefined: never in touch with the origin yet, or taken away; the lease in the store decides then (lease.ts). */
export async function readLease(dir: string): Promise<LeaseFile | undefined> {
  const text = await readText(join(dir, LEASE_FILE))
  if (text === undefined) return undefined
  try {
    return leaseSchema.parse(JSON.parse(text))
  } catch {
    return { notAfter: 0, sig: '', highWater: 0 }
  }
}
