// The origin's log: one line of JSON an event, on the output. What is written is ours (methods, routes, codes, names of errors); should a text of somebody else's ever
// get into a field, it begins no line of its own, moves no cursor, turns no text around and fills no disk.
import pino, { type Logger } from 'pino'

/** Of a field; a name, a code or a place in our own code is shorter. */
const MAX_CHARS = 1_000

/** JSON escapes control characters of ASCII alone; those of direction, the invisible and the rest of the world are escaped here. The line says the same. */
function inAscii(line: string): string {
  return line.replace(/[^\x20-\x7e\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_CHARS ? `${value.slice(0, MAX_CHARS)}…` : value
  if (Array.isArray(value)) return value.map(cut)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]))
}

/** `sink`: where the lines go; the process's output by default, each written before the call returns. */
export function createOriginLog(role: string, sink: { readonly write: (line: string) => unknown } = pino.destination({ fd: 1, sync: true })): Logger {
  // The cast is safe: an object comes out of `cut` as one.
  const options = { level: 'info', base: { role }, formatters: { log: (fields: Record<string, unknown>) => cut(fields) as Record<string, unknown> } }
  return pino(options, { write: (line: string) => void sink.write(inAscii(line)) })
}
