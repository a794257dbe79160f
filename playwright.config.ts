// Runs what needs the real app in a real window: e2e tests, screenshots for people, and the demo of the main job.
import { defineConfig } from '@playwright/test'
import { startsOwnDisplay } from './scripts/lib/display.mjs'

export default defineConfig({
  workers: startsOwnDisplay() ? 2 : 1, // two cores; each worker starts a display of its own, while on somebody's screen two desks would take each other's focus
  fullyParallel: false,
  retries: 0, // a test that passes at the second try has failed
  forbidOnly: Boolean(process.env['CI']),
  timeout: 120_000, // a cold start of Electron and of PostgreSQL on a busy machine; no test asserts a time
  expect: { timeout: 15_000 },
  outputDir: 'test-results',
  preserveOutput: 'failures-only',
  reporter: [['list']],
  globalSetup: './scripts/lib/playwright-setup.mjs',
  projects: [
    { name: 'e2e', testDir: 'test/e2e', testMatch: '**/*.e2e.ts' },
    { name: 'screenshots', testDir: 'test/screenshots', testMatch: '**/*.shots.ts', timeout: 600_000, workers: 1 },
    { name: 'demo', testDir: 'test/demo', testMatch: '**/*.demo.ts', timeout: 1_800_000, workers: 1 },
  ],
})
