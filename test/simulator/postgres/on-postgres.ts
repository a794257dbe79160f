// Lends one cluster to any number of histories, and ends it.
import type { OpenOrigin } from '../world'
import { startCluster } from './cluster'
import { createPgOrigin } from './pg-origin'

export async function onPostgres<T>(work: (open: OpenOrigin) => Promise<T>): Promise<T> {
  const cluster = await startCluster()
  try {
    return await work((history) => createPgOrigin(cluster, history))
  } finally {
    await cluster.stop()
  }
}
