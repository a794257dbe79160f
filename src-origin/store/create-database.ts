// Makes the origin's database where it is missing, and finds out early, with a clear word, that a given one cannot be reached.
import pg from 'pg'
import { OriginStartError } from '../start-error'

const DUPLICATE_DATABASE = '42P04'

export async function createDatabase(maintenanceUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl })
  await client.connect()
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`)
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error
  } finally {
    await client.end()
  }
}

/** The URL itself when it answers. */
export async function connectUrl(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (cause) {
    throw new OriginStartError('database-unreachable', { code: (cause as { code?: string }).code ?? (cause as Error).name }, { cause })
  }
  await client.end()
  return url
}
