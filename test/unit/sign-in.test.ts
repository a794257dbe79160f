// What proves a person anew stays the token in use, though a plain sign-in that set out before it comes back after it.
import { expect, it } from 'vitest'
import { Secret } from '../../src-main/keys/secret'
import type { OriginClient } from '../../src-main/sync/origin-client'
import { createSignIn } from '../../src-main/sync/sign-in'
import { ok } from '../../src-shared/base/result'
import type { SigninResponse } from '../../src-shared/protocol/session'

type Mode = 'plain' | 'fresh'
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))
const key = () => Secret.take(new Uint8Array(32))

/** Questions to the origin, answered by hand; the n-th answer brings the token `MODE-n`. */
function start() {
  const asked: { readonly mode: Mode; readonly answer: () => void }[] = []
  const time = { now: 0 }
  const client = {
    signIn: (_login: string, _secret: string, mode: Mode) =>
      new Promise((resolve) => {
        const token = `${mode}-${asked.length + 1}`
        asked.push({ mode, answer: () => resolve(ok({ token, expiresAt: time.now + 600_000 } as SigninResponse)) })
      }),
  } as Pick<OriginClient, 'signIn'> as OriginClient
  const signIn = createSignIn({ client, clock: { mono: () => time.now }, time: () => time.now, onFresh: () => undefined, login: 'wu', secret: { now: () => Promise.resolve(key()) } })
  return { asked, signIn, time }
}

it('a plain answer that was under way does not take the place of a fresh one', async () => {
  const { asked, signIn, time } = start()
  const plain = signIn.token()
  await turn()
  const fresh = signIn.fresh(key())
  asked[1]!.answer()
  expect((await fresh).ok).toBe(true)
  asked[0]!.answer()
  expect(await plain).toEqual(ok('plain-1'))
  expect(await signIn.token()).toEqual(ok('fresh-2'))
  // When that one ends, a plain one follows it like any other.
  time.now += 600_000
  const next = signIn.token()
  await turn()
  asked[2]!.answer()
  expect(await next).toEqual(ok('plain-3'))
  expect(await signIn.token()).toEqual(ok('plain-3'))
  expect(asked.map(({ mode }) => mode)).toEqual(['plain', 'fresh', 'plain'])
})

it('a fresh answer takes the place of a plain one, whichever came first', async () => {
  const { asked, signIn } = start()
  const plain = signIn.token()
  await turn()
  const fresh = signIn.fresh(key())
  asked[0]!.answer()
  expect(await plain).toEqual(ok('plain-1'))
  expect(await signIn.token()).toEqual(ok('plain-1'))
  asked[1]!.answer()
  await fresh
  expect(await signIn.token()).toEqual(ok('fresh-2'))
})
