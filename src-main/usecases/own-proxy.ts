// Through which proxy this workstation goes: as the enrolment file says, none, or one that somebody here named because the network changed. Kept beside the store, for a
// desk whose lease is over must reach the origin before it can be unlocked; whoever changes it changes a way and not whom the desk trusts: the pins hold inside.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, type Result } from '../../src-shared/base/result'
import type { AnswerOf, ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import { proxyChoiceSchema, proxyOf, type ProxyChoice } from '../../src-shared/domain/proxy-place'
import { parseJson } from '../../src-shared/formats/canonical'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { writeFileAtomically } from '../keys/private-files'
import type { OriginTrust } from '../sync/https-channel'
import { readEnrolmentFile } from './desk-files'
import type { UnlockedDesk } from './unlocked-desk'

export const PROXY_FILE = 'proxy.json'

export interface OwnProxy {
  readonly now: () => ProxyChoice
  readonly choose: (choice: ProxyChoice) => Promise<void>
  /** The same trust over the way that is chosen now: asked anew with each request, so a choice counts from the next connection on. */
  readonly over: (trust: OriginTrust) => OriginTrust
}

/** A file that is missing or damaged leaves what the enrolment file says. */
export async function openOwnProxy(profileDir: string, onChange: () => void): Promise<OwnProxy> {
  const file = join(profileDir, PROXY_FILE)
  const read = proxyChoiceSchema.safeParse(parseJson(await readFile(file, 'utf8').catch(() => '')))
  let now: ProxyChoice = read.success ? read.data : { kind: 'enrolment' }
  return {
    now: () => now,
    choose: async (choice) => {
      await writeFileAtomically(file, JSON.stringify(choice))
      now = choice
      onChange()
    },
    over: (trust) => ({
      hosts: trust.hosts,
      get pins() { return trust.pins },
      get caPem() { return trust.caPem },
      get proxy() { return proxyOf(now, trust.proxy) },
    }),
  }
}

/** Of what there is before anybody has signed in (desk-host.ts). */
interface Host {
  readonly profileDir: string
  readonly crypto: FormatCrypto
  readonly ownProxy: OwnProxy
  readonly desk: () => Pick<UnlockedDesk, 'loop'> | undefined
}

export async function proxyStatus({ profileDir, crypto, ownProxy }: Omit<Host, 'desk'>): Promise<Result<AnswerOf<'network.proxy'>, DeskError>> {
  const enrolled = (await readEnrolmentFile(profileDir, crypto))?.proxy
  return ok({ choice: ownProxy.now(), ...(enrolled === undefined ? {} : { ofEnrolment: enrolled }) })
}

/** Tried at once where somebody is signed in; a locked desk asks by itself again. */
export async function chooseProxy(host: Host, { choice }: ParsedRequestOf<'network.chooseProxy'>): Promise<Result<AnswerOf<'network.chooseProxy'>, DeskError>> {
  await host.ownProxy.choose(choice)
  void host.desk()?.loop.syncNow()
  return proxyStatus(host)
}
