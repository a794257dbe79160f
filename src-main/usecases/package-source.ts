// The parts of a package as this desk sees them: the store's, with the pending acts of this desk on the request counted in.
import type { PackageSource } from '../packages/package-source'
import { createVaultSource } from '../packages/vault-source'
import { readNotes } from '../sync/read-notes'
import { readRequest } from '../sync/read-requests'
import type { UnlockedDesk } from './unlocked-desk'

export function createDeskSource({ vault }: Pick<UnlockedDesk, 'vault'>, rules: UnlockedDesk['rules']['current']): PackageSource {
  const { reader } = vault
  return {
    ...createVaultSource(reader),
    request: async (id) => (await readRequest(reader, id, rules()))?.request,
    notes: async (request) => (await readNotes(reader, request)).map(({ note }) => note),
  }
}
