// What a screen shows of the checks of identity in one request: per identifier what was checked and what can be tried, and the rule behind it.
import type { IdentifierId, StaffId } from '../../src-shared/base/ids'
import type { AttemptView, IdentityRuleView, IdentityView } from '../../src-shared/contract/request'
import type { StaffRef } from '../../src-shared/contract/views'
import { failedChecksOf, identityRule, methodsFor, methodsOf } from '../../src-shared/domain/identity'
import { maskIdentifier, masksOf } from '../../src-shared/domain/masking'
import type { CaseIdentityCheck, CaseRequest, CheckResult } from '../../src-shared/domain/request'
import type { RulesPackBody } from '../../src-shared/domain/rules'
import type { SubjectRecord } from '../../src-shared/protocol/records'

type NameOf = (staffId: StaffId) => StaffRef

/** One line per identifier; the newest check of it in this request beside it. */
export function identityViews(request: CaseRequest, subject: SubjectRecord | undefined, { rules, nameOf }: { readonly rules: RulesPackBody; readonly nameOf: NameOf }): readonly IdentityView[] {
  const masks = masksOf(rules.masks)
  return (subject?.identifiers ?? []).map(({ id, kind, value, proof }) => {
    const check = request.identityChecks.findLast((one) => one.identifierId === id)
    const proposed = request.proposedCheck?.identifierId === id ? request.proposedCheck : undefined
    return {
      id, kind, masked: maskIdentifier(kind, value, masks), proof, failed: failedChecksOf(request, id), methods: methodsFor(request, id, rules),
      attempts: attemptsOf(request, id, nameOf),
      ...(check ? { check: checkView(check, nameOf) } : {}),
      ...(proposed ? { proposed: { evidence: proposed.evidence, at: proposed.at, by: nameOf(proposed.staffId) } } : {}),
    }
  })
}

function checkView({ method, at, staffId, confirmed, approvedBy }: CaseIdentityCheck, nameOf: NameOf): NonNullable<IdentityView['check']> {
  return { method, at, by: nameOf(staffId), confirmed: confirmed === true, ...(approvedBy === undefined ? {} : { approvedBy: nameOf(approvedBy) }) }
}

function attemptsOf({ identityChecks, failedChecks = [] }: CaseRequest, id: IdentifierId, nameOf: NameOf): readonly AttemptView[] {
  const told = (checks: readonly CaseIdentityCheck[], result: CheckResult): readonly AttemptView[] =>
    checks.filter(({ identifierId }) => identifierId === id).map((check) => ({ ...checkView(check, nameOf), result, evidence: check.evidence }))
  return [...told(identityChecks, 'passed'), ...told(failedChecks, 'failed')].toSorted((one, other) => other.at - one.at)
}

export function identityRuleView(request: CaseRequest, rules: RulesPackBody): IdentityRuleView {
  const { basis, source } = identityRule(request.right, rules)
  const title = rules.sources.find((one) => one.id === source)?.title
  return { methods: methodsOf(request, rules), basis, ...(title ? { source: title } : {}), rulesPack: rules.version }
}
