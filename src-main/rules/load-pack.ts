// Keeps the rules pack in force: signed by the organisation key, never replaced by an older or a damaged one.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { checkRulesPack, replacesPack } from '../../src-shared/formats/rules-pack'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Vault } from '../vault/open-vault'

export interface RulesInForce {
  /** Throws before the first pack is here: a desk is never unlocked without one. */
  readonly current: () => RulesPackBody
  /** Takes what the origin sent. `kept`: it was the same or older. */
  readonly offer: (pack: unknown) => Promise<Result<'replaced' | 'kept', DeskError>>
}
export interface RulesDeps {
  readonly vault: Vault
  readonly orgPublicKey: Uint8Array
  readonly crypto: FormatCrypto
}

/** Reads the last good pack. The store is trusted to be ours, its pack is checked all the same: a pack decides what is law here. */
export async function loadRules(deps: RulesDeps): Promise<Result<RulesInForce, DeskError>> {
  const stored = await getMeta(deps.vault.reader, 'rulesPack')
  const checked = checkRulesPack(stored, deps.orgPublicKey, deps.crypto)
  if (!checked.ok) return err({ kind: 'rules-pack-invalid', params: { reason: checked.error } })
  let inForce = checked.value
  return ok({
    current: () => inForce,
    offer: async (pack) => {
      const offered = checkRulesPack(pack, deps.orgPublicKey, deps.crypto)
      if (!offered.ok) return err({ kind: 'rules-pack-invalid', params: { reason: offered.error } })
      if (!replacesPack(offered.value, inForce)) return ok('kept')
      await deps.vault.transaction((tx) => setMeta(tx, 'rulesPack', JSON.stringify(pack)))
      inForce = offered.value
      return ok('replaced')
    },
  })
}
