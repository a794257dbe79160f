// What this origin can send one-time codes with, by its command line; settings that cannot be used stop the start, with words.
import { openSettings } from '../company-module'
import { loadSmsSender, type CodeSenders } from './code-sender'
import { openSmtpSender } from './smtp-sender'

export interface SenderFiles {
  readonly smtp?: string
  readonly sms?: string
}

export async function openSenders({ smtp, sms }: SenderFiles): Promise<CodeSenders> {
  return {
    ...(smtp === undefined ? {} : { email: await openSettings(smtp, 'sender-unusable', openSmtpSender) }),
    ...(sms === undefined ? {} : { mobile: await openSettings(sms, 'sender-unusable', loadSmsSender) }),
  }
}
