// The embedded database of an origin's folder, for whoever gets the folder to itself: lock, server and database, given back together.
import { createDatabase } from './create-database'
import { DATABASE_NAME } from './database'
import { startEmbeddedServer, type EmbeddedOptions } from './embedded-server'
import { lockFolder } from './folder-lock'

export interface OwnDatabase {
  readonly url: string
  stop(): Promise<void>
}

/** Fails with `folder-in-use` where an origin of this folder runs. */
export async function startOwnDatabase(options: EmbeddedOptions): Promise<OwnDatabase> {
  const unlock = await lockFolder(options.dataDir)
  try {
    const server = await startEmbeddedServer(options)
    const stop = (): Promise<void> => server.stop().finally(unlock)
    try {
      await createDatabase(server.url('postgres'), DATABASE_NAME)
      return { url: server.url(DATABASE_NAME), stop }
    } catch (error) {
      await server.stop()
      throw error
    }
  } catch (error) {
    await unlock()
    throw error
  }
}
