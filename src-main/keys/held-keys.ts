// Key file and opened keys of the present generation. A purge and a change of who may open the store both make the next ones out of these: one after the
// other, or the one that ends last would undo the first.
import type { Result } from '../../src-shared/base/result'
import type { KeyFile } from './key-file'
import type { OpenedKeys } from './key-slots'

export interface Keyed {
  readonly keyFile: KeyFile
  readonly keys: OpenedKeys
}

export interface HeldKeys {
  readonly now: () => Keyed
  /** What `work` answers counts from then on; where it fails or refuses, what was there goes on. */
  readonly change: <E>(work: (now: Keyed) => Promise<Result<Keyed, E>>) => Promise<Result<Keyed, E>>
}

export function holdKeys(first: Keyed): HeldKeys {
  let held: Keyed = { keyFile: first.keyFile, keys: first.keys }
  let last: Promise<unknown> = Promise.resolve()
  return {
    now: () => held,
    change: (work) => {
      const done = last.then(async () => {
        const next = await work(held)
        if (next.ok) held = { keyFile: next.value.keyFile, keys: next.value.keys }
        return next
      })
      last = done.catch(() => undefined)
      return done
    },
  }
}
