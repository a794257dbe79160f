#!/usr/bin/env node
// `npm run pack`: the desk as one folder that can be run where it lies (lib/pack-desk.mjs).
import { runMain } from './lib/console.mjs'
import { packDesk } from './lib/pack-desk.mjs'

runMain(async () => void (await packDesk()))
