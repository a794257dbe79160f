// The first steps are ticked for the person who did them, over a restart, and each is offered only what they may do.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { STEP_IDS, STEPS, stepsFor } from '../../src-shared/domain/first-steps'
import { permissionsOf } from '../../src-shared/domain/staff'
import { ROLES } from '../../src-shared/domain/vocabulary'
import { removeDesksAndOrigin, startOneDesk, type OneDesk } from '../fixtures/desks-and-origin'
import { reopen } from '../fixtures/test-desk'

let { origin, desk } = {} as OneDesk
beforeAll(async () => {
  ;({ origin, desk } = await startOneDesk())
}, 120_000)
afterAll(removeDesksAndOrigin)

it('are ticked once each and kept', async () => {
  const first = await desk.get('steps.mine', {})
  expect(first).toEqual({ steps: stepsFor(permissionsOf('agent'), 'real').map((id) => ({ id, isDone: false })), isPutAway: false })
  for (const step of ['undo', 'take', 'undo'] as const) await desk.get('steps.did', { step })
  await desk.get('steps.putAway', { isPutAway: true })
  await desk.close()
  desk = await reopen(origin, desk)
  const kept = await desk.get('steps.mine', {})
  expect(kept.steps.filter(({ isDone }) => isDone).map(({ id }) => id)).toEqual(['take', 'undo'])
  expect(kept.isPutAway).toBe(true)
  await desk.get('steps.putAway', { isPutAway: false })
  expect((await desk.get('steps.mine', {})).isPutAway).toBe(false)
})

it('tell the screens, and take no step that is none', async () => {
  await desk.get('steps.did', { step: 'keys' })
  expect(desk.events).toContainEqual({ topic: 'steps', ids: [] })
  expect(await desk.ask('steps.did', { step: 'fly' as never })).toMatchObject({ ok: false, error: { kind: 'bad-message' } })
})

it('offer nobody what they may not do, nor anybody work on real people for the exercise', () => {
  for (const role of ROLES) {
    const held = permissionsOf(role)
    for (const id of stepsFor(held, 'practice')) expect(STEPS[id].needs === undefined || held.includes(STEPS[id].needs), `${role} ${id}`).toBe(true)
    expect(stepsFor(held, 'real').filter((id) => STEPS[id].inPractice)).toEqual([])
  }
  expect(stepsFor(permissionsOf('reviewer'), 'practice')).toEqual(STEP_IDS)
  expect(stepsFor(permissionsOf('auditor'), 'practice')).toEqual(['palette', 'keys', 'explain', 'lock'])
})
