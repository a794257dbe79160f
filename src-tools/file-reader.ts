// Lets zip.js read a file by ranges, so that a package larger than the memory can be checked.
import { open, type FileHandle } from 'node:fs/promises'
import { Reader } from '@zip.js/zip.js'

export class FileReader extends Reader<string> {
  readonly #path: string
  #file: FileHandle | undefined

  constructor(path: string) {
    super(path)
    this.#path = path
  }

  override async init(): Promise<void> {
    await super.init?.()
    this.#file ??= await open(this.#path, 'r')
    this.size = (await this.#file.stat()).size
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    if (!this.#file) throw new Error('invariant: read before init')
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)))
    let done = 0
    while (done < bytes.length) {
      const { bytesRead } = await this.#file.read(bytes, done, bytes.length - done, index + done)
      if (bytesRead === 0) throw new Error('the file became shorter while it was read')
      done += bytesRead
    }
    return bytes
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }
}
