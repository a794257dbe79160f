// Sends a one-time code by e-mail: SMTP over TLS, with a certificate that is checked; plain SMTP is not offered.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import en from '../../resources/locales/en/origin.json'
import zh from '../../resources/locales/zh-CN/origin.json'
import { fill } from '../start-error'
import type { CodeMessage, CodeSender } from './code-sender'

/** `docs/operating.md` describes each; files are named relative to this one, so that a secret need not stand in it. */
export const smtpSettings = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  /** `tls` from the first byte (usually 465), `starttls` before anything is said (usually 587). */
  security: z.enum(['tls', 'starttls']),
  from: z.email(),
  user: z.string().max(200).optional(),
  passwordFile: z.string().max(400).optional(),
  /** Of a company's own certificate authority; else those that Node trusts. */
  caFile: z.string().max(400).optional(),
})

const WAIT_MS = 15_000

export async function openSmtpSender(file: string): Promise<CodeSender> {
  const settings = smtpSettings.parse(JSON.parse(await readFile(file, 'utf8')))
  const beside = (name: string): Promise<string> => readFile(path.resolve(path.dirname(file), name), 'utf8')
  const { host, port, security, from, user, passwordFile, caFile } = settings
  const pass = passwordFile === undefined ? undefined : (await beside(passwordFile)).trim()
  const transport = createTransport({
    host, port,
    secure: security === 'tls',
    requireTLS: true,
    ...(user === undefined || pass === undefined ? {} : { auth: { user, pass } }),
    tls: { minVersion: 'TLSv1.2', ...(caFile === undefined ? {} : { ca: await beside(caFile) }) },
    connectionTimeout: WAIT_MS, greetingTimeout: WAIT_MS, socketTimeout: WAIT_MS,
    // Nothing is read from a file or fetched for a message.
    disableFileAccess: true, disableUrlAccess: true,
  })
  return {
    send: async (message) => {
      const { rejected } = await transport.sendMail({ from, to: { name: '', address: message.to }, ...wordsOf(message) })
      if (rejected.length > 0) throw new Error('the recipient was refused')
    },
  }
}

/** Both languages: which one the person reads is not known, and the code is the same. */
function wordsOf({ code, caseNo, minutes }: CodeMessage): { readonly subject: string; readonly text: string } {
  const params = { code, caseNo, minutes }
  return { subject: `${fill(zh.code.subject, params)} / ${fill(en.code.subject, params)}`, text: `${fill(zh.code.text, params)}\n\n${fill(en.code.text, params)}\n` }
}
