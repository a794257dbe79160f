// The rules packs of this origin: the one in force, signed by the organisation key, and the earlier ones that past decisions name.
//
// A pack once here is kept and never rewritten, so decisions stay explainable. Another process may issue one while this one runs: it says so by a
// notification, and whoever opens a session or names a version that is not known makes this one look again.
import { sql } from 'kysely'
import { err, ok, type Result } from '../../src-shared/base/result'
import { calendarUntil } from '../../src-shared/domain/published-calendar'
import { comparePackVersions, rulesPackBodySchema, type RulesPackBody } from '../../src-shared/domain/rules'
import { parseJson } from '../../src-shared/formats/canonical'
import type { Signer } from '../../src-shared/formats/crypto'
import { checkRulesPack, signRulesPack, type RulesPackError, type SignedRulesPack } from '../../src-shared/formats/rules-pack'
import { nodeCrypto } from '../devices/node-crypto'
import type { Db, Tx } from '../store/database'

export const RULES_CHANNEL = 'privacy_desk_rules'

export interface RulesBook {
  readonly inForce: RulesPackBody
  readonly signed: SignedRulesPack
  /** Undefined for a version this origin never had. */
  readonly byVersion: (version: string) => RulesPackBody | undefined
  /** Takes up what another process issued meanwhile. */
  readonly look: () => Promise<void>
}
/** `not-newer`: it would never come into force. */
export type IssueError = RulesPackError | 'not-newer'

/** `bodies`: the packs that came with this program. */
export async function openRulesBook(db: Db, bodies: readonly unknown[], org: Signer, now: number): Promise<RulesBook> {
  for (const body of bodies.map((one) => rulesPackBodySchema.parse(one))) await keepPack(db, { version: body.version, body, signed: null }, now)
  let book = await readBook(db, org)
  return {
    get inForce() {
      return book.inForce
    },
    get signed() {
      return book.signed
    },
    byVersion: (version) => book.byVersion.get(version),
    look: async () => {
      const { count } = await db.selectFrom('rules').select(({ fn }) => fn.countAll<string>().as('count')).executeTakeFirstOrThrow()
      if (Number(count) !== book.byVersion.size) book = await readBook(db, org)
    },
  }
}

interface Book {
  readonly inForce: RulesPackBody
  readonly signed: SignedRulesPack
  readonly byVersion: ReadonlyMap<string, RulesPackBody>
}

async function readBook(db: Db, org: Signer): Promise<Book> {
  const rows = await db.selectFrom('rules').select(['body', 'signed']).execute()
  const packs = rows.map((row) => ({ body: rulesPackBodySchema.parse(row.body), signed: row.signed })).sort((a, b) => comparePackVersions(b.body.version, a.body.version))
  const [newest] = packs
  if (!newest) throw new Error('invariant: an origin has at least one rules pack')
  return { inForce: newest.body, signed: signedPack(newest, org), byVersion: new Map(packs.map(({ body }) => [body.version, body])) }
}

function signedPack({ body, signed }: { readonly body: RulesPackBody; readonly signed: string | null }, org: Signer): SignedRulesPack {
  // The cast is safe: only a pack whose envelope was checked is stored with it.
  return signed === null ? signRulesPack(body, org, nodeCrypto) : (parseJson(signed) as SignedRulesPack)
}

export interface HeldPack {
  readonly version: string
  /** When this origin took it up. */
  readonly since: number
  readonly signed: SignedRulesPack
}

/** Every pack that past decisions may name, the oldest first, each as it was signed. */
export async function listSignedPacks(db: Db | Tx, org: Signer): Promise<readonly HeldPack[]> {
  const rows = await db.selectFrom('rules').select(['body', 'signed', 'added_at']).execute()
  return rows
    .map(({ body, signed, added_at: since }): HeldPack => {
      const pack = rulesPackBodySchema.parse(body)
      return { version: pack.version, since, signed: signedPack({ body: pack, signed }, org) }
    })
    .sort((a, b) => comparePackVersions(a.version, b.version))
}

/** A signed pack is checked by the organisation key and keeps its signature; a bare one is signed here, where this origin holds that key. */
export async function issuePack(db: Db, text: string, org: Signer, now: number): Promise<Result<RulesPackBody, IssueError>> {
  const parsed = parseJson(text)
  const isSigned = typeof parsed === 'object' && parsed !== null && 'sig' in parsed
  const bare = isSigned ? undefined : rulesPackBodySchema.safeParse(parsed)
  const checked = bare ? (bare.success ? ok(bare.data) : err('malformed' as const)) : checkRulesPack(parsed, org.publicKey, nodeCrypto)
  if (!checked.ok) return checked
  const { version } = checked.value
  const versions = await db.selectFrom('rules').select('version').execute()
  if (versions.some((row) => comparePackVersions(row.version, version) >= 0)) return err('not-newer')
  await keepPack(db, { version, body: checked.value, signed: isSigned ? JSON.stringify(parsed) : null }, now)
  await sql`select pg_notify(${RULES_CHANNEL}, '')`.execute(db)
  return checked
}

export interface ListedPack {
  readonly version: string
  readonly issuedOn: string
  readonly calendarUntil: string
  readonly addedAt: number
  /** Signed where the organisation key is kept, or by this origin itself. */
  readonly signed: 'elsewhere' | 'here'
}

/** Newest first: the one in force, and those before it. */
export async function listPacks(db: Db): Promise<readonly ListedPack[]> {
  const rows = await db.selectFrom('rules').select(['body', 'signed', 'added_at']).execute()
  return rows
    .map(({ body, signed, added_at: addedAt }): ListedPack => {
      const pack = rulesPackBodySchema.parse(body)
      return { version: pack.version, issuedOn: pack.issuedOn, calendarUntil: calendarUntil(pack), addedAt, signed: signed === null ? 'here' : 'elsewhere' }
    })
    .sort((a, b) => comparePackVersions(b.version, a.version))
}

async function keepPack(db: Db, { version, body, signed }: { readonly version: string; readonly body: RulesPackBody; readonly signed: string | null }, now: number): Promise<void> {
  await db
    .insertInto('rules')
    .values({ version, body: JSON.stringify(body), signed, added_at: now })
    .onConflict((conflict) => conflict.column('version').doNothing())
    .execute()
}
