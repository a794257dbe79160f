// Comes to the origin's database for an import: beside the origin that runs, or, where an embedded one rests, with its server started for us alone.
import { access } from 'node:fs/promises'
import path from 'node:path'
import pino from 'pino'
import type { OriginContext } from '../context'
import { KEY_FILE } from '../devices/origin-keys'
import { openBeside } from '../start'
import { OriginStartError } from '../start-error'
import { createDatabase } from '../store/create-database'
import { DATABASE_NAME } from '../store/database'
import { startEmbeddedServer } from '../store/embedded-server'
import { lockFolder } from '../store/folder-lock'
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
  const unlock = place.databaseUrl === undefined ? await lockResting(place.dataDir) : undefined
  if (!unlock) return actBeside(place, act)
  try {
    const server = await startEmbeddedServer({ dataDir: place.dataDir, fsync: 'on' })
    try {
      await createDatabase(server.url('postgres'), DATABASE_NAME)
      return await actBeside({ ...place, databaseUrl: server.url(DATABASE_NAME) }, act)
    } finally {
      await server.stop()
    }
  } finally {
    await unlock()
  }
}

/** Undefined where the origin of the folder runs. */
async function lockResting(dataDir: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lockFolder(dataDir)
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
