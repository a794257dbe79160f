// Two things that must not stay undone: a request of somebody who cannot be identified, and a purge that failed.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RequestId } from '../../src-shared/base/ids'
import { DEMO_CONFLICT_CASE, DEMO_DELETE_CASE, DEMO_PERSON } from '../../src-origin/seed/demo-cast'
import { approvalOf, openCase, proposeErasure, take } from '../fixtures/desk-acts'
import { originCase } from '../fixtures/desk-oracle'
import { removeDesksAndOrigin, startTwoDesks } from '../fixtures/desks-and-origin'
import { catchUp, until, untilSynced, type TestDesk } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let origin: TestOrigin, agent: TestDesk, reviewer: TestDesk
beforeAll(async () => {
  ({ origin, agent, reviewer } = await startTwoDesks())
})
afterAll(removeDesksAndOrigin)

it('without an identity check a request can be refused for want of one, on the desk and at the origin, and nothing else', async () => {
  const requestId = (await originCase(origin, DEMO_CONFLICT_CASE)).id as RequestId
  await take(agent, requestId)
  const view = await openCase(agent, requestId)
  expect(view.acts).toMatchObject({ verify: 'possible', decide: 'possible', export: 'identity-not-verified' })
  expect(view.outcomes).toEqual(['refused'])
  expect(view.grounds.map(({ code }) => code)).toEqual(['A4'])
  const decide = (more: object) => agent.ask('request.decide', { requestId, version: view.version, outcome: 'refused', text: '未能核实您的身份。', ...more })
  expect(await decide({ outcome: 'granted' })).toEqual({ ok: false, error: { kind: 'identity-not-verified' } })
  expect(await decide({ ground: 'A5' })).toEqual({ ok: false, error: { kind: 'identity-not-verified' } })
  expect(await decide({ ground: 'A4' })).toMatchObject({ ok: true })
  await untilSynced(agent)
  await catchUp(origin, agent)
  expect(await agent.get('sync.outbox', {})).toEqual([])
  expect((await originCase(origin, DEMO_CONFLICT_CASE)).body).toMatchObject({ state: 'refused', identityChecks: [], decision: { ground: 'A4' } })
  // Verified after all, it is taken up again.
  const closed = await openCase(agent, requestId)
  await agent.get('request.reopen', { requestId, version: closed.version, reason: '本人到场' })
  expect((await openCase(agent, requestId)).row.state).toBe('verifying')
})

it('a purge that failed is tried again with the next contact, without a new unlock', async () => {
  const requestId = (await originCase(origin, DEMO_DELETE_CASE)).id as RequestId
  await proposeErasure(agent, requestId)
  await catchUp(origin, agent, reviewer)
  // Somebody keeps a note about the person beside the exports: the desk may not say that nothing is left.
  const note = path.join(reviewer.exportDir, '便条.txt')
  await mkdir(reviewer.exportDir, { recursive: true })
  await writeFile(note, `请回电 ${DEMO_PERSON.email}`)
  expect(await reviewer.ask('erasure.approve', await approvalOf(reviewer, requestId))).toMatchObject({ ok: true })
  const purgeOf = async () => (await reviewer.get('erasure.open', { requestId })).purge
  await until('the failure', async () => {
    await reviewer.get('sync.now', {})
    const purge = await purgeOf()
    return purge?.state === 'pending' && purge.error?.params?.['why'] === 'residue-left'
  })
  await rm(note)
  await until('the purge', async () => {
    await reviewer.get('sync.now', {})
    return (await purgeOf())?.state === 'done'
  })
  await catchUp(origin, agent, reviewer)
  await until('the certificate', async () => {
    await Promise.all([agent, reviewer].map((desk) => desk.get('sync.now', {})))
    return (await reviewer.get('erasure.open', { requestId })).state === 'completed'
  })
  expect([...agent.internal, ...reviewer.internal]).toEqual([])
})
