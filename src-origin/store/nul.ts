// Finds U+0000, the one character that PostgreSQL's text and jsonb cannot hold.

export function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, one]) => name.includes('\u0000') || holdsNul(one))
}
