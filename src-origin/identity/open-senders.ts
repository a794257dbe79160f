// What this origin can send one-time codes with, by its command line; settings that cannot be used stop the start, with words.
import { loadSmsSender, type CodeSender, type CodeSenders } from './code-sender'
import { OriginStartError } from '../start-error'
import { openSmtpSender } from './smtp-sender'

export interface SenderFiles {
  readonly smtp?: string
  readonly sms?: string
}

export async function openSenders({ smtp, sms }: SenderFiles): Promise<CodeSenders> {
  return {
    ...(smtp === undefined ? {} : { email: await open(smtp, openSmtpSender) }),
    ...(sms === undefined ? {} : { mobile: await open(sms, loadSmsSender) }),
  }
}

async function open(file: string, opener: (file: string) => Promise<CodeSender>): Promise<CodeSender> {
  try {
    return await opener(file)
  } catch (cause) {
    // Its name alone: what a parser quotes may be a password.
    throw new OriginStartError('sender-unusable', { file, reason: (cause as NodeJS.ErrnoException).code ?? (cause as Error).name }, { cause })
  }
}
