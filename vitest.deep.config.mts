// Runs test/deep: fuzzers, fault injection and long histories, which take minutes to hours and are not part of `npm test`.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  define: { __TEST_BUILD__: 'true' },
  test: {
    environment: 'node',
    include: ['test/deep/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 1, // each of them uses the whole machine
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    env: { TZ: 'Asia/Shanghai', LANG: 'C.UTF-8' },
  },
})
