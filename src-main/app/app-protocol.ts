// Serves the screens as `app://bundle/` from an exact map of files, with the policy of security.md section 5 as headers.

import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { protocol, type Session } from 'electron'
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

/**
 * No nonce and no 'unsafe-inline': styles made at run time go into constructable style sheets, which the CSSOM takes without
 * asking style-src, and nothing assigns HTML, so no Trusted Types policy is needed or allowed.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  // On every answer, not only on the page: an SVG or an error opened by itself would else run under no policy.
  'content-security-policy': CONTENT_SECURITY_POLICY,
}

export interface AppFile {
  readonly path: string
  readonly mime: string
}
/** URL path → file. */
export type AppFiles = ReadonlyMap<string, AppFile>

/** Must run before `ready`. Standard and secure, and no other privilege: no CSP bypass, no service workers, no CORS, no fetch. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

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

export function serveApp(session: Session, files: AppFiles): void {
  session.protocol.handle('app', async ({ method, url }) => {
    const file = findAppFile(files, method, url)
    if (file === undefined) return new Response('not found', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' } })
    const bytes = await readFile(file.path)
    return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'content-type': file.mime } })
  })
}
