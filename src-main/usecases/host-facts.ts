// What the data process knows of itself and of its place, for the screen of the connection and the support bundle: words of lists and counts alone.
import { readFileSync } from 'node:fs'
import type { FaultLine } from '../../src-shared/base/fault-line'
import type { DeskErrorKind } from '../../src-shared/contract/errors'
import type { InstallState, SupportBundle } from '../../src-shared/contract/support'

export interface HostFacts {
  readonly program: Omit<SupportBundle['program'], 'version' | 'keyStore' | 'runsForMinutes'>
  readonly errors: SupportBundle['errors']
}
export interface HostFactsKeeper {
  readonly read: () => HostFacts
  readonly answered: (kind: DeskErrorKind) => void
  readonly failed: (line: FaultLine) => void
}

const MB = 1_048_576

/** In memory alone: a lock ends the process, and with it what was counted. */
export function keepHostFacts(installFolder: InstallState): HostFactsKeeper {
  const answers = new Map<DeskErrorKind, number>()
  const faults = new Map<string, number>()
  const add = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
  const { platform, arch } = process
  // Of this process for as long as it lives.
  const core = coreFiles(platform)
  return {
    answered: (kind) => add(answers, kind),
    failed: ({ work }) => add(faults, work),
    read: () => ({
      program: {
        platform: platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other',
        arch: arch === 'x64' || arch === 'arm64' ? arch : 'other',
        node: process.versions.node,
        ...(process.versions.electron ? { electron: process.versions.electron } : {}),
        installFolder,
        coreFiles: core,
        memoryMb: Math.round(process.memoryUsage().rss / MB),
      },
      errors: { answers: Object.fromEntries(answers), faults: Object.fromEntries(faults) },
    }),
  }
}

/** The limit that this process was started with (scripts/lib/linux-launcher.mjs sets it); elsewhere nothing tells. */
function coreFiles(platform: string): HostFacts['program']['coreFiles'] {
  if (platform !== 'linux') return 'unknown'
  try {
    return /^Max core file size +0 /m.test(readFileSync('/proc/self/limits', 'utf8')) ? 'off' : 'possible'
  } catch {
    return 'unknown'
  }
}
