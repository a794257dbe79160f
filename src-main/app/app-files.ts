// Maps the URLs of `app://bundle/` to files, exactly: what is not in the map does not exist (security.md R-11).

import { readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { APP_ORIGIN } from '../../src-shared/contract/shell'

/** Only what the screens are made of; a source map or anything else in the folder is not served. */
const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export interface AppFile {
  readonly path: string
  readonly mime: string
}
/** URL path → file. */
export type AppFiles = ReadonlyMap<string, AppFile>

/** The map is made once, from what the package holds; links are left out, so nothing can lead outside. */
export function listAppFiles(root: string): AppFiles {
  const files = new Map<string, AppFile>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const mime = MIME[extname(entry.name)]
    if (!entry.isFile() || mime === undefined) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(root, path).split(sep).join('/')}`, { path, mime })
  }
  return files
}

/** The file of a request, if the URL names one exactly; no decoding, no joining, no index pages. */
export function findAppFile(files: AppFiles, method: string, url: string): AppFile | undefined {
  if (method !== 'GET' || !url.startsWith(`${APP_ORIGIN}/`)) return undefined
  const path = url.slice(APP_ORIGIN.length).split(/[?#]/, 1)[0] ?? ''
  return files.get(path)
}
