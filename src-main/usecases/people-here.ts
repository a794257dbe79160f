// Who may open this store: their slots in the key file, put and taken while somebody is signed in. The store's key is the same for all of them, so whoever is taken out
// is out only once it has a new one.
import { ok, type Result } from '../../src-shared/base/result'
import type { Clock } from '../../src-shared/base/clock'
import type { DeskError } from '../../src-shared/contract/errors'
import type { StaffId } from '../../src-shared/base/ids'
import type { Backoff } from '../keys/backoff'
import type { Kdf } from '../keys/derive'
import type { Random } from '../keys/device-key'
import type { HeldKeys } from '../keys/held-keys'
import { dropPreviousKeyFile, writeKeyFile } from '../keys/key-file'
import { putSlot, removeSlot, unlockSlot, type SlotPerson } from '../keys/key-slots'
import type { Secret } from '../keys/secret'
import { clearMeta, getMeta } from '../vault/repositories/meta'
import type { Vault } from '../vault/vault'
import { tryPassphrase } from './try-passphrase'

export interface PeopleHere {
  readonly list: () => readonly SlotPerson[]
  /** On the disk when it resolves. Of somebody who has a slot it is replaced. */
  readonly put: (person: SlotPerson, passphrase: string) => Promise<void>
  /** Whether this opens their slot: a try as at the lock, counted with those and slowed down like them. */
  readonly proves: (staffId: StaffId, passphrase: string) => Promise<Result<void, DeskError>>
  /** Their slot under another passphrase, the former one gone from the disk, if `agreed` says so once the new slot is ready to be written. */
  readonly replace: (person: SlotPerson, passphrase: string, agreed: () => Promise<Result<unknown, DeskError>>) => Promise<Result<void, DeskError>>
  /** Their slot is gone from the disk when it resolves; the new key follows by itself (`renewIfOwed`). */
  readonly remove: (staffId: StaffId) => Promise<void>
  /** The store under a new key, where somebody was taken out since it got this one; at the next unlock again where it could not be. */
  readonly renewIfOwed: () => Promise<void>
}
export interface PeopleHereDeps {
  readonly keyed: HeldKeys
  readonly profileDir: string
  readonly deviceSecret: Secret | undefined
  readonly backoff: Backoff
  readonly clock: Clock
  readonly kdf: Kdf
  readonly random: Random
  readonly vault: Vault
  /** Copies the store under a new key (carry-out-erasure.ts). */
  readonly renew: () => Promise<Result<unknown, unknown>>
}

export function createPeopleHere({ keyed, profileDir, deviceSecret, backoff, clock, vault, renew, ...keyDeps }: PeopleHereDeps): PeopleHere {
  const withDevice = (passphrase: string) => ({ passphrase, ...(deviceSecret ? { deviceSecret } : {}) })
  return {
    list: () => keyed.now().keyFile.slots,
    put: async (person, passphrase) => {
      await keyed.change(async ({ keyFile, keys }) => {
        const next = await putSlot(keyFile, keys, person, withDevice(passphrase), keyDeps)
        await writeKeyFile(profileDir, next)
        return ok({ keyFile: next, keys })
      })
    },
    proves: async (staffId, passphrase) => {
      const opened = await tryPassphrase({ backoff, clock }, () => unlockSlot(keyed.now().keyFile, { staffId, ...withDevice(passphrase) }, keyDeps))
      if (!opened.ok) return opened
      for (const secret of [opened.value.storeSecret, opened.value.macKey]) secret.purge()
      return ok()
    },
    replace: async (person, passphrase, agreed) => {
      const done = await keyed.change(async ({ keyFile, keys }) => {
        const next = await putSlot(keyFile, keys, person, withDevice(passphrase), keyDeps)
        const answer = await agreed()
        if (!answer.ok) return answer
        await writeKeyFile(profileDir, next)
        // It opens with the former one still.
        await dropPreviousKeyFile(profileDir)
        return ok({ keyFile: next, keys })
      })
      return done.ok ? ok() : done
    },
    remove: async (staffId) => {
      await keyed.change(async ({ keyFile, keys }) => {
        const next = removeSlot(keyFile, keys, staffId)
        await writeKeyFile(profileDir, next)
        // It has their slot still.
        await dropPreviousKeyFile(profileDir)
        return ok({ keyFile: next, keys })
      })
    },
    renewIfOwed: async () => {
      if ((await getMeta(vault.reader, 'renewalOwed')) !== true) return
      if ((await renew()).ok) await vault.transaction((tx) => clearMeta(tx, ['renewalOwed']))
    },
  }
}
