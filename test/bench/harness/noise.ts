// Watches how quiet the machine is: a fixed CPU loop and a 4 KiB write with fdatasync, taken beside every measurement.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { median, quantile } from './figure'

/** performance.md, section 12: beyond it a value in units is not judged. */
const NOISY_FACTOR = 1.5
/** A few milliseconds on a current core: long against the clock's step, short against what is measured. */
const CPU_TURNS = 2_000_000
const PROBES = 5

export interface NoiseProbe {
  /** Takes a handful of samples of both loops. */
  sample(): void
  isNoisy(): boolean
  close(): void
}

function burnCpu(): number {
  const startedAt = performance.now()
  let state = 1
  for (let turn = 0; turn < CPU_TURNS; turn++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
  if (state === 0) throw new Error('unreachable: keeps the loop from being removed')
  return performance.now() - startedAt
}

export function createNoiseProbe(folder: string): NoiseProbe {
  const file = openSync(join(folder, 'noise-probe'), 'w')
  const page = Buffer.alloc(4096, 1)
  const cpu: number[] = []
  const disk: number[] = []
  const syncOnce = (): number => {
    const startedAt = performance.now()
    writeSync(file, page, 0, page.length, 0)
    fdatasyncSync(file)
    return performance.now() - startedAt
  }
  burnCpu() // the first turn is the compiler's
  return {
    sample: () => {
      for (let probe = 0; probe < PROBES; probe++) {
        cpu.push(burnCpu())
        disk.push(syncOnce())
      }
    },
    isNoisy: () => [cpu, disk].some((samples) => samples.length > 0 && quantile(samples, 0.95) > NOISY_FACTOR * median(samples)),
    close: () => {
      closeSync(file)
    },
  }
}
