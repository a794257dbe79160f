#!/usr/bin/env node
// `npm run sbom`: the bill of materials and the notices of everything that is handed out, into release/sbom/; `npm run pack` lays the desk's beside the app.
import { buildDesk } from './lib/build-desk.mjs'
import { createSay, runMain } from './lib/console.mjs'
import { ensureAll } from './lib/ensure-all.mjs'
import { writeBoms } from './lib/sbom.mjs'

runMain(async () => {
  const runtime = await ensureAll()
  const counts = writeBoms(await buildDesk('release'), runtime)
  createSay('sbom')(`release/sbom: ${Object.entries(counts).map(([program, count]) => `${program} ${count}`).join(', ')} components`)
})
