// The quick check of a directory line answers only what the schemas answer, and everything else is left to them.
import { describe, expect, test } from 'vitest'
import { checkSnapshotPage } from '../../src-main/sync/check-page'
import { directoryRowOf } from '../../src-main/sync/directory-line'
import { fc } from '../fixtures/laws'

const ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const body = { id: ID, accountNo: 'SX-0000002041', name: '欧阳示澄', status: 'active', registeredAt: 1_700_000_000_000, identifiers: [['mobile', '+8613800138000', 'proved'], ['email', 'a.b@example.cn', 'unproved']] }
const line = { t: 'put', type: 'directory', id: ID, v: 3, scopes: ['directory:all'], sv: 1, body }
const END = { t: 'end', after: 'x', done: true, n: 1, total: 1, sha256: '0'.repeat(64) }

/** What the schemas make of it. */
async function bySchemas(one: Readonly<Record<string, unknown>>) {
  const page = await checkSnapshotPage({ lines: [one], end: END }, [])
  return page.ok ? { rows: page.value.directory.map(({ v, record }) => ({ ...record, v })), undeclared: page.value.undeclared } : 'refused'
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, true, '', 'put', 'directory', ID, ID.toUpperCase(), '00000000-0000-0000-0000-000000000000', ID.replace('774b', '074b'), 0, -0, 1.5, 2 ** 53, -1, [], {}, [['mobile', '1', 'proved']]),
  fc.constantFrom<unknown>('x'.repeat(33), 'x'.repeat(4_001), Array.from({ length: 21 }, () => ['mobile', '1', 'proved']), [['mobile', '1']], [['mobile', '1', 'proved', 'x']], [['fax', '1', 'proved']], [['mobile', 'x'.repeat(321), 'proved']], [['mobile', '1', 'toString']]),
  fc.jsonValue(),
)

/** The usual line with some of its fields replaced, taken away or added. */
const bent = fc.tuple(
  fc.dictionary(fc.constantFrom('t', 'type', 'id', 'v', 'scopes', 'sv', 'body', 'note'), odd, { maxKeys: 2 }),
  fc.dictionary(fc.constantFrom('id', 'accountNo', 'name', 'status', 'registeredAt', 'identifiers', 'address', '__proto__'), odd, { maxKeys: 2 }),
).map(([outer, inner]): Readonly<Record<string, unknown>> => {
  // As it comes from the wire: what is undefined is not there, and a key is nothing but a key.
  const text = JSON.stringify({ ...line, body: Object.fromEntries([...Object.entries(body), ...Object.entries(inner)]), ...outer })
  return JSON.parse(text) as Readonly<Record<string, unknown>>
})

describe('a directory line', () => {
  test('that is usual is taken, as the schemas take it', async () => {
    expect(directoryRowOf(line)).toEqual({ ...body, v: 3 })
    expect(await bySchemas(line)).toEqual({ rows: [{ ...body, v: 3 }], undeclared: [] })
  })
  test('that is bent in any way is taken only as the schemas take it, with nothing undeclared', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(bent, async (one) => {
        const row = directoryRowOf(one)
        if (row === undefined) return
        taken += 1
        expect(await bySchemas(one)).toEqual({ rows: [row], undeclared: [] })
      }),
      { numRuns: 3_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })
})
