// R-9 in full: ten thousand messages for each channel of the data process.
import { expect, it } from 'vitest'
import { CHANNEL_NAMES } from '../../../src-shared/contract/channels'
import { playMessages } from '../../security/channel-messages'

const PER_CHANNEL = 10_000
const AT_ONCE = 1_000

it('lets nothing through that does not fit, and fails at nothing', async () => {
  const counts = { messages: 0, passed: 0, stricter: 0 }
  for (let seed = 1; seed <= PER_CHANNEL / AT_ONCE; seed++) {
    const { messages, passed, stricter } = await playMessages(AT_ONCE, seed)
    Object.assign(counts, { messages: counts.messages + messages, passed: counts.passed + passed, stricter: counts.stricter + stricter })
  }
  console.log(`R-9: ${String(CHANNEL_NAMES.length)} channels, ${JSON.stringify(counts)}`)
  expect(counts.messages).toBe(CHANNEL_NAMES.length * PER_CHANNEL)
}, 900_000)
