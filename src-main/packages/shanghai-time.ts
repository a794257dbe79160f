// Times as a person reads them in a package: Asia/Shanghai, twenty-four hours, never the zone of the workstation.
import { SHANGHAI_OFFSET_MS, type EpochMs } from '../../src-shared/base/clock'

/** `2026-06-15 10:42:05`: spreadsheets read it as a time. */
export function shanghaiTime(at: EpochMs): string {
  return new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** ISO 8601 with the zone, to the millisecond, for machines. */
export function isoShanghai(at: EpochMs): string {
  return `${new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 23)}+08:00`
}
