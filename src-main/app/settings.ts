// Keeps the few settings needed before unlock in one small 0600 file without personal data: language, theme, zoom, notices, window place.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { LANGUAGES, THEMES, ZOOMS, type ShellSettings } from '../../src-shared/contract/shell'
import { windowPlaceSchema, type WindowPlace } from '../windows/window-place'

/** Chinese first, whatever the system speaks; a field that is missing or damaged falls back alone, not the whole file. */
const fileSchema = z.object({
  language: z.enum(LANGUAGES).catch('zh-CN'),
  theme: z.enum(THEMES).catch('system'),
  zoom: z.literal(ZOOMS).catch(1),
  notices: z.boolean().catch(true),
  place: windowPlaceSchema.optional().catch(undefined),
})
type SettingsFile = Readonly<z.infer<typeof fileSchema>>

export interface SettingsStore {
  get(): ShellSettings
  set(change: Partial<ShellSettings>): ShellSettings
  place(): WindowPlace | undefined
  setPlace(place: WindowPlace): void
}

/** `other`: of a desk beside this one, whose looks are taken over at the first start. */
export function openSettings(file: string, other?: string): SettingsStore {
  let now = fileSchema.parse(readJson(file) ?? (other === undefined ? undefined : readJson(other)) ?? {})
  const change = (next: SettingsFile): void => {
    if (JSON.stringify(next) === JSON.stringify(now)) return
    now = next
    writeWhole(file, JSON.stringify(next))
  }
  const get = (): ShellSettings => ({ language: now.language, theme: now.theme, zoom: now.zoom, notices: now.notices })
  return {
    get,
    set: (changed) => {
      change(fileSchema.parse({ ...now, ...changed }))
      return get()
    },
    place: () => now.place,
    setPlace: (place) => change({ ...now, place }),
  }
}

function readJson(file: string): unknown {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : undefined
  } catch {
    return undefined // missing at the first start, or damaged: defaults are no loss
  }
}

/** Whole or not at all. On a full disk the settings hold until the app is closed and are not kept: no reason to stop anyone's work. */
function writeWhole(file: string, text: string): void {
  try {
    const next = `${file}.next`
    const fd = openSync(next, 'w', 0o600)
    try {
      writeSync(fd, text)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(next, file)
  } catch {
    // see above
  }
}
