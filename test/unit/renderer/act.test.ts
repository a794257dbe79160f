// A form that is gone by the time of the answer still ends its draft, and does nothing else.
import { MutationObserver, QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { actOptions } from '../../../src-renderer/act'
import { DeskFailure } from '../../../src-renderer/desk'

/** A form that sends an act, as far as react-query sees of it. */
function startForm() {
  const heard: string[] = []
  const answer = { resolve: (_said: string): void => undefined, reject: (_why: DeskFailure): void => undefined }
  const promise = new Promise<string>((resolve, reject) => Object.assign(answer, { resolve, reject }))
  const form = new MutationObserver(new QueryClient(), { ...actOptions((request: string) => promise.then((said) => `${request}, ${said}`)), retry: false })
  const leave = form.subscribe(() => undefined)
  const outcome = form.mutate({ request: '记一笔', onAccepted: (said) => heard.push(`accepted ${said}`) }, { onSuccess: (said) => heard.push(`closes ${said}`) })
  return { heard, answer, leave, outcome }
}

it('ends its draft and closes where it is still on the screen', async () => {
  const { heard, answer, outcome } = startForm()
  answer.resolve('好')
  await outcome
  expect(heard).toEqual(['accepted 记一笔, 好', 'closes 记一笔, 好'])
})

it('ends its draft where it is not', async () => {
  const { heard, answer, leave, outcome } = startForm()
  leave()
  answer.resolve('好')
  await outcome
  expect(heard).toEqual(['accepted 记一笔, 好'])
})

it('keeps its draft where the act was not accepted', async () => {
  const { heard, answer, leave, outcome } = startForm()
  leave()
  answer.reject(new DeskFailure({ kind: 'not-found' }))
  await expect(outcome).rejects.toThrow('not-found')
  expect(heard).toEqual([])
})
