// Hashes files by content, so that "is this still what we built from?" is never answered by a time stamp.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/**
 * All regular files below `start` (a file or a folder), sorted; links are not followed.
 * @param {string} start
 * @returns {string[]}
 */
export function listFiles(start) {
  const stat = fs.lstatSync(start, { throwIfNoEntry: false })
  if (!stat) return []
  if (stat.isFile()) return [start]
  if (!stat.isDirectory()) return []
  return fs
    .readdirSync(start)
    .sort()
    .flatMap((name) => listFiles(path.join(start, name)))
}

/**
 * One hash over names and contents.
 * @param {string} base folder that names are relative to
 * @param {readonly string[]} starts files or folders below it
 * @param {readonly string[]} extra other facts that belong to the answer
 */
export function hashContents(base, starts, extra = []) {
  const hash = createHash('sha256')
  for (const fact of extra) hash.update(`${fact.length}:${fact}`)
  for (const file of starts.flatMap((start) => listFiles(path.resolve(base, start)))) {
    const body = fs.readFileSync(file)
    hash.update(`${path.relative(base, file)}\0${body.length}\0`).update(body)
  }
  return hash.digest('hex')
}

/** @param {string} file */
export function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** @param {string} file */
export function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}
