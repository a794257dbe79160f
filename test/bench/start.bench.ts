// Measures the start of the desk, from its process until its first screen is painted, and the memory it has then, beside an empty Electron window of the same runtime.
import { rmSync } from 'node:fs'
import { prepareDesk } from '../../scripts/lib/desk-launch.mjs'
import type { Bench } from './harness/bench'
import { emptyWindow, settledPss, startToPaint, type Startable } from './harness/electron-start'

export const bench: Bench = {
  title: 'process start to first screen and memory at the door, beside an empty Electron window (file cache warm)',
  async run(context) {
    const desk = await prepareDesk()
    if (desk.sandboxProblem !== undefined) throw new Error(desk.sandboxProblem)
    const profile = desk.makeProfile('bench')
    context.defer(() => rmSync(profile, { recursive: true, force: true }))
    const empty = emptyWindow(context, desk)
    const ours: Startable = { executable: desk.executablePath, args: [`--privacy-desk-profile=${profile}`, '--privacy-desk-now=2026-06-15T09:00:00+08:00'], env: desk.env }
    const against = 'empty Electron window'
    await context.compare({ name: 'start-to-first-screen', unit: 'ms', against, subject: () => startToPaint(ours), reference: () => startToPaint(empty), goal: { ratio: { atMost: 1.5 } } })
    await context.compare({ name: 'memory-at-the-door', unit: 'MiB', against, subject: () => settledPss(ours), reference: () => settledPss(empty), rounds: 3, goal: { ratio: { atMost: 1.8 } } })
  },
}
