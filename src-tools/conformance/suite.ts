// Holds an origin against docs/sync.md: all checks in order, a line for each, numbers at the end (docs/conformance.md).
import { readApiDocument } from './api-document'
import type { SuiteInput } from './config'
import { enrolChecks, helloChecks, personChecks, proofChecks, sessionChecks } from './checks/access'
import type { Check } from './checks/check'
import { bundleChecks } from './checks/bundle'
import { erasureChecks } from './checks/erasure'
import { fleetChecks } from './checks/fleet'
import { changesChecks, compressionChecks, snapshotChecks } from './checks/feed'
import { answersCheck, documentChecks, errorChecks, intakeChecks, rowsChecks, searchChecks } from './checks/others'
import { pushChecks } from './checks/push'
import { workChecks } from './checks/work'
import { Failed, Skipped } from './verdict'
import { createVisit, type Visit, type VisitOptions } from './visit'

/** Each may rest on what those before it found out. */
export const CHECKS: readonly Check[] = [
  ...documentChecks, ...helloChecks, ...enrolChecks, ...proofChecks, ...personChecks, ...sessionChecks, ...searchChecks, ...snapshotChecks, ...changesChecks, ...pushChecks,
  ...workChecks, ...rowsChecks, ...intakeChecks, ...bundleChecks, ...errorChecks, ...compressionChecks, ...fleetChecks, ...erasureChecks, answersCheck,
]

export interface Outcome {
  readonly name: string
  readonly verdict: 'ok' | 'failed' | 'skipped'
  /** One line, without anything personal. */
  readonly line: string
}
export interface SuiteOptions extends Omit<VisitOptions, 'input' | 'reference'> {
  readonly input: SuiteInput
  /** The protocol's own OpenAPI document. */
  readonly reference: unknown
  readonly tell: (outcome: Outcome) => void
  /** Names or beginnings of names: these checks, and those that they rest on. */
  readonly only?: readonly string[]
}

export async function runSuite(options: SuiteOptions): Promise<readonly Outcome[]> {
  const reference = readApiDocument(options.reference)
  if (!reference) throw new Error('invariant: the reference document is none')
  const visit = createVisit({ ...options, reference })
  const outcomes: Outcome[] = []
  for (const check of select(options.only)) {
    const outcome = await judge(check, visit)
    outcomes.push(outcome)
    options.tell(outcome)
  }
  return outcomes
}

function select(only: readonly string[] | undefined): readonly Check[] {
  if (!only || only.length === 0) return CHECKS
  const areas = only.map(areaOf)
  return CHECKS.filter(({ name, ground }) => only.some((one) => name.startsWith(one)) || ground === 'of-all' || (ground === 'of-its-area' && areas.includes(areaOf(name))))
}

const areaOf = (name: string): string => name.split('.')[0] ?? ''

async function judge(check: Check, visit: Visit): Promise<Outcome> {
  const { name, section } = check
  const title = `${name.padEnd(26)} sync.md ${section}`
  try {
    await check.run(visit)
    return { name, verdict: 'ok', line: `ok       ${title}` }
  } catch (error) {
    if (error instanceof Skipped) return { name, verdict: 'skipped', line: `skipped  ${title}  ${error.reason}` }
    if (error instanceof Failed) return { name, verdict: 'failed', line: `failed   ${title}  expected: ${error.expected}; got: ${error.got}` }
    throw error
  }
}

export function sumUp(outcomes: readonly Outcome[]): string {
  const count = (verdict: Outcome['verdict']): number => outcomes.filter((outcome) => outcome.verdict === verdict).length
  return `${count('ok')} passed, ${count('failed')} failed, ${count('skipped')} skipped`
}
