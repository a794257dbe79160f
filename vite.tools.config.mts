// Builds the `privacy-desk` command line: one file that needs Node alone, so an auditor can take it anywhere.
import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { bundledPackages } from './scripts/vite/bundled-packages.mts'

export default defineConfig(({ mode }) => ({
  define: { __TEST_BUILD__: JSON.stringify(mode !== 'release') },
  publicDir: false,
  plugins: [bundledPackages('tools', resolve(mode === 'release' ? 'out-release' : 'out'))],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: resolve(mode === 'release' ? 'out-release' : 'out', 'tools'),
    emptyOutDir: true,
    minify: false, // whoever verifies evidence may want to read what verifies it
    rolldownOptions: {
      input: { 'privacy-desk': resolve('src-tools/privacy-desk.ts') },
      output: { format: 'cjs', entryFileNames: '[name].js', codeSplitting: false, banner: '#!/usr/bin/env node' },
    },
  },
}))
