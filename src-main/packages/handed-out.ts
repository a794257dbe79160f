// The notes of a case that are handed out with the answer, and their files: which of them are in the package, and under which name.
import type { EpochMs } from '../../src-shared/base/clock'
import type { NoteId } from '../../src-shared/base/ids'
import { cleanFileName } from '../../src-shared/domain/attached-files'
import type { CaseNote, NoteFile } from '../../src-shared/domain/notes'
import type { Manifest, MissingFile } from '../../src-shared/formats/package'
import { attachedName } from '../../src-shared/formats/package-names'

export interface HandedFile {
  readonly sha256: string
  /** As whoever attached it called it, cleaned, without what is taken out of it. */
  readonly name: string
  readonly sizeBytes: number
  /** Its name in the archive, or why it has none. */
  readonly entry: string | { readonly missing: MissingFile }
}
export interface HandedNote {
  readonly id: NoteId
  readonly at: EpochMs
  readonly text: string
  readonly files: readonly HandedFile[]
}

/** One that is internal, or that was taken back, never is. */
export function isHandedOut({ audience, removed }: CaseNote): boolean {
  return audience === 'deliverable' && removed === undefined
}

/** Oldest first; `whyNot` says of a file why it is not in the package, if it is not. */
export function handedOut(notes: readonly CaseNote[], whyNot: (sha256: string) => MissingFile | undefined): readonly HandedNote[] {
  const entries = new Map<string, string>()
  const entryOf = (sha256: string, name: string): string => {
    // Two notes may name one file: it is in the package once.
    const entry = entries.get(sha256) ?? attachedName(entries.size + 1, name.slice(name.lastIndexOf('.') + 1))
    entries.set(sha256, entry)
    return entry
  }
  const handedFile = ({ sha256, name: given, type, bytes }: NoteFile): HandedFile => {
    const name = cleanFileName(given, type)
    const missing = whyNot(sha256)
    return { sha256, name, sizeBytes: bytes, entry: missing === undefined ? entryOf(sha256, name) : { missing } }
  }
  return notes
    .filter(isHandedOut)
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .map(({ id, at, text, files }) => ({ id, at, text, files: files.map((file) => handedFile(file)) }))
}

/** Those that are in the archive, each once, in its order. */
export function attachedFiles(notes: readonly HandedNote[]): readonly (HandedFile & { readonly entry: string })[] {
  const byEntry = new Map<string, HandedFile & { readonly entry: string }>()
  for (const { files } of notes) for (const file of files) if (typeof file.entry === 'string') byEntry.set(file.entry, { ...file, entry: file.entry })
  return [...byEntry.values()].toSorted((a, b) => (a.entry < b.entry ? -1 : 1))
}

export const isWithheldFile = ({ entry }: Pick<HandedFile, 'entry'>): boolean => typeof entry !== 'string' && entry.missing === 'withheld'

/** Of a file that is withheld none: whoever has another copy would know it by that. */
export function hashToTell({ sha256, entry }: Pick<HandedFile, 'sha256' | 'entry'>): { readonly sha256?: string } {
  return isWithheldFile({ entry }) ? {} : { sha256 }
}

export function handedOutFacts(notes: readonly HandedNote[]): Manifest['handedOut'] {
  const missing = new Map<string, Manifest['handedOut']['missing'][number]>()
  for (const { files } of notes) {
    for (const { sha256, sizeBytes, entry } of files) if (typeof entry !== 'string') missing.set(sha256, { ...hashToTell({ sha256, entry }), sizeBytes, why: entry.missing })
  }
  return { notes: notes.length, files: attachedFiles(notes).length, missing: [...missing.values()] }
}
