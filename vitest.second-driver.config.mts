// Runs the tests of the vault a second time, against the second database driver (decision 0082): the same files, every store opened by it. Part of `npm run
// test:deep`: a thread for each connection costs a test that opens a store fifty times most of its time.
import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.mts'

export default mergeConfig(base, defineConfig({ test: { globalSetup: './test/fixtures/second-driver.ts', testTimeout: 900_000, hookTimeout: 600_000 } }))
