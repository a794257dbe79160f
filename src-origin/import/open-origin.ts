// Comes to the origin's database for an import: beside the origin that runs, or, where an embedded one rests, with its server started for us alone.
import { access } from 'node:fs/promises'
import path from 'node:path'
import pino from 'pino'
import type { OriginContext } from '../context'
import { KEY_FILE } from '../devices/origin-keys'
import { openBeside } from '../start'
import { OriginStartError } from '../start-error'
import { startOwnDatabase, type OwnDatabase } from '../store/own-database'
import { ImportStop } from './import-stop'

export interface OriginPlace {
  readonly dataDir: string
  readonly databaseUrl?: string
  readonly now: () => number
}

/** `act` gets a context whose database is one connection. */
export async function withOrigin<T>(place: OriginPlace, act: (context: OriginContext) => Promise<T>): Promise<T> {
  // A wrong folder would otherwise become a new origin, with keys of its own.
  await access(path.join(place.dataDir, KEY_FILE)).catch((cause: unknown) => {
    throw new ImportStop('no-origin', { dir: place.dataDir }, { cause })
  })
  const resting = place.databaseUrl === undefined ? await startResting(place.dataDir) : undefined
  if (!resting) return actBeside(place, act)
  try {
    return await actBeside({ ...place, databaseUrl: resting.url }, act)
  } finally {
    await resting.stop()
  }
}

/** Undefined where the origin of the folder runs. */
async function startResting(dataDir: string): Promise<OwnDatabase | undefined> {
  try {
    return await startOwnDatabase({ dataDir, fsync: 'on' })
  } catch (error) {
    if (error instanceof OriginStartError && error.kind === 'folder-in-use') return undefined
    throw error
  }
}

async function actBeside<T>({ dataDir, databaseUrl, now }: OriginPlace, act: (context: OriginContext) => Promise<T>): Promise<T> {
  const { context, close } = await openBeside({ dataDir, now, logger: pino({ level: 'silent' }), ...(databaseUrl === undefined ? {} : { databaseUrl }) })
  try {
    return await context.db.connection().execute((db) => act({ ...context, db }))
  } finally {
    await close()
  }
}
