// Holds an installer against the notice that the officer signed: signer, dates, no step back, size, hash. Without the organisation's key nothing is believed.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { checkInstaller, checkUpdateNotice, NOTICE_MAX_CHARS } from '../src-shared/formats/update-notice'
import { nodeCrypto } from './node-crypto'
import type { Finding } from './report'
import type { OrgTrust } from '../src-shared/formats/signed'

export interface UpdateQuestion {
  readonly noticePath: string
  readonly installerPath: string
  readonly orgPublicKey: OrgTrust | undefined
  /** Of the desk that would be replaced. */
  readonly running: string
  readonly now: number
}

export async function verifyUpdate({ noticePath, installerPath, orgPublicKey, running, now }: UpdateQuestion): Promise<Finding> {
  if (!orgPublicKey) return { outcome: 'notice-key-needed' }
  const checked = checkUpdateNotice(await readStart(noticePath), { orgPublicKey, now, running }, nodeCrypto)
  if (!checked.ok) return { outcome: checked.error, facts: { running } }
  const { version, sha256, size, expiresAt } = checked.value
  const installer = await checkInstaller(createReadStream(installerPath), { size, sha256 }, nodeCrypto)
  const facts = { version, running, size, sha256, expiresAt: new Date(expiresAt).toISOString() }
  return { outcome: installer.ok ? 'update-valid' : installer.error, facts }
}

/** No more than a notice may have and a little: a file without end fills no memory. */
async function readStart(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(NOTICE_MAX_CHARS + 1)
    let read = 0
    for (let more = 1; more > 0 && read < buffer.length; read += more) more = (await file.read(buffer, read, buffer.length - read, null)).bytesRead
    return buffer.toString('utf8', 0, read)
  } finally {
    await file.close()
  }
}
