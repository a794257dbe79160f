// The thread on which packages are written is kept for the next one, and never one that was stopped or failed.
import { setTimeout as sleep } from 'node:timers/promises'
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPackageThreads, isAlive, type PackageThreads } from '../../../src-main/packages/package-threads'
import { writeAccessPackage } from '../../../src-main/packages/write-package'
import { createPackageMaker, type PackageMaker } from '../../fixtures/package-maker'
import { packagePerson } from '../../fixtures/package-source'
import { stranger } from '../../fixtures/signers'
import { buildWorker } from '../../fixtures/worker-file'

let maker: PackageMaker
let built: Awaited<ReturnType<typeof buildWorker>>
let threads: PackageThreads
beforeAll(async () => {
  maker = await createPackageMaker()
  built = await buildWorker('package-worker')
  threads = createPackageThreads(built.workerFile)
})
afterAll(async () => {
  threads.end()
  await maker.remove()
  await rm(built.dir, { recursive: true, force: true })
})

const [one, other] = [packagePerson(0, 40), packagePerson(1, 60)]

it('writes one package after the other, each of its own person', async () => {
  const numbers: number[] = []
  for (const person of [one, other, one]) {
    const thread = threads.take()
    numbers.push(thread.worker.threadId)
    const made = await maker.make(person, {}, { thread })
    const content = await maker.contentOf(made)
    expect(content.get('data/account.json')).toContain(person.subject.accountNo)
    expect([...content.values()].some((text) => text.includes((person === one ? other : one).subject.accountNo))).toBe(false)
    await rm(made.path)
  }
  expect(new Set(numbers).size).toBe(1)
})

it('is another one after a package that failed or was stopped', async () => {
  const failed = threads.take()
  expect(await writeAccessPackage(await maker.input(one), maker.deps(one, { signer: stranger, thread: failed }))).toEqual({ ok: false, error: { kind: 'package-failed' } })
  expect(isAlive(failed.worker)).toBe(false)
  const stopped = threads.take()
  const abort = new AbortController()
  const end = writeAccessPackage(await maker.input(one), maker.deps(one, { thread: stopped, signal: abort.signal, progress: () => abort.abort() }))
  expect(await end).toEqual({ ok: false, error: { kind: 'cancelled' } })
  expect(isAlive(stopped.worker)).toBe(false)
  const made = await maker.make(one, {}, { thread: threads.take() })
  await rm(made.path)
})

it('one that broke while it was kept is not given out', async () => {
  threads.warm()
  const { worker, giveBack } = threads.take()
  await giveBack()
  await worker.terminate()
  const next = threads.take()
  expect(next.worker).not.toBe(worker)
  await next.end()
})

it('is loaded once for whoever looks several times, a second one is not kept, and it ends by itself when nobody wants it', async () => {
  const brief = createPackageThreads(built.workerFile, 3_000)
  brief.warm()
  brief.warm()
  const [first, second] = [brief.take(), brief.take()]
  await first.giveBack()
  await second.giveBack()
  expect([isAlive(first.worker), isAlive(second.worker)]).toEqual([true, false])
  for (let waited = 0; isAlive(first.worker) && waited < 600; waited++) await sleep(50)
  expect(isAlive(first.worker)).toBe(false)
})
