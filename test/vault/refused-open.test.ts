// A store that nobody may enter: its keys do not stay in the process that shows the unlock screen.
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keepHostFacts } from '../../src-main/usecases/host-facts'
import { openDesk } from '../../src-main/app/open-desk'
import { recheckResidue } from '../../src-main/erasure/recheck'
import { searchResidue } from '../../src-main/erasure/search-residue'
import { createBackoff } from '../../src-main/keys/backoff'
import { nodeCrypto } from '../../src-main/keys/node-crypto'
import { Secret } from '../../src-main/keys/secret'
import { EMPTY_CHAIN } from '../../src-shared/formats/audit-entry'
import { err } from '../../src-shared/base/result'
import { writeAnchor } from '../../src-main/vault/anchor'
import { createPickedFiles } from '../../src-main/usecases/picked-files'
import { AS_ENROLLED, makeFolder, makeKeyedVault, NO_HAND_OVER, NO_SET_ASIDE, quickKdf, removeFolders, seededRandom, testClock } from './desk-store'

afterAll(removeFolders)

for (const [fault, auditSize, kind] of [['enrolment', 0, 'store-damaged'], ['rolled-back', 7, 'store-outdated']] as const) {
  it(`a store refused for its ${fault} leaves no key and no sign-in secret behind`, async () => {
    const dir = await makeFolder()
    const keyed = await makeKeyedVault(dir, fault, ({ keys }) => writeAnchor(dir, { ...EMPTY_CHAIN, size: auditSize }, keys.macKey))
    const clock = testClock()
    const signin = Secret.take(Uint8Array.of(1, 2, 3))
    const opened = await openDesk(
      { keyed, signinSecret: Promise.resolve(signin) },
      {
        host: {
          profileDir: dir, exportDir: dir, isPractice: false, keyStore: 'absent', deviceSecret: undefined, facts: keepHostFacts('unknown').read, appVersion: '0', clock, random: seededRandom('host'), kdf: quickKdf, searchResidue, recheck: recheckResidue,
          crypto: nodeCrypto, backoff: createBackoff(path.join(dir, 'tries.json'), clock), desk: () => undefined, connect: () => err({ kind: 'origin-unreachable' }), ownProxy: AS_ENROLLED,
          pendingEnrolments: new Map(), picks: createPickedFiles(), handOver: NO_HAND_OVER, ...NO_SET_ASIDE, wipe: () => Promise.resolve(undefined), destroyAt: () => undefined, openDesk: () => Promise.resolve(err({ kind: 'locked' })),
        },
        publish: () => undefined, workerFile: '', sleep: () => Promise.resolve(), tell: () => undefined, undoMs: 0, noticeEveryMs: 60_000, ballastBytes: 0, print: () => Promise.resolve(undefined), onWipe: () => undefined, onFault: () => undefined,
      },
    )
    expect(opened).toMatchObject({ ok: false, error: { kind } })
    expect([keyed.keys.storeSecret, keyed.keys.macKey, signin].map((secret) => secret.isPurged)).toEqual([true, true, true])
  })
}
