// The systems that this origin erases in, by the file of its command line; settings that cannot be used stop the start, with words.
import fs from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { bilingual, systemName } from '../../src-shared/domain/fields'
import { OriginStartError } from '../start-error'
import type { SystemConnector } from './connector'
import { createFileArchive } from './file-archive'

const common = { system: systemName, name: bilingual }
/** Paths are from the folder of the settings. `module` exports `createConnector({ system, name })`, which makes a SystemConnector of the company's own. */
const systemSettings = z.array(z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('file-archive'), root: z.string().min(1) }),
  z.strictObject({ ...common, kind: z.literal('module'), module: z.string().min(1) }),
])).max(50).refine((systems) => new Set(systems.map(({ system }) => system)).size === systems.length, 'a system is named twice')
type Settings = z.infer<typeof systemSettings>[number]

export async function openSystems(file: string | undefined): Promise<readonly SystemConnector[]> {
  if (file === undefined) return []
  try {
    const settings = systemSettings.parse(JSON.parse(await fs.readFile(file, 'utf8')))
    return await Promise.all(settings.map((one) => openSystem(one, path.dirname(file))))
  } catch (cause) {
    // Its name alone: what a parser quotes may be a password.
    throw new OriginStartError('systems-unusable', { file, reason: (cause as NodeJS.ErrnoException).code ?? (cause as Error).name }, { cause })
  }
}

async function openSystem(settings: Settings, folder: string): Promise<SystemConnector> {
  const { system, name } = settings
  if (settings.kind === 'file-archive') return createFileArchive({ system, name, root: path.resolve(folder, settings.root) })
  const made = (await import(/* @vite-ignore */ pathToFileURL(path.resolve(folder, settings.module)).href)) as { readonly createConnector?: (named: Pick<SystemConnector, 'system' | 'name'>) => SystemConnector | Promise<SystemConnector> }
  if (typeof made.createConnector !== 'function') throw new TypeError('the module exports no function createConnector')
  const connector = await made.createConnector({ system, name })
  if (typeof connector.erase !== 'function') throw new TypeError('what createConnector made has no function erase')
  return { system, name, erase: (order, signal) => connector.erase(order, signal) }
}
