// The systems that this origin erases in, by the file of its command line.
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { bilingual, systemName } from '../../src-shared/domain/fields'
import { makeByModule, openSettings } from '../company-module'
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
  return file === undefined ? [] : openSettings(file, 'systems-unusable', readSystems)
}

async function readSystems(file: string): Promise<readonly SystemConnector[]> {
  const settings = systemSettings.parse(JSON.parse(await fs.readFile(file, 'utf8')))
  return Promise.all(settings.map((one) => openSystem(one, path.dirname(file))))
}

async function openSystem(settings: Settings, folder: string): Promise<SystemConnector> {
  const { system, name } = settings
  if (settings.kind === 'file-archive') return createFileArchive({ system, name, root: path.resolve(folder, settings.root) })
  const connector = await makeByModule<SystemConnector>(path.resolve(folder, settings.module), 'createConnector', 'erase', { system, name })
  return { system, name, erase: (order, signal) => connector.erase(order, signal) }
}
