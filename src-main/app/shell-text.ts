// The few texts the shell shows by itself: in native dialogs, as the window's title, and on a terminal when it refuses to start.

import type { Language, WorkNotice } from '../../src-shared/contract/shell'
import en from '../../resources/locales/en/shell.json'
import zh from '../../resources/locales/zh-CN/shell.json'
import type { FolderFault } from './desk-folders'
import type { Refusal } from './argv-guard'

export function shellText(language: Language): typeof zh {
  return language === 'zh-CN' ? zh : en
}

/** The practice desk says in the list of windows, too, which of the two it is. */
export function windowTitle(language: Language, isPractice: boolean): string {
  const { windowTitle: title, practiceTitle } = shellText(language)
  return isPractice ? practiceTitle : title
}

/** What a notice says: a kind and a count, in words that stand here. */
export function noticeText({ kind, count }: WorkNotice, language: Language): { readonly title: string; readonly body: string } {
  const { windowTitle, notice } = shellText(language)
  return { title: windowTitle, body: notice[kind].replace('{{count}}', String(count)) }
}

/** In both languages: nobody's settings have been read yet. */
export function refusalText(refusal: Refusal): string {
  const name = refusal.kind === 'switch' ? refusal.name : ''
  return [zh, en].map((text) => text.guard[refusal.kind].replace('{{name}}', name)).join('\n')
}

export function folderFaultText(fault: FolderFault, path: string): string {
  return [zh, en].map((text) => text.folder[fault].replace('{{path}}', path)).join('\n\n')
}

/** The code alone: a message may name what it was given. */
export function startFaultText(error: unknown): string {
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : typeof error
  return [zh, en].map((text) => text.startFailed.replace('{{code}}', code)).join('\n\n')
}
