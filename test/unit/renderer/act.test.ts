// A form that is gone by the time of the answer still ends its draft, and does nothing else.
import { MutationObserver, QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { actOptions, isUnderWay } from '../../../src-renderer/act'
import { DeskFailure } from '../../../src-renderer/desk'

/** A form that sends an act, as far as react-query sees of it. */
function startForm() {
  const heard: string[] = []
  const answer = { resolve: (_said: string): void => undefined, reject: (_why: DeskFailure): void => undefined }
  const promise = new Promise<string>((resolve, reject) => Object.assign(answer, { resolve, reject }))
  const queries = new QueryClient()
  const options = actOptions('note.add', ({ text }: { readonly text: string }) => promise.then((said) => `${text}, ${said}`))
  const form = new MutationObserver(queries, { ...options, retry: false })
  const leave = form.subscribe(() => undefined)
  const outcome = form.mutate({ request: { text: '记一笔' }, onAccepted: (said) => heard.push(`accepted ${said}`) }, { onSuccess: (said) => heard.push(`closes ${said}`) })
  return { heard, answer, leave, outcome, isSent: (name: string, text: string) => isUnderWay(queries, name, { text }) }
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

it('is known to be under way to a form that was opened since, until its answer', async () => {
  const { answer, leave, outcome, isSent } = startForm()
  leave()
  expect(isSent('note.add', '记一笔')).toBe(true)
  expect(isSent('note.add', '另一笔')).toBe(false)
  expect(isSent('note.takeBack', '记一笔')).toBe(false)
  answer.resolve('好')
  await outcome
  expect(isSent('note.add', '记一笔')).toBe(false)
})

it('may be sent again where it failed', async () => {
  const { answer, outcome, isSent } = startForm()
  answer.reject(new DeskFailure({ kind: 'not-found' }))
  await expect(outcome).rejects.toThrow('not-found')
  expect(isSent('note.add', '记一笔')).toBe(false)
})
