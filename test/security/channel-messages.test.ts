// R-9, in every run: some messages of every kind for each channel; ten thousand for each are test/deep/renderer.
import { expect, it } from 'vitest'
import { playMessages } from './channel-messages'

it('lets nothing through that does not fit, and fails at nothing', async () => {
  const { messages, passed } = await playMessages(60, 1)
  expect(messages).toBeGreaterThan(10_000)
  // A gate that lets nothing through would be right about all of them.
  expect(passed).toBeGreaterThan(messages / 20)
})
