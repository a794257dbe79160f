// Reads the two archive formats in which a runtime comes: one member of a .tgz, and a whole zip.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'

const BLOCK = 512

/** @param {Buffer} header @param {number} from @param {number} to */
function headerText(header, from, to) {
  const text = header.toString('latin1', from, to)
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

/**
 * Cuts exact lengths out of a stream of chunks.
 * @param {AsyncIterator<Buffer>} chunks
 */
function createCutter(chunks) {
  let current = Buffer.alloc(0)
  /** @param {number} length @returns {AsyncGenerator<Buffer>} */
  return async function* cut(length) {
    for (let left = length; left > 0; ) {
      if (current.length === 0) {
        const next = await chunks.next()
        if (next.done === true) throw new Error('the archive ends early')
        current = Buffer.from(next.value)
      }
      const part = current.subarray(0, left)
      current = current.subarray(part.length)
      left -= part.length
      yield part
    }
  }
}

/**
 * Copies the tar member to a file and reads the stream to its end, so that its hash is of the whole archive.
 * @param {AsyncIterable<Buffer>} source @param {string} member @param {string} target
 */
async function copyMember(source, member, target) {
  const chunks = source[Symbol.asyncIterator]()
  const cut = createCutter(chunks)
  for (;;) {
    /** @type {Buffer[]} */
    const parts = []
    for await (const part of cut(BLOCK)) parts.push(part)
    const header = Buffer.concat(parts)
    const size = Number.parseInt(headerText(header, 124, 136), 8) || 0
    if (headerText(header, 0, 100) === member) {
      await pipeline(cut(size), fs.createWriteStream(target))
      break
    }
    for await (const skipped of cut(Math.ceil(size / BLOCK) * BLOCK)) void skipped
  }
  while ((await chunks.next()).done !== true);
}

/**
 * @param {string} archive a .tgz
 * @param {string} member
 * @param {string} target
 * @returns {Promise<string>} the archive's SRI hash
 */
export async function extractTgzMember(archive, member, target) {
  const hash = createHash('sha512')
  await pipeline(
    fs.createReadStream(archive, { highWaterMark: 1 << 20 }),
    /** @param {AsyncIterable<Buffer>} source */
    async function* (source) {
      for await (const chunk of source) {
        hash.update(chunk)
        yield chunk
      }
    },
    zlib.createGunzip({ chunkSize: 1 << 20 }),
    /** @param {AsyncIterable<Buffer>} source */
    (source) => copyMember(source, member, target),
  )
  return `sha512-${hash.digest('base64')}`
}

/**
 * Extracts the entries for which `place` gives a path below `folder`; the others are left out.
 * @param {string} archive a zip
 * @param {string} folder
 * @param {(name: string) => string | undefined} place
 */
export async function extractZip(archive, folder, place) {
  const { default: yauzl } = await import('yauzl') // installed by the step before this one
  await new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true }, (openError, zip) => {
      if (openError) return reject(openError)
      zip.on('error', reject)
      zip.on('end', () => resolve(undefined))
      zip.on('entry', (entry) => {
        extractEntry(zip, entry, folder, place).then(() => zip.readEntry(), reject)
      })
      zip.readEntry()
    })
  })
}

/**
 * @param {import('yauzl').ZipFile} zip @param {import('yauzl').Entry} entry
 * @param {string} folder @param {(name: string) => string | undefined} place
 */
async function extractEntry(zip, entry, folder, place) {
  const relative = place(entry.fileName)
  if (relative === undefined || relative.endsWith('/')) return
  const target = path.resolve(folder, relative)
  if (path.relative(folder, target).startsWith('..')) throw new Error(`the archive names a path outside itself: ${entry.fileName}`)
  const mode = (entry.externalFileAttributes >>> 16) & 0xffff
  if ((mode & 0o170000) === 0o120000) throw new Error(`the archive holds a link, which a runtime has none of: ${entry.fileName}`)
  fs.mkdirSync(path.dirname(target), { recursive: true })
  const stream = await new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)))
  })
  await pipeline(stream, fs.createWriteStream(target, { mode: (mode & 0o111) === 0 ? 0o644 : 0o755 }))
}
