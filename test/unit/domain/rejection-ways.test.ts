// Every refusal of the origin has its own sentences in both languages and ways that fit it; nothing that came back is without a way on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REJECTION_RULES, REJECTION_WAYS, waysOf } from '../../../src-shared/domain/rejection-ways'
import { isUndoable, UNDO_MS } from '../../../src-shared/domain/undo'
import { INVENTORY_OPERATIONS, POLICY_OPERATIONS, LANGUAGES, OPERATION_NAMES, REJECTION_CODES, TELLING_OPERATIONS } from '../../../src-shared/domain/vocabulary'

type Sentences = Readonly<Record<string, { readonly title: string; readonly kept: string; readonly next: string }>>
const read = <T>(language: string, file: string): T => JSON.parse(readFileSync(join('resources', 'locales', language, file), 'utf8')) as T

describe('what came back', () => {
  it.each(LANGUAGES)('has a title and a next step of its own for every code, in %s', (language) => {
    const sentences = read<Sentences>(language, 'rejections.json')
    expect(Object.keys(sentences).sort()).toEqual([...REJECTION_CODES].sort())
    for (const part of ['title', 'next'] as const) {
      const all = REJECTION_CODES.map((code) => sentences[code]![part])
      expect(all.every((sentence) => sentence.trim() !== '')).toBe(true)
      expect(new Set(all).size, part).toBe(REJECTION_CODES.length)
    }
    expect(Object.keys(read<{ readonly way: object }>(language, 'sync.json').way).sort()).toEqual([...REJECTION_WAYS].sort())
  })

  it('always has a way on, and never one twice', () => {
    const acts = REJECTION_CODES.flatMap((code) => OPERATION_NAMES.flatMap((op) => [{ code, op, hasArgs: true }, { code, op, hasArgs: false }]))
    for (const act of acts) {
      const ways = waysOf(act)
      expect(ways.length).toBeGreaterThan(0)
      expect(new Set(ways).size).toBe(ways.length)
      // Nothing is made again of what an erasure emptied.
      if (!act.hasArgs) expect(ways.filter((way) => way === 'edit' || way === 'resubmit')).toEqual([])
    }
  })

  it('fits its code', () => {
    const decide = (code: (typeof REJECTION_CODES)[number]) => waysOf({ code, op: 'request.decide@1', hasArgs: true })
    expect(decide('version_conflict')).toEqual(['take-origin', 'edit', 'resubmit'])
    expect(decide('too_large')).toEqual(['edit', 'remove'])
    expect(decide('gone_erased')).toEqual(['remove'])
    expect(waysOf({ code: 'needs_online_auth', op: 'erasure.approve@1', hasArgs: true })).toEqual(['sign-in', 'remove'])
    // Nothing was typed in taking a case, so there is nothing to edit.
    expect(waysOf({ code: 'version_conflict', op: 'request.take@1', hasArgs: true })).toEqual(['take-origin', 'resubmit'])
    expect(REJECTION_CODES.filter((code) => REJECTION_RULES[code].compares)).toEqual(['version_conflict', 'precondition', 'offline_authority_expired', 'dependency_failed'])
  })
})

it('everything but what is sent at once can be undone, for ten seconds; acts on policies and the inventory wait for a second person instead', () => {
  expect(OPERATION_NAMES.filter((op) => !isUndoable(op))).toEqual(['erasure.approve@1', ...INVENTORY_OPERATIONS, ...POLICY_OPERATIONS, ...TELLING_OPERATIONS])
  expect(UNDO_MS).toBe(10_000)
})
