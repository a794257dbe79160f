// Serves the screens as `app://bundle/`, with the policy of security.md section 5 as headers.

import { readFile } from 'node:fs/promises'
import { protocol, type Session } from 'electron'
import { findAppFile, type AppFiles } from './app-files'

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

/** Must run before `ready`. Standard and secure, and no other privilege: no CSP bypass, no service workers, no CORS, no fetch. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

export function serveApp(session: Session, files: AppFiles): void {
  // Requests for files never pass webRequest, which cancels everything else that is not ours (hardening.ts).
  session.protocol.handle('file', () => Response.error())
  session.protocol.handle('app', async ({ method, url }) => {
    const file = findAppFile(files, method, url)
    if (file === undefined) return new Response('not found', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' } })
    const bytes = await readFile(file.path)
    return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'content-type': file.mime } })
  })
}
