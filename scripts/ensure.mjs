#!/usr/bin/env node
// Makes everything that the other commands need present on this machine, with nothing but Node: says what it will do before it does it.
import { ensureAll } from './lib/ensure-all.mjs'
import { runMain } from './lib/console.mjs'

runMain(async () => void (await ensureAll()))
