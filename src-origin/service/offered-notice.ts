// The notice of a new version as the operator laid it into the data folder: handed to every desk with its session, read anew each time, so that neither laying it down
// nor taking it away needs a restart. Whether to believe it is the desk's to say; what cannot be a notice is not sent.
import fs from 'node:fs/promises'
import path from 'node:path'
import { parseJson } from '../../src-shared/formats/canonical'
import { NOTICE_MAX_CHARS } from '../../src-shared/formats/update-notice'
import { ifMissing } from '../files'

export const NOTICE_FILE = 'update-notice.json'

/** Undefined: there is none, or nothing that could be one. A session never fails for it. */
export async function readOfferedNotice(dataDir: string): Promise<unknown> {
  const file = path.join(dataDir, NOTICE_FILE)
  try {
    const found = await fs.stat(file).catch(ifMissing(undefined))
    // A character takes three bytes at most.
    if (found === undefined || !found.isFile() || found.size > 3 * NOTICE_MAX_CHARS) return undefined
    return parseJson(await fs.readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
