// Which of the first steps the person who is signed in has done: on this desk alone, and a colleague begins anew.
import { ok, type Result } from '../../src-shared/base/result'
import type { ParsedRequestOf } from '../../src-shared/contract/channels'
import type { DeskError } from '../../src-shared/contract/errors'
import type { FirstSteps } from '../../src-shared/contract/steps'
import { stepsFor } from '../../src-shared/domain/first-steps'
import { getMeta, setMeta, type StepsOfPerson } from '../vault/repositories/meta'
import type { UnlockedDesk } from './unlocked-desk'

const NOTHING: StepsOfPerson = { done: [], isPutAway: false }

export async function mySteps({ vault, me, enrolment }: Pick<UnlockedDesk, 'vault' | 'me' | 'enrolment'>): Promise<Result<FirstSteps, DeskError>> {
  const { done, isPutAway } = (await getMeta(vault.reader, 'firstSteps'))?.[me.staffId] ?? NOTHING
  const own = stepsFor(me.permissions, enrolment.practice === undefined ? 'real' : 'practice')
  return ok({ steps: own.map((id) => ({ id, isDone: done.includes(id) })), isPutAway })
}

type Desk = Pick<UnlockedDesk, 'vault' | 'me' | 'publish'>

export async function didStep(desk: Desk, { step }: ParsedRequestOf<'steps.did'>): Promise<Result<void, DeskError>> {
  return change(desk, (before) => (before.done.includes(step) ? before : { ...before, done: [...before.done, step] }))
}

export async function putStepsAway(desk: Desk, { isPutAway }: ParsedRequestOf<'steps.putAway'>): Promise<Result<void, DeskError>> {
  return change(desk, (before) => ({ ...before, isPutAway }))
}

async function change({ vault, me, publish }: Desk, to: (before: StepsOfPerson) => StepsOfPerson): Promise<Result<void, DeskError>> {
  await vault.transaction(async (tx) => {
    const all = (await getMeta(tx, 'firstSteps')) ?? {}
    await setMeta(tx, 'firstSteps', { ...all, [me.staffId]: to(all[me.staffId] ?? NOTHING) })
  })
  publish('steps')
  return ok()
}
