// Runs the tests that need no window: one folder of test/ per area; scripts/test.mjs runs them area by area.
import { defineConfig } from 'vitest/config'

const AREAS = ['unit', 'vault', 'origin', 'sync', 'simulator', 'property', 'security']

export default defineConfig({
  // sources are run as a test build would be
  define: { __TEST_BUILD__: 'true' },
  test: {
    environment: 'node',
    include: AREAS.map((area) => `test/${area}/**/*.test.{ts,tsx}`),
    // a process each: a native module and a database handle must not be shared between files
    pool: 'forks',
    // two cores; a PostgreSQL and a compiler run beside us
    maxWorkers: 2,
    // an embedded PostgreSQL starts in seconds on a busy machine; no test asserts a time
    testTimeout: 60_000,
    hookTimeout: 180_000,
    globalSetup: './scripts/lib/template-folder.mjs',
    // nothing may depend on the zone or the language of the machine; the injected date is 2026-06-15, Asia/Shanghai
    env: { TZ: 'Asia/Shanghai', LANG: 'C.UTF-8' },
  },
})
