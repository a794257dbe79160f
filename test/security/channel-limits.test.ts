// B-2 at the gate: every text, list, map and number that a screen may send has a limit in its schema, and one more than the limit is refused; so is whatever is
// deeper or wider than a request can be.
import { describe, expect, it } from 'vitest'
import { createGate } from '../../src-main/ipc/gate'
import { CHANNEL_NAMES, type ChannelName } from '../../src-shared/contract/channels'
import { permissionsOf } from '../../src-shared/domain/staff'
import { PERMISSIONS } from '../../src-shared/domain/vocabulary'
import { placesOf, requestWith, shapeOf, type Leaf, type Shape } from '../fixtures/request-shapes'

const FIELD_BYTES = 1 << 20
const DEEP = 100_000
const WIDE = 10_000

const passed: unknown[] = []
const gate = createGate({
  stage: () => 'unlocked',
  me: () => ({ role: 'officer', permissions: [...new Set([...permissionsOf('officer', 'counts'), ...PERMISSIONS])] }),
  isProved: () => true,
  dispatch: (_, request) => {
    passed.push(request)
    return Promise.resolve({ ok: true, value: undefined })
  },
  onFault: (channel, error) => expect.unreachable(`${channel}: ${String(error)}`),
})
async function answered(channel: ChannelName, request: unknown): Promise<string> {
  const answer = await gate(channel, request)
  return answer.ok ? 'passed' : answer.error.kind
}

const isText = ({ type, enum: words, const: word }: Shape): boolean => type === 'string' && words === undefined && word === undefined
const isNumber = ({ type, const: word, enum: words }: Shape): boolean => (type === 'integer' || type === 'number') && word === undefined && words === undefined
const LEAVES: readonly (Leaf & { readonly channel: ChannelName })[] = CHANNEL_NAMES.flatMap((channel) => placesOf(shapeOf(channel)).map((leaf) => ({ ...leaf, channel })))
const named = ({ channel, place }: { readonly channel: ChannelName; readonly place: Leaf['place'] }): string => [channel, ...place].join(' ')

/** What stands there at the limit, and what stands beyond it. */
function around({ shape }: Leaf): readonly (readonly [at: unknown, beyond: unknown])[] {
  if (isText(shape)) return shape.maxLength === undefined || shape.pattern !== undefined ? [] : [['x'.repeat(shape.maxLength), 'x'.repeat(shape.maxLength + 1)]]
  if (isNumber(shape)) return [[shape.maximum, (shape.maximum ?? 0) + 1], [shape.minimum, (shape.minimum ?? 0) - 1]]
  if (shape.type !== 'array') return []
  const items = (count: number): readonly unknown[] => Array.from({ length: count }, () => requestWith(shape.items ?? {}))
  return [[items(shape.maxItems ?? 0), items((shape.maxItems ?? 0) + 1)]]
}

describe('every place of a request', () => {
  it('has a limit', () => {
    const without = LEAVES.filter(({ shape }) => (isText(shape) && shape.maxLength === undefined && shape.pattern === undefined) || (shape.type === 'array' && shape.maxItems === undefined) || (isNumber(shape) && (shape.maximum === undefined || shape.minimum === undefined)))
    expect(without.map(named)).toEqual([])
  })

  it('takes what is at its limit, and refuses one more', async () => {
    const counts = { places: 0, taken: 0 }
    for (const leaf of LEAVES) {
      for (const [at, beyond] of around(leaf)) {
        const shape = shapeOf(leaf.channel)
        counts.places += 1
        if ((await answered(leaf.channel, requestWith(shape, leaf.place, at))) === 'passed') counts.taken += 1
        expect([named(leaf), await answered(leaf.channel, requestWith(shape, leaf.place, beyond))]).toEqual([named(leaf), 'bad-message'])
      }
    }
    // Where a refinement asks more than the shape says (a day that is one, a list without repetition), the limit alone does not fit.
    console.log(`B-2: ${String(counts.places)} limits, ${String(counts.taken)} taken at the limit`)
    expect(counts.places).toBeGreaterThan(300)
    expect(counts.taken).toBeGreaterThan(counts.places - 10)
  })

  it('refuses a map of ever so many entries', async () => {
    const maps = LEAVES.filter(({ shape }) => shape.additionalProperties)
    expect(maps.length).toBeGreaterThan(3)
    const wide = Object.fromEntries(Array.from({ length: WIDE }, (_, at) => [`k${String(at)}`, 'x']))
    for (const leaf of maps) expect([named(leaf), await answered(leaf.channel, requestWith(shapeOf(leaf.channel), leaf.place, wide))]).toEqual([named(leaf), 'bad-message'])
  })

  it('refuses a mebibyte and one letter', async () => {
    const long = 'x'.repeat(FIELD_BYTES + 1)
    for (const leaf of LEAVES.filter(({ shape }) => isText(shape))) expect([named(leaf), await answered(leaf.channel, requestWith(shapeOf(leaf.channel), leaf.place, long))]).toEqual([named(leaf), 'bad-message'])
  })
})

describe('what is deeper than any request', () => {
  const nested = (wrap: (inner: unknown) => unknown): unknown => {
    let inner: unknown = 'x'
    for (let depth = 0; depth < DEEP; depth++) inner = wrap(inner)
    return inner
  }
  it.each([['lists', nested((inner) => [inner])], ['objects', nested((inner) => ({ inner }))]])('%s: is refused as the request and in every place, and goes no further under a name that nobody knows', async (_, deep) => {
    for (const leaf of LEAVES) {
      // A map may have an entry of any name; what stands in the entry is a place of its own.
      if (leaf.shape.additionalProperties) continue
      const put = requestWith(shapeOf(leaf.channel), leaf.place, deep)
      passed.length = 0
      const said = await answered(leaf.channel, put)
      // An object whose fields are all optional reads an unknown one as nothing.
      if (said === 'passed') expect([named(leaf), JSON.stringify(passed[0]).length < 10_000]).toEqual([named(leaf), true])
      else expect([named(leaf), said]).toEqual([named(leaf), 'bad-message'])
    }
    for (const channel of CHANNEL_NAMES) {
      passed.length = 0
      const said = await answered(channel, { ...(requestWith(shapeOf(channel)) as object), nobodyKnowsThis: deep })
      if (said === 'passed') expect([channel, Object.keys(passed[0] as object).includes('nobodyKnowsThis')]).toEqual([channel, false])
    }
  })
})
