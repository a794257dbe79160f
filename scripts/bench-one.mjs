#!/usr/bin/env node
// Loads one bench with vite's module runner (sources as a test build sees them) and runs it; started by bench.mjs.
import { runMain } from './lib/console.mjs'
import { inRoot, ROOT } from './lib/paths.mjs'

runMain(async () => {
  const { createServer, createServerModuleRunner } = await import('vite')
  const [file = '', people = '0', format = 'text'] = process.argv.slice(2)
  const server = await createServer({
    root: ROOT, configFile: false, logLevel: 'error', appType: 'custom', define: { __TEST_BUILD__: 'true' },
    server: { middlewareMode: true, hmr: false, watch: null, ws: false }, optimizeDeps: { noDiscovery: true },
  })
  try {
    const ssr = server.environments['ssr']
    if (ssr === undefined) throw new Error('vite has no ssr environment')
    const runner = createServerModuleRunner(ssr, { hmr: false })
    const { runOne } = await runner.import(inRoot('test/bench/harness/run-one.ts'))
    await runOne(file, Number(people), format, (/** @type {string} */ url) => runner.import(url))
  } finally {
    await server.close()
  }
})
