// Each rule of the protocol, told wrong by an origin that is right in all else: the check of the conformance suite that is meant finds it out, and no other before it.
import { afterAll, beforeAll, test } from 'vitest'
import { expectFoundOut, LIES } from '../../fixtures/conformance-lies'
import { startTestOrigin, type TestOrigin } from '../../fixtures/test-origin'

let origin: TestOrigin
const taken = new Set<string>()
beforeAll(async () => {
  origin = await startTestOrigin({ people: 60 })
})
afterAll(() => origin?.remove())

test.each(LIES)('%s', (_what, lie, caught) => expectFoundOut(origin, taken, lie, caught))
