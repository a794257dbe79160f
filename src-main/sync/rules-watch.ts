// Asks for the rules pack of the origin: with every greeting, and when a page of changes tells a newer version than the one in force here.
import { comparePackVersions, type RulesPackBody } from '../../src-shared/domain/rules'
import type { OriginClient } from './origin-client'

export interface RulesWatchDeps {
  readonly client: Pick<OriginClient, 'rules'>
  readonly rules: () => RulesPackBody
  /** What the origin serves; whether it is taken is not this room's to say. */
  readonly offerRules: (pack: unknown) => Promise<void>
}
export interface RulesWatch {
  /** A pack that cannot be had, or is refused, leaves the last good one in force; it is no reason to stop the work. */
  readonly ask: () => Promise<void>
  readonly told: (version: string | undefined) => Promise<void>
}

const VERSION = /^\d{4}\.\d{1,4}$/

export function createRulesWatch({ client, rules, offerRules }: RulesWatchDeps): RulesWatch {
  /** Asked for already: one that was refused comes again with the next greeting, not with every page. */
  let asked: string | undefined
  const ask = async (): Promise<void> => {
    const pack = await client.rules()
    if (pack.ok) await offerRules(pack.value)
  }
  return {
    ask,
    told: async (version) => {
      if (version === undefined || version === asked || !VERSION.test(version) || comparePackVersions(version, rules().version) <= 0) return
      asked = version
      await ask()
    },
  }
}
