// Takes the notice of a newer version that the origin hands out with a session, and says what of it is shown. It is words and nothing else: nothing is fetched, nothing
// installed, and one that is damaged, signed by somebody else, for others, older or over shows nothing; that it came stands on the sync screen.
import type { NoticeRefusal } from '../../src-shared/contract/support'
import type { FormatCrypto } from '../../src-shared/formats/crypto'
import { checkUpdateNotice, compareVersions, type UpdateNotice } from '../../src-shared/formats/update-notice'
import type { OriginIdentity } from '../sync/origin-client'
import { clearMeta, getMeta, setMeta } from '../vault/repositories/meta'
import type { Reader } from '../vault/transaction'
import type { UnlockedDesk } from './unlocked-desk'

export interface TakeNoticeDeps extends Pick<UnlockedDesk, 'vault' | 'knownTime' | 'publish' | 'appVersion'> {
  readonly identity: OriginIdentity
  readonly crypto: FormatCrypto
}
type Shown = Pick<UpdateNotice, 'version' | 'expiresAt'>

/** `found`: undefined where the origin has none. */
export async function takeNotice(deps: TakeNoticeDeps, found: unknown): Promise<void> {
  const kept = await newerVersion(deps.vault.reader, deps)
  const judged = found === undefined ? undefined : judge(deps, found, kept)
  if (judged === undefined || !('refused' in judged)) return keep(deps, judged)
  const { refused } = judged
  if ((await getMeta(deps.vault.reader, 'noticeRefused'))?.reason === refused) return
  await deps.vault.transaction((tx) => setMeta(tx, 'noticeRefused', { reason: refused, at: deps.knownTime.now() }))
  deps.publish('sync')
}

/** Undefined: of the version that runs, so there is nothing to say. */
function judge({ identity, knownTime, appVersion, crypto }: TakeNoticeDeps, found: unknown, kept: Shown | undefined): Shown | { readonly refused: NoticeRefusal } | undefined {
  const checked = checkUpdateNotice(JSON.stringify(found), { orgPublicKey: identity.orgPublicKey, now: knownTime.now(), running: appVersion }, crypto)
  if (!checked.ok) return { refused: checked.error }
  const { tenant, version, expiresAt } = checked.value
  if (tenant !== identity.tenant) return { refused: 'notice-other-tenant' }
  // Whoever plays back an older notice hides the newer one no longer than that one lives.
  if (kept !== undefined && compareVersions(version, kept.version) < 0) return { refused: 'notice-rollback' }
  return compareVersions(version, appVersion) === 0 ? undefined : { version, expiresAt }
}

async function keep({ vault, publish }: TakeNoticeDeps, notice: Shown | undefined): Promise<void> {
  const [before, refused] = [await getMeta(vault.reader, 'updateNotice'), await getMeta(vault.reader, 'noticeRefused')]
  if (before?.version === notice?.version && before?.expiresAt === notice?.expiresAt && refused === undefined) return
  await vault.transaction(async (tx) => {
    await clearMeta(tx, ['noticeRefused', 'updateNotice'])
    if (notice !== undefined) await setMeta(tx, 'updateNotice', notice)
  })
  publish('sync')
}

/** The version that IT may install, while its notice lives: none once it runs here. */
export async function newerVersion(reader: Reader, { knownTime, appVersion }: Pick<UnlockedDesk, 'appVersion'> & { readonly knownTime: Pick<UnlockedDesk['knownTime'], 'now'> }): Promise<Shown | undefined> {
  const kept = await getMeta(reader, 'updateNotice')
  return kept !== undefined && knownTime.now() <= kept.expiresAt && compareVersions(kept.version, appVersion) > 0 ? kept : undefined
}
