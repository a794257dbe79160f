// A thousand mutants of a package: every one is refused, by the product's check and by a second one that shares no line with it (security.md X-3).
import { expect, it } from 'vitest'
import { checkEvidence } from '../../../src-shared/formats/evidence/check-evidence'
import { createRng } from '../../../src-origin/seed/random'
import { nodeCrypto } from '../../../src-tools/node-crypto'
import { PASSPHRASE, testPackage, type PackageChange } from '../../fixtures/evidence'
import { secondCheck } from '../../fixtures/second-reader'
import { organisation, stranger } from '../../fixtures/signers'

const first = async (bytes: Uint8Array, orgPublicKey = organisation.publicKey): Promise<boolean> => {
  const source = { size: bytes.length, read: (at: number, length: number) => Promise.resolve(bytes.slice(at, at + length)) }
  return (await checkEvidence(source, { passphrase: PASSPHRASE, orgPublicKey, crypto: nodeCrypto })).outcome === 'valid'
}
const both = async (bytes: Uint8Array, key?: Uint8Array): Promise<readonly boolean[]> => [await first(bytes, key), secondCheck(Buffer.from(bytes), PASSPHRASE, key ?? organisation.publicKey)]
const FILES: PackageChange = { attached: ['files/01.pdf', 'files/02.xlsx'] }

it('both checks take what nobody touched, and neither for another organisation', async () => {
  const good = await testPackage(FILES)
  expect(await both(good)).toEqual([true, true])
  expect(await both(good, stranger.publicKey)).toEqual([false, false])
})

/** A thousand checks by two readers, beside whatever else the machine does. */
const LONG = { timeout: 600_000 }

it('both refuse 960 mutants of its bytes: changed, cut, doubled, swapped, moved', LONG, async () => {
  const good = Buffer.from(await testPackage(FILES))
  const rng = createRng('package', 'mutants', 7)
  const at = (): number => rng.between(0, good.length - 1)
  // The last byte of the plain entry's deflate stream ends in bits that no reader looks at: to change them changes nothing.
  const deaf = endOfPlainData(good) - 1
  const ways: readonly (() => Buffer)[] = [
    () => changed(good, at(), deaf, rng.between(1, 255)),
    () => good.subarray(0, at()),
    () => Buffer.concat([good.subarray(at())]),
    () => { const from = at(); return Buffer.concat([good.subarray(0, from), good.subarray(Math.max(0, from - 40))]) },
    () => { const [from, to] = [at(), at()].toSorted((a, b) => a - b) as [number, number]; return Buffer.concat([good.subarray(0, from), good.subarray(to + 1)]) },
    () => { const from = at(); return Buffer.concat([good.subarray(0, from), Buffer.from([rng.between(0, 255)]), good.subarray(from)]) },
    () => { const [from, to] = [at(), at()]; const bytes = Buffer.from(good); good.copy(bytes, to, from, from + 24); return bytes },
    () => changed(changed(good, at(), deaf, 1), at(), deaf, 2),
  ]
  let tried = 0
  for (let round = 0; round < 120; round += 1) {
    for (const [way, mutate] of ways.entries()) {
      const mutant = mutate()
      if (mutant.equals(good)) continue
      tried += 1
      expect(await both(mutant), `way ${String(way)}, round ${String(round)}`).toEqual([false, false])
    }
  }
  expect(tried).toBeGreaterThan(940)
})

it('both refuse what somebody made who knows the passphrase: every name taken out, put in, changed, moved; every content changed', LONG, async () => {
  const names = await namesOf()
  const changes: PackageChange[] = names.flatMap((name, at) => [
    { names: (all) => all.filter((one) => one !== name) },
    { names: (all) => all.toSpliced(at, 0, `data/more-${String(at)}.csv`) },
    { names: (all) => all.with(at, all[(at + 1) % all.length] ?? '').with((at + 1) % all.length, name) },
    ...(at < names.length - 3 ? [{ content: { [name]: 'other' } }] : []),
  ])
  expect(changes.length).toBeGreaterThan(70)
  for (const [at, change] of changes.entries()) expect(await both(await testPackage({ ...FILES, ...change })), String(at)).toEqual([false, false])
})

async function namesOf(): Promise<readonly string[]> {
  let seen: readonly string[] = []
  await testPackage({ ...FILES, names: (all) => (seen = all) })
  return seen
}

function changed(bytes: Buffer, at: number, deaf: number, by: number): Buffer {
  const mutant = Buffer.from(bytes)
  const place = at === deaf ? at - 1 : at
  mutant[place] = (mutant[place] ?? 0) ^ by
  return mutant
}

/** As test/unit/tools/verify.test.ts. */
function endOfPlainData(bytes: Buffer): number {
  return 30 + 28 + bytes.readUInt32LE(bytes.readUInt32LE(bytes.length - 6) + 20)
}
