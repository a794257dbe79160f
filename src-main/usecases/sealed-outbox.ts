// The vault with its sealed outbox: a file beside the store that holds every act the origin has not yet taken, readable by the origin alone.
// A store that is damaged, wiped or past its lease takes no accepted act with it.
//
// The file is brought in line inside the transaction, before its commit. So an act is in the file before it is accepted; where the file cannot
// be written (a full disk) the act is refused and nothing of it is kept. An act that the origin took, or whose person was erased, leaves the
// file with the transaction that says so. Killed between the two, the file is ahead by one act or behind by one that was ruled on already; the
// next transaction puts it right.
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import type { DeviceId, StaffId } from '../../src-shared/base/ids'
import { must } from '../../src-shared/base/assert'
import { canonicalJson, fromBase64url, toBase64url } from '../../src-shared/formats/canonical'
import type { FormatCrypto, Signer } from '../../src-shared/formats/crypto'
import { boundText, PROOF_INFO, proofText, signedPart, type SealedContent, type SealedItem, type SealedOutbox, type SealedPlace } from '../../src-shared/formats/sealed-outbox'
import { signCanonical, verifyCanonical } from '../../src-shared/formats/signed'
import type { Random } from '../keys/device-key'
import { writeFileAtomically } from '../keys/private-files'
import { RAW_KEY_BYTES } from '../keys/raw-keys'
import { deriveKey, seal } from '../keys/sealing'
import { Secret } from '../keys/secret'
import type { SigninSecret } from '../keys/signin-secret'
import { pushItem } from '../sync/push'
import { getMeta } from '../vault/repositories/meta'
import { getOutboxItem, listSealable, type OutboxItem } from '../vault/repositories/outbox'
import type { Reader, Tx } from '../vault/transaction'
import { overVault, type Vault } from '../vault/vault'
import { readSealedFile, SEALED_OUTBOX_FILE } from './sealed-file'

export interface SealedOutboxDeps {
  readonly profileDir: string
  readonly tenant: string
  readonly deviceId: DeviceId
  readonly signer: Signer
  /** Raw X25519 key of the enrolment file; undefined in a file of before there was one: then the key that a session told counts. */
  readonly sealKey: Uint8Array | undefined
  readonly me: StaffId
  /** Proves the acts of the person signed in to be theirs. */
  readonly signinSecret: Pick<SigninSecret, 'now' | 'replaced'>
  readonly random: Random
  readonly crypto: FormatCrypto
}

export async function withSealedOutbox(vault: Vault, deps: SealedOutboxDeps): Promise<Vault> {
  const open = async (reader: Reader): Promise<SealedFile | undefined> => {
    const sealKey = deps.sealKey ?? fromBase64url((await getMeta(reader, 'sealKey')) ?? '')
    // Without a key nothing can be kept beside the store; a first session will tell one.
    return sealKey?.length === RAW_KEY_BYTES ? new SealedFile({ ...deps, sealKey }, await readOwn({ ...deps, sealKey })) : undefined
  }
  let file = await open(vault.reader)
  return overVault(vault, {
    transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      vault.transaction(async (tx) => {
        const result = await work(tx)
        // In the very transaction that learns the key, what waits is sealed.
        file ??= await open(tx)
        await file?.follow(tx)
        return result
      }),
  })
}

type Keyed = SealedOutboxDeps & { readonly sealKey: Uint8Array }

/** What stands in the file and is this device's, to this key: the acts of colleagues keep the proof that only they could give. */
async function readOwn({ profileDir, tenant, deviceId, sealKey, signer, crypto }: Keyed): Promise<readonly SealedItem[] | undefined> {
  const found = await readSealedFile(join(profileDir, SEALED_OUTBOX_FILE))
  if (found === undefined || found.tenant !== tenant || found.deviceId !== deviceId || found.sealKey !== toBase64url(sealKey)) return undefined
  return found.items.filter((item) => verifyCanonical(signedPart(found, item), item.sig, signer.publicKey, crypto))
}

class SealedFile {
  readonly #place: SealedPlace
  /** As the file has them, in order; undefined while it is not known to be whole. */
  #items: readonly SealedItem[] | undefined
  #provedBy: number

  constructor(private readonly deps: Keyed, items: readonly SealedItem[] | undefined) {
    this.#place = { tenant: deps.tenant, deviceId: deps.deviceId }
    this.#items = items
    this.#provedBy = deps.signinSecret.replaced()
  }

  async follow(tx: Tx): Promise<void> {
    const mids = await listSealable(tx)
    const present = await this.#stillProved(tx)
    if (present && present.length === mids.length && present.every(({ mid }, at) => mid === mids[at])) return
    const sealed = new Map((present ?? []).map((item) => [item.mid, item]))
    const items: SealedItem[] = []
    for (const mid of mids) items.push(sealed.get(mid) ?? (await this.#seal(must(await getOutboxItem(tx, mid), 'an item of the outbox'))))
    // Until it is written nobody knows which of the two stands on the disk.
    this.#items = undefined
    const body: SealedOutbox = { v: 1, kind: 'sealed-outbox', ...this.#place, sealKey: toBase64url(this.deps.sealKey), items }
    try {
      await writeFileAtomically(join(this.deps.profileDir, SEALED_OUTBOX_FILE), JSON.stringify(body))
    } catch (error) {
      // What was sealed before need not be sealed anew, and a colleague's proof could not be.
      this.#items = present
      throw error
    }
    this.#items = items
    this.#provedBy = this.deps.signinSecret.replaced()
  }

  /** Without the acts of the person signed in whose proof is by a passphrase of before: the origin would take it for nobody's. */
  async #stillProved(tx: Tx): Promise<readonly SealedItem[] | undefined> {
    if (this.#items === undefined || this.#provedBy === this.deps.signinSecret.replaced()) return this.#items
    const kept: SealedItem[] = []
    for (const item of this.#items) if ((await getOutboxItem(tx, item.mid))?.staffId !== this.deps.me) kept.push(item)
    return kept
  }

  async #seal(item: OutboxItem): Promise<SealedItem> {
    const { deps } = this
    const act = pushItem(item)
    const proof = item.staffId === deps.me ? await this.#prove(act) : undefined
    const content: SealedContent = { v: 1, item: act, staffId: item.staffId, ...(item.subjectId === undefined ? {} : { subjectId: item.subjectId }), ...(proof === undefined ? {} : { proof }) }
    const plain = Secret.take(new Uint8Array(Buffer.from(canonicalJson(content), 'utf8')))
    const sealed = toBase64url(seal(deps.sealKey, plain, boundText(this.#place, item.mid), deps.random))
    plain.purge()
    return { mid: item.mid, sealed, sig: signCanonical(signedPart(this.#place, { mid: item.mid, sealed }), deps.signer) }
  }

  /** Undefined where the secret could not be derived: the act is kept all the same, and waits for the officer. */
  async #prove(act: unknown): Promise<string | undefined> {
    const secret = await this.deps.signinSecret.now().catch(() => undefined)
    if (!secret) return undefined
    const key = deriveKey(secret, new Uint8Array(0), PROOF_INFO)
    const proof = key.use((bytes) => createHmac('sha256', bytes).update(proofText(this.#place, act), 'utf8').digest('base64url'))
    key.purge()
    return proof
  }
}
