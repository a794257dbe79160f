// Looks into the origin's own database, so that the demo is judged by what is stored there and not by what a screen says.
import { join } from 'node:path'
import { Client } from 'pg'
import { DATABASE_NAME } from '../../src-origin/store/database'

export interface OriginProbe {
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>
  count(sql: string, values?: readonly unknown[]): Promise<number>
  close(): Promise<void>
}

export async function openProbe(dataDir: string): Promise<OriginProbe> {
  const client = new Client({ user: 'origin', host: join(dataDir, 'run'), database: DATABASE_NAME })
  await client.connect()
  const rows = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> => (await client.query<Row & Record<string, unknown>>(sql, [...values])).rows
  return {
    rows,
    count: async (sql, values) => Number((await rows<{ readonly n: string }>(sql, values))[0]?.n ?? Number.NaN),
    close: () => client.end(),
  }
}
