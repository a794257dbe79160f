// Why an import as a whole stops before its end: a closed list, each with a text in both languages that says what was kept and what to do.
import en from '../../resources/locales/en/import.json'
import zh from '../../resources/locales/zh-CN/import.json'
import { fill } from '../start-error'

export class ImportStop extends Error {
  constructor(
    readonly kind: keyof typeof zh.stop,
    /** Names of files and columns, and numbers; never a value of a row. */
    readonly params: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(`${fill(zh.stop[kind], params)}\n${fill(en.stop[kind], params)}`, options)
    this.name = 'ImportStop'
  }
}
