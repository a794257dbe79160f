// Puts a string of the test into every place of a record that the protocol lets be any text, told by the record's own schema, so that fields that come
// later are among them without a list; each with a mark by which a screen is asked for it.
import type { z } from 'zod'

/** What the desk counts or joins with, so that without it there is no screen to look at: versions, packs of rules, names of fields, and signed or canonical wholes. */
const COUNTED_WITH = /(^|\.)(caseNo|version|policyVersion|rulesPack|countedBy|replaces|number|fields|names|plan|certificate|content|on|runsOn)(\.|$)/
/** Longest first; a text is free if it takes this many letters of our choice. */
const ROOMS = [8_000, 4_000, 2_000, 400, 320, 255, 200, 80, 64, 40, 32] as const

export interface Placed {
  /** `request.timeline.*.text` */
  readonly field: string
  readonly text: string
  /** Which of the strings. */
  readonly string: number
}

export class Marks {
  readonly placed = new Map<string, Placed>()
  readonly #next = new Map<string, number>()
  readonly #rooms = new Map<string, number>()

  constructor(readonly strings: readonly string[]) {}

  /** The next string for the field that its room takes, behind it its mark. */
  take(field: string, room: number): string {
    const mark = `~m${(this.placed.size + 46_656).toString(36)}~`
    const from = this.#next.get(field) ?? 0
    for (let step = 0; step < this.strings.length; step++) {
      const string = (from + step) % this.strings.length
      const text = `${this.strings[string] ?? ''}${mark}`
      if (text.length > room) continue
      this.#next.set(field, string + 1)
      this.placed.set(mark, { field, text, string })
      return text
    }
    throw new Error(`no string of ${field} is shorter than ${String(room)}`)
  }

  /** The record with its texts; what its schema does not let be any text stays. */
  fill(type: string, schema: z.ZodType, record: object): object {
    const filled = structuredClone(record) as Record<string, unknown>
    if (!schema.safeParse(filled).success) throw new Error(`a ${type} that its own schema refuses`)
    this.#walk(filled, type, (field, holder, key) => {
      const room = this.#roomOf(field, schema, filled, holder, key)
      if (room > 0) holder[key] = this.take(field, room)
    })
    return filled
  }

  #walk(part: unknown, field: string, onText: (field: string, holder: Record<string, unknown>, key: string) => void): void {
    if (typeof part !== 'object' || part === null) return
    const holder = part as Record<string, unknown>
    for (const key of Object.keys(holder)) {
      const name = Array.isArray(part) ? `${field}.*` : `${field}.${key}`
      if (COUNTED_WITH.test(name)) continue
      if (typeof holder[key] === 'string') onText(name, holder, key)
      else this.#walk(holder[key], name, onText)
    }
  }

  /** Found out once a field: the schema is asked with texts of every length. */
  #roomOf(field: string, schema: z.ZodType, record: unknown, holder: Record<string, unknown>, key: string): number {
    const known = this.#rooms.get(field)
    if (known !== undefined) return known
    const before = holder[key]
    const room = ROOMS.find((length) => {
      holder[key] = '<'.repeat(length)
      return schema.safeParse(record).success
    })
    holder[key] = before
    this.#rooms.set(field, room ?? 0)
    return room ?? 0
  }
}
