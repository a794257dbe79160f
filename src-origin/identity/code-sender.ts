// What sends a one-time code to a person: one interface, an adapter a kind of identifier. E-mail goes by SMTP (smtp-sender.ts); text messages go
// by a module of the company's own, because every provider has its own interface and its own contract (docs/operating.md).
import type { IdentifierKind } from '../../src-shared/domain/vocabulary'
import { makeByModule } from '../company-module'

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
export function loadSmsSender(file: string): Promise<CodeSender> {
  return makeByModule<CodeSender>(file, 'createSender', 'send')
}
