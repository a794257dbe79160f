// Which door the first screen shows before the data process has said anything: by the names of files in the profile, and nothing that is in them (docs/decisions/0098).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { KEY_FILE, WIPE_FILE } from '../../src-shared/contract/profile-files'
import type { Door } from '../../src-shared/contract/shell'

export function doorOf(profileDir: string): Door {
  if (existsSync(join(profileDir, KEY_FILE))) return 'unlock'
  return existsSync(join(profileDir, WIPE_FILE)) ? 'unknown' : 'enrol'
}
