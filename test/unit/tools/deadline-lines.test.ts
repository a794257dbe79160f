// `privacy-desk deadline`: JSON lines in, JSON lines out, and no line that stops the others.
import { addDays } from '../../../src-shared/base/clock'
import { RIGHTS } from '../../../src-shared/domain/vocabulary'
import { fc } from '../../fixtures/laws'
import { describe, expect, test } from 'vitest'
import { deadlineLine, readPack } from '../../../src-tools/deadline-lines'
import { main } from '../../../src-tools/main'
import { PACK_VERSION, REPOSITORY_PACK_PATH, repositoryPack } from '../../fixtures/rules'

const pack = repositoryPack()
const answer = (input: unknown): unknown => JSON.parse(deadlineLine(typeof input === 'string' ? input : JSON.stringify(input), pack))

describe('one line', () => {
  test('gives target, outer limit and pack', () => {
    expect(answer({ right: 'delete', received: '2026-06-15' })).toEqual({ target: '2026-07-07', outer: '2026-07-15', pack: PACK_VERSION })
  })
  test('takes pauses and an extension', () => {
    const pauses = [{ from: '2026-06-16', to: '2026-06-18', category: 'supplement' }]
    expect(answer({ right: 'delete', received: '2026-06-15', pauses, extension: { workingDays: 2 } })).toMatchObject({ target: '2026-07-14' })
  })
  test.each([
    ['2024-02-05', '2024-03-01'], ['2025-09-26', '2025-10-23'], ['2026-02-06', '2026-03-05'], ['2026-09-24', '2026-10-22'],
    ['2026-09-30', '2026-10-27'], ['2026-11-23', '2026-12-14'], ['2026-12-10', '2026-12-31'],
  ])('counts the vector of docs/rules.md from %s to %s, for every right', (received, target) => {
    for (const right of RIGHTS) expect(answer({ right, received })).toEqual({ target, outer: addDays(received, 30), pack: PACK_VERSION })
  })
  test('ends an extension at the outer limit, since it has no reason to pass it', () => {
    expect(answer({ right: 'delete', received: '2026-06-15', extension: { workingDays: 15 } })).toEqual({ target: '2026-07-15', outer: '2026-07-15', pack: PACK_VERSION })
    expect(answer({ right: 'delete', received: '2026-06-15', extension: { workingDays: 0 } })).toMatchObject({ target: '2026-07-07' })
  })
  test('is uncovered where a pause pushes the target into a year without calendar, and takes pauses and extension together', () => {
    const pauses = (from: string, to: string) => [{ from, to, category: 'supplement' }]
    expect(answer({ right: 'access', received: '2026-12-01', pauses: pauses('2026-12-07', '2026-12-20') })).toMatchObject({ uncovered: 2027, outer: '2026-12-31' })
    expect(answer({ right: 'access', received: '2026-06-15', pauses: pauses('2026-06-16', '2026-06-18'), extension: { workingDays: 2 } })).toMatchObject({ target: '2026-07-14', outer: '2026-07-15' })
  })
  test('says when a year has no calendar', () => {
    expect(answer({ right: 'access', received: '2026-12-11' })).toEqual({ uncovered: 2027, provisional: '2027-01-04', outer: '2027-01-10', pack: PACK_VERSION })
  })
  test.each([
    ['{', 'line'],
    ['{"right":"delete"}', 'received'],
    ['{"right":"erase","received":"2026-06-15"}', 'right'],
    ['{"right":"delete","received":"2026-02-30"}', 'received'],
    ['{"right":"delete","received":"9999-12-31"}', 'received'],
    ['{"right":"delete","received":"2026-06-15","pauses":[{"from":"2026-06-17","to":"2026-06-16","category":"x"}]}', 'pauses.0'],
    ['{"right":"delete","received":"2026-06-15","pauses":[{"from":"2026-06-17","to":"2199-06-16","category":"x"}]}', 'pauses.0'],
    ['{"right":"delete","received":"2026-06-15","extension":{"workingDays":-1}}', 'extension.workingDays'],
  ])('%s is answered with an error naming %s', (line, field) => {
    expect(answer(line)).toEqual({ error: 'invalid', fields: [field] })
  })
  test('of any text gets an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(answer(line)).toBeTypeOf('object')
      }),
    )
  })
})

test('the command answers line by line and ends with 1 when one was wrong', async () => {
  const path = REPOSITORY_PACK_PATH
  let pack: readonly string[] = ['--pack', path]
  const run = async (...lines: readonly string[]) => {
    const out: string[] = []
    const code = await main(['deadline', ...pack], { out: (line) => out.push(line), err: () => undefined, lines: async function* () { yield* lines }, now: () => 0 })
    return { code, out }
  }
  const good = '{"right":"access","received":"2026-11-23"}'
  expect(await run(good, '', good)).toEqual({ code: 0, out: Array(2).fill(`{"target":"2026-12-14","outer":"2026-12-23","pack":"${PACK_VERSION}"}`) })
  pack = []
  expect((await run(good)).out[0]).toContain(`"pack":"${PACK_VERSION}"`)
  expect((await run('rubbish', good)).code).toBe(1)
  expect((await run('rubbish', good)).out).toHaveLength(2)
})

test('a pack is read bare or signed, and refused when damaged', () => {
  expect(readPack(JSON.stringify({ body: pack, keyId: 'x', sig: 'y' }))?.version).toBe(PACK_VERSION)
  expect(readPack('{}')).toBeUndefined()
  expect(readPack('no json')).toBeUndefined()
})
