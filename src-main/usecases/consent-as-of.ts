// What a person had agreed to as of a day: read from the whole history at each question, so that it can be asked of any day.
import type { Day } from '../../src-shared/base/clock'
import type { SubjectId } from '../../src-shared/base/ids'
import { err, ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { ConsentAnswer, FindingView, PrintedAnswer } from '../../src-shared/contract/consent'
import type { DeskError } from '../../src-shared/contract/errors'
import { stateAsOf } from '../../src-shared/domain/consent'
import { channelLastUsed, historyUntil } from '../../src-shared/domain/consent-events'
import { findingsAsOf, type ConsentFinding } from '../../src-shared/domain/consent-findings'
import type { PurposeUse } from '../../src-shared/domain/consent-use'
import { invocationOf } from '../../src-shared/domain/exception-register'
import type { ExceptionRule, Invocation } from '../../src-shared/domain/exceptions'
import { inventoryOf } from '../../src-shared/domain/inventory'
import { maskAccountNo, maskName, masksOf } from '../../src-shared/domain/masking'
import { versionsToAskFor } from '../../src-shared/domain/policy-precedence'
import { versionOf, type PolicyRegister } from '../../src-shared/domain/policy-register'
import type { ConsentRecord } from '../../src-shared/protocol/records'
import { suppression } from '../sync/suppression'
import { getLogSet, listLogTimes } from '../vault/repositories/log-rows'
import { getRecord, listRecords, listRecordsOfSubject } from '../vault/repositories/records'
import type { Reader } from '../vault/transaction'
import { purposeAnswer } from './consent-views'
import { readFreshness } from './freshness'
import { readRegister } from './read-policies'
import type { UnlockedDesk } from './unlocked-desk'

type Deps = Pick<UnlockedDesk, 'vault' | 'clock' | 'time' | 'rules' | 'auditLook' | 'me' | 'today'>
type Question = ParsedRequestOf<'consent.asOf'>

export async function consentAsOf(deps: Deps, question: Question): Promise<Result<ConsentAnswer, DeskError>> {
  const answer = await readAnswer(deps, question)
  if (answer.ok) await deps.auditLook({ type: 'consent.as-of', subjectId: question.subjectId, detail: { day: question.day } })
  return answer
}

export async function printConsent(deps: Deps, question: Question): Promise<Result<PrintedAnswer, DeskError>> {
  const answer = await readAnswer(deps, question)
  if (!answer.ok) return answer
  await deps.auditLook({ type: 'consent.print', subjectId: question.subjectId, detail: { day: question.day } })
  return ok({ answer: answer.value, by: { id: deps.me.staffId, name: deps.me.name }, at: deps.clock.now() })
}

async function readAnswer(deps: Deps, { subjectId, day }: Question): Promise<Result<ConsentAnswer, DeskError>> {
  const { reader } = deps.vault
  // A day that is to come has no answer: nobody knows what will have happened.
  if (day > deps.today()) return err({ kind: 'invalid-input', params: { fields: 'day' } })
  const subject = await getRecord(reader, 'subject', subjectId)
  if (!subject) return err({ kind: (await suppression.load(reader))(subjectId) ? 'gone-erased' : 'not-found' })
  const rules = deps.rules.current()
  const masks = masksOf(rules.masks)
  const logs = await readLogs(reader, subjectId)
  return ok({
    subjectId,
    maskedName: maskName(subject.body.name, masks.name),
    maskedAccountNo: maskAccountNo(subject.body.accountNo, masks.account),
    ...(await answerOf(reader, subjectId, { day, products: subject.body.products, uses: logs.uses, catalogue: rules.exceptions })),
    asOf: day,
    logs: logs.here,
    rulesPack: rules.version,
    freshness: await readFreshness(deps),
  })
}

interface AnswerInput {
  readonly day: Day
  readonly products: Parameters<typeof stateAsOf>[0]['products']
  readonly uses: readonly PurposeUse[]
  readonly catalogue: readonly ExceptionRule[]
}
type Answer = Pick<ConsentAnswer, 'channel' | 'events' | 'purposes' | 'findings' | 'ask'>

/** Uses of an exception that two people stand behind; one that is only proposed answers for nothing. */
async function listInvocations(reader: Reader): Promise<readonly Invocation[]> {
  return (await listRecords(reader, 'exception')).map(({ body }) => body).filter(({ approvedBy }) => approvedBy !== undefined).map(invocationOf)
}

/** What is measured (test/bench/consent.bench.ts): everything that a question costs beyond its audit line. */
export async function answerOf(reader: Reader, subjectId: SubjectId, { day, products, uses, catalogue }: AnswerInput): Promise<Answer> {
  const register = await readRegister(reader)
  const events = (await listRecordsOfSubject(reader, 'consent', subjectId)).map((record) => record.body)
  const history = historyUntil(day, events)
  const last = history.at(-1)
  const states = stateAsOf({ events, register, products }, day)
  return {
    channel: channelLastUsed(history),
    events: { until: history.length, all: events.length, ...(last ? { lastAt: last.at } : {}) },
    purposes: states.map((state) => purposeAnswer(state)),
    findings: findingsAsOf(day, { events, register, uses, invocations: await listInvocations(reader), catalogue }).map((finding) => findingView(finding, events, register)),
    ask: versionsToAskFor({ events, products }, day, register).map(({ version, need, purposes }) => ({
      ...(version.product === undefined ? {} : { product: version.product }), version: version.version, need, purposes,
    })),
  }
}

function findingView(finding: ConsentFinding, events: readonly ConsentRecord[], register: PolicyRegister): FindingView {
  const event = events.find((one) => one.id === finding.eventId)
  if (!event) return { finding }
  const product = versionOf(event.policyId, register)?.product
  return {
    finding,
    event: { kind: event.kind, ...(event.purpose === undefined ? {} : { purpose: event.purpose }), policy: { ...(product === undefined ? {} : { product }), version: event.policyVersion } },
  }
}

/** Each row of the service log is a use for the purposes of its category. */
async function readLogs(reader: Reader, subjectId: SubjectId): Promise<{ readonly here: ConsentAnswer['logs']; readonly uses: readonly PurposeUse[] }> {
  const set = await getLogSet(reader, subjectId)
  if (!set) return { here: 'none', uses: [] }
  const rows = await listLogTimes(reader, subjectId)
  return { here: set.complete ? 'all' : 'part', uses: rows.flatMap(({ category, at }) => inventoryOf(category).purposes.map((purpose) => ({ purpose, category, at }))) }
}
