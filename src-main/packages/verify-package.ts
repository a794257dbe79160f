// Checks a finished package the way a stranger would: from the bytes on the disk, with the passphrase, against its signed manifest.
import type { FileHandle } from 'node:fs/promises'
import { err, type Result } from '../../src-shared/base/result'
import { fromUtf8, parseJson } from '../../src-shared/formats/canonical'
import { checkManifest, type CheckedManifest, type ManifestError } from '../../src-shared/formats/package'
import { arePackageNames, CERTIFICATE_NAME, MANIFEST_NAME, SIGNATURE_NAME, SIGNED_PARTS } from '../../src-shared/formats/package-names'
import { nodeCrypto } from '../keys/node-crypto'
import { readArchive, type ReadEntry } from './zip-archive'

/** `unreadable`: wrong passphrase or a damaged archive, which AES-CTR with a MAC cannot tell apart for certain. */
export type PackageCheckError = ManifestError | { readonly kind: 'unreadable' }

export async function verifyPackage(file: FileHandle, passphrase: string, organisationKey: Uint8Array | undefined): Promise<Result<CheckedManifest, PackageCheckError>> {
  let entries: readonly ReadEntry[]
  try {
    entries = await readArchive(file, passphrase, (name) => SIGNED_PARTS.includes(name))
  } catch {
    return err({ kind: 'unreadable' })
  }
  if (!arePackageNames(entries.map(({ name }) => name))) return err({ kind: 'names-differ' })
  const part = (name: string): Uint8Array => entries.find((entry) => entry.name === name)?.bytes ?? new Uint8Array()
  return checkManifest(
    {
      manifestBytes: part(MANIFEST_NAME),
      sig: fromUtf8(part(SIGNATURE_NAME)) ?? '',
      certificate: parseJson(fromUtf8(part(CERTIFICATE_NAME)) ?? ''),
      files: entries.filter((entry) => !SIGNED_PARTS.includes(entry.name)),
    },
    organisationKey,
    nodeCrypto,
  )
}
