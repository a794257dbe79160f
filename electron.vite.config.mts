// Builds the desk: main process, data process and its workers (CJS), the sandboxed preload (CJS), and the screens.
// Mode `test` goes to out/ with __TEST_BUILD__ true; mode `release` goes to out-release/ with it false, so that every
// branch behind it is dead code and removed. scripts/lib/check-release.mjs proves it on the bytes.
import { readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { antdCsp } from './scripts/vite/antd-csp.mts'
import { bundledPackages } from './scripts/vite/bundled-packages.mts'

// The oldest runtime the app must run on: the tests' Electron 33 (Node 20.18, Chrome 130). By hand, because electron-vite
// does not know Electron 45 and would assume 44.
const NODE = 'node20.18'
const CHROME = 'chrome130'

/** Worker threads of the data process are files of their own: every src-main/ROOM/NAME-worker.ts becomes out/main/NAME-worker.js. */
function workerEntries(): Record<string, string> {
  const workers = readdirSync('src-main', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('-worker.ts'))
  return Object.fromEntries(workers.map((file) => [basename(file, '.ts'), resolve('src-main', file)]))
}

export default defineConfig(({ mode }) => {
  const isTest = mode !== 'release'
  const out = resolve(isTest ? 'out' : 'out-release')
  const define = { __TEST_BUILD__: JSON.stringify(isTest) }
  return {
    main: {
      define,
      plugins: [bundledPackages('main', out)],
      build: {
        target: NODE,
        outDir: `${out}/main`,
        // Without it `if (false)` branches stay in the text of a main-process bundle; names stay readable in stack traces.
        minify: isTest ? false : 'oxc',
        externalizeDeps: { include: ['sqlite3', 'better-sqlite3-multiple-ciphers'] }, // native modules, one or the other: they stay in node_modules
        lib: {
          entry: { main: resolve('src-main/main.ts'), 'vault-host': resolve('src-main/vault-host.ts'), ...workerEntries() },
          formats: ['cjs'],
        },
      },
    },
    preload: {
      define,
      plugins: [bundledPackages('preload', out)],
      build: {
        target: NODE,
        outDir: `${out}/preload`,
        externalizeDeps: false, // a sandboxed preload can require nothing but electron
        lib: { entry: { preload: resolve('src-main/preload/preload.ts') }, formats: ['cjs'] },
      },
    },
    renderer: {
      define,
      root: 'src-renderer',
      plugins: [react(), antdCsp(), bundledPackages('renderer', out)],
      build: {
        target: CHROME,
        outDir: `${out}/renderer`,
        minify: true,
        // fonts and pictures stay files: `data:` is not in the policy's img-src and font-src
        assetsInlineLimit: 0,
        // the helper that polyfills modulepreload is an inline-able script the runtime does not need
        modulePreload: { polyfill: false },
        rolldownOptions: { input: resolve('src-renderer/index.html') },
      },
    },
  }
})
