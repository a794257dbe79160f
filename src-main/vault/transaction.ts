// The two ways to touch the store, told apart by type: a Reader cannot write, a Tx is inside the one write transaction.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Kysely } from 'kysely'
import { assert } from '../../src-shared/base/assert'
import type { VaultSchema } from './schema'

declare const readerBrand: unique symbol
declare const txBrand: unique symbol

/** Selects only (its connections are read-only too: raw SQL that writes fails). A Tx is also a Reader: it reads its own writes. */
export type Reader = Pick<Kysely<VaultSchema>, 'selectFrom' | 'selectNoFrom' | 'fn' | 'case' | 'getExecutor'> & { readonly [readerBrand]: true }

/** Exists only inside `vault.transaction`: all of it is committed, or nothing. */
export type Tx = Reader & Pick<Kysely<VaultSchema>, 'insertInto' | 'updateTable' | 'deleteFrom'> & { readonly [txBrand]: true }

/** Gives a Kysely over read-only handles its brand. */
export function asReader(db: Kysely<VaultSchema>): Reader {
  return db as unknown as Reader
}

/** Runs `work` in one write transaction of `writer`; a second one inside it would wait for itself, so it is refused. */
export function createTransaction(writer: Kysely<VaultSchema>): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  const inside = new AsyncLocalStorage<true>()
  return (work) => {
    assert(inside.getStore() === undefined, 'a transaction inside a transaction')
    return writer.transaction().execute((tx) => inside.run(true, () => work(tx as unknown as Tx)))
  }
}
