// Keeps the rules pack in force: signed by the organisation key, never replaced by an older or a damaged one.
import { err, ok, type Result } from '../../src-shared/base/result'
import type { DeskError } from '../../src-shared/contract/errors'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { checkRulesPack, replacesPack, type RulesPackError } from '../../src-shared/formats/rules-pack'
import { getMeta, setMeta } from '../vault/repositories/meta'
import type { Vault } from '../vault/open-vault'
import type { Tx } from '../vault/transaction'
import type { OrgTrust } from '../../src-shared/formats/signed'

export interface RulesInForce {
  /** Throws before the first pack is here: a desk is never unlocked without one. */
  readonly current: () => RulesPackBody
  /** Takes what the origin sent. `kept`: it was the same or older, and says which. `onReplace` runs in the transaction that keeps the new one. */
  readonly offer: (pack: unknown, onReplace?: (tx: Tx, next: RulesPackBody) => Promise<void>) => Promise<Result<Offered, RulesPackError>>
}
export type Offered = { readonly done: 'replaced' } | { readonly done: 'kept'; readonly offered: string }
export interface RulesDeps {
  readonly vault: Vault
  readonly orgPublicKey: OrgTrust
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
    offer: async (pack, onReplace) => {
      const offered = checkRulesPack(pack, deps.orgPublicKey, deps.crypto)
      if (!offered.ok) return offered
      const next = offered.value
      if (!replacesPack(next, inForce)) return ok({ done: 'kept', offered: next.version })
      // In force here once it is kept: a store that is full goes on with the former one.
      await deps.vault.transaction(async (tx) => {
        await setMeta(tx, 'rulesPack', JSON.stringify(pack))
        await onReplace?.(tx, next)
      })
      inForce = next
      return ok({ done: 'replaced' })
    },
  })
}
