// Programs that must not compile: a Reader cannot write, and nobody makes a Tx out of one. Checked by the type run, never executed.
import type { Kysely } from 'kysely'
import type { VaultSchema } from '../../src-main/vault/schema'
import type { Reader, Tx } from '../../src-main/vault/transaction'
import type { Vault } from '../../src-main/vault/vault'

declare const reader: Reader
declare const tx: Tx
declare const vault: Vault
declare const database: Kysely<VaultSchema>
declare function reads(from: Reader): void
declare function writes(to: Tx): void

// What is allowed.
void reader.selectFrom('people').selectAll().execute()
void tx.selectFrom('people').selectAll().execute()
void tx.insertInto('meta').values({ key: 'a', value: 'b' }).execute()
reads(tx)
reads(vault.reader)
void vault.transaction(async (inside) => {
  writes(inside)
  await Promise.resolve()
})

// @ts-expect-error a Reader has no insert
void reader.insertInto('meta')
// @ts-expect-error a Reader has no update
void reader.updateTable('meta')
// @ts-expect-error a Reader has no delete
void reader.deleteFrom('meta')
// @ts-expect-error a common table expression could write
void reader.with('w', (db) => db.insertInto('meta').values({ key: 'a', value: 'b' }))
// @ts-expect-error a Reader is no Tx
writes(reader)
// @ts-expect-error nor is the vault's reader
writes(vault.reader)
// @ts-expect-error a bare Kysely is neither
reads(database)
// @ts-expect-error nor is a bare Kysely a Tx
writes(database)
// @ts-expect-error a transaction inside a transaction has no name to be called by
void tx.transaction()
// @ts-expect-error tables are those of the schema
void reader.selectFrom('users').selectAll().execute()
