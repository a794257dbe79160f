// A process that opens a store which an older build left, while one of its operations on files is its last.
import { openTestVault } from '../../vault/desk-store'

const [, , dir = '', seed = ''] = process.argv
openTestVault(dir, seed, 'open').then((vault) => vault.close()).catch(() => process.exit(3))
