// A purge and a change of who may open the store make the next keys out of the present ones: one after the other.
import { describe, expect, it } from 'vitest'
import { err, ok } from '../../src-shared/base/result'
import { holdKeys, type Keyed } from '../../src-main/keys/held-keys'
import type { OpenedKeys } from '../../src-main/keys/key-slots'
import type { KeyFile } from '../../src-main/keys/key-file'

const at = (generation: number): Keyed => ({ keyFile: { generation } as KeyFile, keys: {} as OpenedKeys })
const next = (now: Keyed): Keyed => at(now.keyFile.generation + 1)

describe('held keys', () => {
  it('change one after the other, each out of what the one before made', async () => {
    const held = holdKeys(at(1))
    const order: string[] = []
    const slow = held.change(async (now) => {
      order.push('slow begins')
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push('slow ends')
      return ok(next(now))
    })
    const quick = held.change((now) => {
      order.push('quick')
      return Promise.resolve(ok(next(now)))
    })
    expect(held.now().keyFile.generation).toBe(1)
    await Promise.all([slow, quick])
    expect([order, held.now().keyFile.generation]).toEqual([['slow begins', 'slow ends', 'quick'], 3])
  })

  it('stay what they were where a change is refused or fails, and the next one goes on from there', async () => {
    const held = holdKeys(at(1))
    expect(await held.change(() => Promise.resolve(err('disk-full')))).toEqual({ ok: false, error: 'disk-full' })
    await expect(held.change(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
    await held.change((now) => Promise.resolve(ok(next(now))))
    expect(held.now().keyFile.generation).toBe(2)
  })
})
