// The conformance suite against our own origin, where all must hold, and against some that get one rule wrong, where the check that is meant must say so; all of those
// are test/deep/network/lying-origins.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHECKS } from '../../src-tools/conformance/suite'
import { expectFoundOut, LIES } from '../fixtures/conformance-lies'
import { holdAgainst, throwAway } from '../fixtures/conformance-run'
import { startTestOrigin, type TestOrigin } from '../fixtures/test-origin'

/** The suite waits for long polls, and sign-ins cost what they must; nothing here asserts a time. */
const PATIENCE_MS = 300_000

let origin: TestOrigin
const taken = new Set<string>()
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
})
afterAll(() => origin?.remove())

test('our own origin keeps every rule', { timeout: PATIENCE_MS }, async () => {
  const outcomes = await holdAgainst(origin, { erase: await throwAway(origin, taken) })
  expect(outcomes.filter(({ verdict }) => verdict !== 'ok').map(({ line }) => line)).toEqual([])
  expect(outcomes).toHaveLength(CHECKS.length)
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length)
})

/** One of each part of the protocol: greeting, pages, acts, erasure, bundle. */
const IN_EVERY_RUN = ['hello.signed', 'changes.page', 'push.conflict', 'erase.no-return', 'bundle.page']

describe('an origin that gets one rule wrong is found out by the check that is meant', () => {
  test.each(LIES.filter(([, , caught]) => IN_EVERY_RUN.includes(caught)))('%s', { timeout: PATIENCE_MS }, (_what, lie, caught) => expectFoundOut(origin, taken, lie, caught))
})
