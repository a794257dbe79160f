// What sends a one-time code to a person: one interface, an adapter a kind of identifier. E-mail goes by SMTP (smtp-sender.ts); text messages go
// by a module of the company's own, because every provider has its own interface and its own contract (docs/operating.md).
import { pathToFileURL } from 'node:url'
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'

export interface CodeMessage {
  /** A mobile number (E.164) or an e-mail address; goes nowhere but to the one that sends. */
  readonly to: string
  /** Digits. */
  readonly code: string
  readonly caseNo: string
  readonly minutes: number
}

/** Resolves once the message was taken for delivery; rejects where it was not. Whatever rejects is logged by its name alone. */
export interface CodeSender {
  send(message: CodeMessage, signal: AbortSignal): Promise<void>
}
export type CodeSenders = Readonly<Partial<Record<IdentifierKind, CodeSender>>>

/** A module of the company's whose `createSender()` makes the sender of text messages; it reads its own settings. */
export async function loadSmsSender(file: string): Promise<CodeSender> {
  const made = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly createSender?: () => CodeSender | Promise<CodeSender> }
  if (typeof made.createSender !== 'function') throw new TypeError('the module exports no function createSender')
  const sender = await made.createSender()
  if (typeof sender.send !== 'function') throw new TypeError('what createSender made has no function send')
  return sender
}
