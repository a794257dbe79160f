// A bundle that takes longer than a line may be silent: told to come back, found when one does, nobody else's meanwhile, and not kept for ever.
import { expect, it } from 'vitest'
import { createHeldBundle } from '../../../src-origin/bundle/held-bundle'

/** A gathering that ends when the test says so; how often it was begun. */
function slow() {
  let end: { readonly done: (page: string) => void; readonly failed: (error: Error) => void } | undefined
  let begun = 0
  return {
    gather: () => {
      begun += 1
      return new Promise<string>((done, failed) => (end = { done, failed }))
    },
    begun: () => begun,
    done: (page: string) => end?.done(page),
    failed: (error: Error) => end?.failed(error),
  }
}

function held() {
  let now = 0
  return { ...createHeldBundle({ waitMs: 5, keepMs: 1_000, now: () => now }), pass: (ms: number) => (now += ms) }
}

it('is told of as coming while it is made, is made once, and is there for whoever comes back', async () => {
  const [one, work] = [held(), slow()]
  expect(await one.ask('a', work.gather)).toBe('later')
  expect(await one.ask('a', work.gather)).toBe('later')
  work.done('lines')
  expect(await one.ask('a', work.gather)).toEqual({ page: 'lines' })
  expect(work.begun()).toBe(1)
  // Handed out, it is gone: the next one is of its own moment.
  expect(await one.ask('a', work.gather)).toBe('later')
  expect(work.begun()).toBe(2)
})

it('keeps everybody else waiting for no longer than it is kept', async () => {
  const [one, mine, theirs] = [held(), slow(), slow()]
  expect(await one.ask('a', mine.gather)).toBe('later')
  expect(await one.ask('b', theirs.gather)).toBe('busy')
  mine.done('lines')
  await Promise.resolve()
  one.pass(999)
  expect(await one.ask('b', theirs.gather)).toBe('busy')
  one.pass(2)
  expect(await one.ask('b', theirs.gather)).toBe('later')
  expect(theirs.begun()).toBe(1)
})

it('is not handed out when it is old, to its own asker neither', async () => {
  const [one, work] = [held(), slow()]
  expect(await one.ask('a', work.gather)).toBe('later')
  work.done('yesterday')
  await Promise.resolve()
  one.pass(86_400_000)
  expect(await one.ask('a', work.gather)).toBe('later')
  expect(work.begun()).toBe(2)
})

it('is not kept for whoever went away, nor made twice at once', async () => {
  const [one, work, theirs] = [held(), slow(), slow()]
  expect(await one.ask('a', work.gather)).toBe('later')
  one.leave('a')
  expect(await one.ask('b', theirs.gather)).toBe('busy')
  work.done('lines')
  await Promise.resolve()
  expect(await one.ask('b', theirs.gather)).toBe('later')
  // Whoever comes back while it is made has not gone.
  one.leave('b')
  expect(await one.ask('b', theirs.gather)).toBe('later')
  theirs.done('theirs')
  expect(await one.ask('b', theirs.gather)).toEqual({ page: 'theirs' })
})

it('tells a failure to whoever asks next, and begins anew after it', async () => {
  const [one, work] = [held(), slow()]
  expect(await one.ask('a', work.gather)).toBe('later')
  work.failed(new Error('too_large'))
  await expect(one.ask('a', work.gather)).rejects.toThrow('too_large')
  expect(await one.ask('a', work.gather)).toBe('later')
  expect(work.begun()).toBe(2)
})
