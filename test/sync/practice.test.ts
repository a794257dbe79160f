// A practice origin enrols any number of desks with its file alone, and neither kind of desk takes the file of the other.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mustOk } from '../../src-shared/base/result'
import { stepsFor } from '../../src-shared/domain/first-steps'
import { permissionsOf } from '../../src-shared/domain/staff'
import { checkEnrolment } from '../../src-shared/formats/enrolment'
import { nodeCrypto } from '../../src-origin/devices/node-crypto'
import { openOriginKeys } from '../../src-origin/devices/origin-keys'
import { DEMO_STAFF, DEMO_STAFF_LIST } from '../../src-origin/seed/staff'
import { OriginStartError } from '../../src-origin/start-error'
import { removeDesksAndOrigin, startOnlyOrigin } from '../fixtures/desks-and-origin'
import { openHost } from '../fixtures/test-desk'
import type { TestOrigin } from '../fixtures/test-origin'

let practice: TestOrigin
let real: TestOrigin
beforeAll(async () => {
  practice = await startOnlyOrigin({ people: 60, practice: true })
  real = await startOnlyOrigin()
}, 120_000)
afterAll(removeDesksAndOrigin)

const codeOf = async (origin: TestOrigin): Promise<string> => mustOk(checkEnrolment(await origin.enrolment(), nodeCrypto)).practice?.code ?? ''

it('offers whom one may be, and each desk works with the cases of everybody', async () => {
  const enrolmentFile = await practice.enrolment()
  for (const staff of [DEMO_STAFF.zhou, DEMO_STAFF.wu]) {
    const desk = await openHost(practice, { isPractice: true })
    expect((await desk.get('session.readPractice', { enrolmentFile })).map(({ login }) => login)).toEqual(DEMO_STAFF_LIST.map(({ login }) => login))
    expect(await desk.get('session.status', {})).toMatchObject({ stage: 'not-enrolled', practice: { people: [] } })
    expect(await desk.get('session.practise', { enrolmentFile, staffId: staff.id })).toMatchObject({ login: staff.login, role: staff.role })
    const status = await desk.get('session.status', {})
    expect(status.practice?.people.find(({ staffId }) => staffId === staff.id)?.passphrase).toBe(staff.passphrase)
    const steps = await desk.get('steps.mine', {})
    expect(steps.steps.map(({ id }) => id)).toEqual(stepsFor(permissionsOf(staff.role), 'practice'))
  }
})

it('has one who is nobody there enrolled by nobody', async () => {
  const desk = await openHost(practice, { isPractice: true })
  expect(await desk.ask('session.practise', { enrolmentFile: await practice.enrolment(), staffId: '018d0000-0000-7000-8000-00000000ffff' as never })).toMatchObject({ ok: false, error: { kind: 'enrolment-file-invalid' } })
})

it('is taken by no real desk, and a real origin by no practice desk', async () => {
  const request = { code: await codeOf(practice), workstation: 'DL', login: 'zhou', passphrase: DEMO_STAFF.zhou.passphrase }
  const desk = await openHost(practice)
  expect(await desk.ask('session.enrol', { ...request, enrolmentFile: await practice.enrolment() })).toMatchObject({ ok: false, error: { kind: 'enrolment-for-practice' } })
  const practiceDesk = await openHost(real, { isPractice: true })
  const enrolmentFile = await real.enrolment()
  for (const answer of [
    await practiceDesk.ask('session.enrol', { ...request, enrolmentFile }),
    await practiceDesk.ask('session.readPractice', { enrolmentFile }),
    await practiceDesk.ask('session.practise', { enrolmentFile, staffId: DEMO_STAFF.zhou.id }),
  ]) expect(answer).toMatchObject({ ok: false, error: { kind: 'enrolment-not-for-practice' } })
})

it('counts at its own origin alone: elsewhere its code is one that nobody made', async () => {
  const desk = await openHost(real)
  const answer = await desk.ask('session.enrol', { enrolmentFile: await real.enrolment(), code: await codeOf(practice), workstation: 'DL', login: 'zhou', passphrase: DEMO_STAFF.zhou.passphrase })
  expect(answer).toMatchObject({ ok: false, error: { kind: 'enrolment-code-refused' } })
})

it('keeps its code over a restart, and an origin of real people never becomes one', async () => {
  const before = await codeOf(practice)
  await practice.stop()
  await practice.start()
  expect(await codeOf(practice)).toBe(before)
  const random = (bytes: Uint8Array): Uint8Array => bytes.fill(7)
  await expect(openOriginKeys({ dataDir: real.dataDir, isPractice: true, random })).rejects.toThrow(OriginStartError)
  expect((await openOriginKeys({ dataDir: real.dataDir, random })).practiceCode).toBeUndefined()
})
