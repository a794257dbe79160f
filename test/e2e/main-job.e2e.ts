// The main job with a small population, in English: what `npm run demo` does in Chinese with twenty thousand people.
import { test } from '@playwright/test'
import { doMainJob } from '../demo/main-job'

test('the whole way, from an empty desk to the certificate', async ({}, info) => {
  test.setTimeout(900_000)
  await doMainJob({ people: 500, dir: info.outputPath('main-job'), language: 'en', themes: ['light'] })
})
