// Why an origin could not start: a closed list, each with a text in both languages that says what to do.
import en from '../resources/locales/en/origin.json'
import zh from '../resources/locales/zh-CN/origin.json'

export type StartErrorKind = keyof typeof zh.start

export class OriginStartError extends Error {
  constructor(
    readonly kind: StartErrorKind,
    /** Names and numbers of this machine; never data of a person. */
    readonly params: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(`${fill(zh.start[kind], params)}\n${fill(en.start[kind], params)}`, options)
    this.name = 'OriginStartError'
  }
}

export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''))
}
