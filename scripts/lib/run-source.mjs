// Loads TypeScript sources as a test build sees them, with vite's module runner: for programs that are no part of the app. A module knows its own file here as it does in the CommonJS of a build.
import { ROOT } from './paths.mjs'

/**
 * @template T
 * @param {(load: (url: string) => Promise<any>) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSources(work) {
  const { createServer, createServerModuleRunner } = await import('vite')
  const server = await createServer({
    root: ROOT, configFile: false, logLevel: 'error', appType: 'custom', define: { __TEST_BUILD__: 'true', __filename: 'import.meta.filename' },
    server: { middlewareMode: true, hmr: false, watch: null, ws: false }, optimizeDeps: { noDiscovery: true },
  })
  try {
    const ssr = server.environments['ssr']
    if (ssr === undefined) throw new Error('vite has no ssr environment')
    const runner = createServerModuleRunner(ssr, { hmr: false })
    return await work((url) => runner.import(url))
  } finally {
    await server.close()
  }
}
