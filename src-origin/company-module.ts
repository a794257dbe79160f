// Takes in what the company wrote for its own providers and systems, and its settings files.
import { pathToFileURL } from 'node:url'
import { OriginStartError } from './start-error'

/** What the module's function `maker` makes with `given`; it must have a function `method`. The module reads its own settings. */
export async function makeByModule<T extends object>(file: string, maker: string, method: keyof T & string, ...given: readonly unknown[]): Promise<T> {
  const exported = ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as Readonly<Record<string, unknown>>)[maker]
  if (typeof exported !== 'function') throw new TypeError(`the module exports no function ${maker}`)
  const made = await (exported as (...args: readonly unknown[]) => T | Promise<T>)(...given)
  if (typeof made[method] !== 'function') throw new TypeError(`what ${maker} made has no function ${method}`)
  return made
}

/** What cannot be used stops the start, with words. */
export async function openSettings<T>(file: string, kind: 'sender-unusable' | 'systems-unusable', open: (file: string) => Promise<T>): Promise<T> {
  try {
    return await open(file)
  } catch (cause) {
    // Its name alone: what a parser quotes may be a password.
    throw new OriginStartError(kind, { file, reason: (cause as NodeJS.ErrnoException).code ?? (cause as Error).name }, { cause })
  }
}
