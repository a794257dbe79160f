// The archive itself: WinZip AES-256 (AE-2), the same names and the same time in every package, written in one pass.
//
// | choice                         | why                                                                                    |
// |--------------------------------|----------------------------------------------------------------------------------------|
// | AE-2, 256 bit                  | what 7-Zip, WinRAR and bsdtar open; no CRC of the plain content is stored               |
// | time 1980-01-01, no extra times | a listing tells nobody when a person asked                                        |
// | native deflate                 | runs on Node's own threads; its level is 6                                              |
// | no Zip64                       | every reader of the last decades opens it; an entry beyond 4 GB fails instead            |
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { configure, ZipWriter } from '@zip.js/zip.js'
import { PACKAGE_ENTRY_TIME } from '../../src-shared/formats/package'
import { PLAIN_NAMES } from '../../src-shared/formats/package-names'

// One worker thread is running us already; zip.js would start more of them from the network address of a script.
configure({ useWebWorkers: false, useCompressionStream: true })

/** MS-DOS fields hold local time without a zone: the parts, not the instant, are what is fixed. */
function entryTime(): Date {
  const [year = 0, month = 0, day = 0] = PACKAGE_ENTRY_TIME.slice(0, 10).split('-').map(Number)
  return new Date(year, month - 1, day)
}

export interface ArchiveWriter {
  readonly add: (name: string, content: ReadableStream<Uint8Array>) => Promise<void>
  /** Ends the directory; size and SHA-256 of all that was written. */
  readonly close: () => Promise<{ readonly sizeBytes: number; readonly sha256: string }>
}

export function createArchive(file: FileHandle, passphrase: string): ArchiveWriter {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const sink = new WritableStream<Uint8Array>({
    write: async (chunk) => {
      hash.update(chunk)
      for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done, chunk.length - done, sizeBytes + done)).bytesWritten
      sizeBytes += chunk.length
    },
  })
  const zip = new ZipWriter(sink, { extendedTimestamp: false, lastModDate: entryTime(), zip64: false, level: 6, keepOrder: true, bufferedWrite: false })
  return {
    add: async (name, content) => {
      const protection = PLAIN_NAMES.includes(name) ? {} : { password: passphrase, encryptionStrength: 3 as const, zipCrypto: false }
      await zip.add(name, content, protection)
    },
    close: async () => {
      await zip.close()
      return { sizeBytes, sha256: hash.digest('hex') }
    },
  }
}
