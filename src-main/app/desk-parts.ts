// Parts of an open desk, each joined out of what it leans on: who is signed in and who else may be, files, the look for residue, the key of a locked desk.
import { toDay, type Day } from '../../src-shared/base/clock'
import type { Me } from '../../src-shared/contract/session'
import type { Topic } from '../../src-shared/contract/topics'
import type { EnrolmentBody } from '../../src-shared/formats/enrolment'
import type { OrgKeys } from '../../src-shared/formats/signed'
import type { HeldKeys } from '../keys/held-keys'
import { dropStandingKey, keepStandingKey } from '../keys/standing-key'
import { createFileCarrier, type FileCarrier, type FileCarrierDeps } from '../sync/file-carrier'
import { createKnownTime, type KnownTime } from '../sync/known-time'
import type { OriginIdentity } from '../sync/origin-client'
import { createSignIn, type SignIn, type SignInDeps } from '../sync/sign-in'
import { isErased } from '../sync/suppression'
import { NO_CLOCK_STATE, type ClockState } from '../sync/sync-clock'
import type { ErasureRunner } from '../usecases/carry-out-erasure'
import { writeHandovers } from '../usecases/desk-files'
import type { DeskHost } from '../usecases/desk-host'
import { identityOf } from '../usecases/enrolment-identity'
import { takeOutLeavers } from '../usecases/let-in'
import { createPeopleHere, type PeopleHere } from '../usecases/people-here'
import { createProof, type Proof, type ProofDeps } from '../usecases/proof'
import { orgKeyTaker } from '../usecases/take-org-key'
import { createRechecker, type RecheckDeps, type Rechecker } from '../usecases/recheck-residue'
import type { DeskDevice, UnlockedDesk } from '../usecases/unlocked-desk'
import { keepMe, type MeKeeper } from '../usecases/who-am-i'
import { openAttachments, type Attachments } from '../vault/attachments'
import { getMeta } from '../vault/repositories/meta'
import type { Vault } from '../vault/vault'

export interface PartDeps {
  readonly host: DeskHost
  readonly publish: (topic: Topic, ids?: readonly string[]) => void
  readonly onFault: (work: string, error: unknown) => void
}

/** Which keys of the organisation count here, and what follows where the origin shows a next one. The chain stands beside the store again too. */
export async function organisationOf({ vault, enrolment, audit }: Pick<UnlockedDesk, 'vault' | 'enrolment' | 'audit'>, { host, publish, onFault }: PartDeps): Promise<{ readonly identity: OriginIdentity; readonly orgKeys: OrgKeys; readonly onOrgKey: ReturnType<typeof orgKeyTaker> }> {
  const { crypto, profileDir } = host
  const onOrgFault = (error: unknown): void => onFault('org-key', error)
  const kept = await getMeta(vault.reader, 'orgHandovers')
  if (kept) await writeHandovers(profileDir, kept).catch(onOrgFault)
  const identity = identityOf(enrolment, crypto, kept)
  return { identity, orgKeys: identity.orgPublicKey, onOrgKey: orgKeyTaker({ vault, audit, publish, identity, crypto, profileDir, onFault: onOrgFault }) }
}

/** The person's line to the origin, and when they last typed their passphrase: a fresh sign-in is typed too. */
export function signInOf({ rules, ...more }: Omit<SignInDeps, 'clock' | 'onFresh'> & Pick<ProofDeps, 'rules'>, { host: { clock } }: PartDeps): { readonly signIn: SignIn; readonly proof: Proof } {
  const proof = createProof({ clock, rules })
  return { proof, signIn: createSignIn({ ...more, clock, onFresh: proof.renew }) }
}

export interface PersonHere {
  readonly knownTime: KnownTime
  readonly today: () => Day
  readonly person: MeKeeper
  /** The origin's word on who works here came anew. */
  readonly onStaff: () => void
}

/** The best time known, and who is signed in by it: their training ends on its day. */
export async function personHere({ vault, me, lookForLeavers }: { readonly vault: Vault; readonly me: Me; readonly lookForLeavers: () => void }, { host, publish, onFault }: PartDeps): Promise<PersonHere> {
  const state = ((await getMeta(vault.reader, 'clock')) as ClockState | undefined) ?? NO_CLOCK_STATE
  const knownTime = createKnownTime({ clock: host.clock, state, reached: (await getMeta(vault.reader, 'highWater')) ?? 0 })
  const today = (): Day => toDay(knownTime.now())
  const person = await keepMe(me, { vault, today, publish })
  const onStaff = (): void => {
    void person.look().catch((error: unknown) => onFault('person', error))
    lookForLeavers()
  }
  return { knownTime, today, person, onStaff }
}

export function recheckerOf(more: Omit<RecheckDeps, 'folders' | 'recheck' | 'onTold' | 'onFault'>, { host, publish, onFault }: PartDeps): Rechecker {
  return createRechecker({ ...more, folders: { profile: host.profileDir, exports: host.exportDir, shell: host.shell }, recheck: host.recheck, onTold: () => publish('fleet'), onFault: (error) => onFault('recheck', error) })
}

/** `onNotes`: something may have lost its last name, and something may be awaited now. */
export async function openFiles({ vault, client, token }: Pick<FileCarrierDeps, 'vault' | 'client' | 'token'>, { host, publish, onFault }: PartDeps): Promise<{ readonly attachments: Attachments; readonly files: FileCarrier; readonly onNotes: () => void }> {
  const { profileDir, clock, random } = host
  const onFilesFault = (error: unknown): void => onFault('files', error)
  const attachments = await openAttachments({ vault, profileDir, clock, random, isErased })
  const files = createFileCarrier({ vault, attachments, client, token, random, onChange: () => publish('note'), onFault: onFilesFault })
  const onNotes = (): void => {
    void attachments.sweep().catch(onFilesFault)
    files.look()
  }
  return { attachments, files, onNotes }
}

/** Without an OS key store there is none. Where it cannot be written (a full disk) the desk opens all the same, and asks nothing while locked. */
export async function standingKeyOf({ enrolment, device }: { readonly enrolment: EnrolmentBody; readonly device: DeskDevice }, { host, onFault }: Pick<PartDeps, 'host' | 'onFault'>): Promise<Uint8Array | undefined> {
  const { profileDir, deviceSecret, random } = host
  try {
    if (deviceSecret) return await keepStandingKey(profileDir, enrolment, device.deviceId, { deviceSecret, random })
    await dropStandingKey(profileDir)
  } catch (error) {
    onFault('standing', error)
  }
  return undefined
}

export interface PeopleOfDesk {
  readonly people: PeopleHere
  readonly lookForLeavers: () => void
  /** What was left undone about them. */
  readonly begin: () => void
}

export function peopleOfDesk({ vault, me, keyed, audit, renew }: { readonly vault: Vault; readonly me: Me; readonly keyed: HeldKeys; readonly audit: UnlockedDesk['audit']; readonly renew: ErasureRunner['renew'] }, { host, publish, onFault }: PartDeps): PeopleOfDesk {
  const { profileDir, deviceSecret, backoff, clock, kdf, random } = host
  const onPeopleFault = (error: unknown): void => onFault('people', error)
  const people = createPeopleHere({ keyed, profileDir, deviceSecret, backoff, clock, kdf, random, vault, renew })
  const lookForLeavers = (): void => void takeOutLeavers({ vault, people, me, publish, audit }).catch(onPeopleFault)
  return { people, lookForLeavers, begin: () => void people.renewIfOwed().then(lookForLeavers, onPeopleFault) }
}
