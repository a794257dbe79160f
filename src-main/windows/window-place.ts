// Decides where the window goes: where it was, if enough of that is on a screen that is there today; else the default size.

import { z } from 'zod'

const coordinate = z.number().int().min(-100_000).max(100_000)
const length = z.number().int().min(1).max(100_000)
/** Kept between starts, as it was when the window was neither maximised nor minimised. */
export const windowPlaceSchema = z.object({ x: coordinate, y: coordinate, width: length, height: length, maximised: z.boolean() })
export type WindowPlace = Readonly<z.infer<typeof windowPlaceSchema>>

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** visual.md section 2: drawn at 1440 × 900; under 1024 × 640 the list and the decision bar no longer stand side by side. */
export const DEFAULT_SIZE = { width: 1440, height: 900 } as const
export const MIN_SIZE = { width: 1024, height: 640 } as const

/** The title bar is 44 high: this much of it must be reachable, or the window cannot be pulled back. */
const REACHABLE = { width: 160, height: 44 } as const

interface Size {
  readonly width: number
  readonly height: number
}

export function choosePlace(saved: WindowPlace | undefined, workAreas: readonly Area[]): Size & Partial<Area> {
  const widest = Math.max(MIN_SIZE.width, ...workAreas.map((area) => area.width))
  const highest = Math.max(MIN_SIZE.height, ...workAreas.map((area) => area.height))
  const fit = (size: Size): Size => ({
    width: Math.max(MIN_SIZE.width, Math.min(size.width, widest)),
    height: Math.max(MIN_SIZE.height, Math.min(size.height, highest)),
  })
  if (saved === undefined) return fit(DEFAULT_SIZE)
  const titleBar = { x: saved.x, y: saved.y, width: saved.width, height: REACHABLE.height }
  const isReachable = workAreas.some((area) => {
    const seen = overlap(titleBar, area)
    return seen.width >= REACHABLE.width && seen.height >= REACHABLE.height
  })
  return isReachable ? { x: saved.x, y: saved.y, ...fit(saved) } : fit(saved)
}

function overlap(a: Area, b: Area): Size {
  return {
    width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
    height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
  }
}
