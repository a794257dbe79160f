// A desk's way out, in a process whose environment is the test's: for each server the desk's channel asks with a token and a body, and a whole desk tries to
// enrol there with a code and a passphrase.
//
//   ask-child FILE     JSON: Asked[]
//   → Outcome, one a line
import { readdirSync, readFileSync, writeSync } from 'node:fs'
import https from 'node:https'
import { createHttpsChannel, type OriginTrust } from '../../../src-main/sync/https-channel'
import { openHost, removeDesks } from '../../fixtures/test-desk'
import { SECRETS, type Asked, type Outcome } from './asked'

async function askChannel(trust: OriginTrust): Promise<string> {
  const channel = createHttpsChannel(trust)
  if (!channel.ok) return channel.error.kind
  const headers = { authorization: `Bearer ${SECRETS.token}`, 'x-privacy-proof': SECRETS.header }
  const answer = await channel.value.send({ method: 'POST', path: '/sync/v1/push', headers, body: Buffer.from(SECRETS.body) })
  // An answer that nobody reads keeps its line.
  if (answer.ok) for await (const _ of answer.value.chunks) continue
  channel.value.close()
  return answer.ok ? 'answered' : answer.error.kind
}

async function askDesk({ enrolment, now }: Asked): Promise<Pick<Outcome, 'desk' | 'left'>> {
  const host = await openHost({ now: () => now })
  const { code, login, passphrase } = SECRETS
  const answer = await host.ask('session.enrol', { enrolmentFile: enrolment, code, workstation: '甲', login, passphrase })
  const left = readdirSync(host.profileDir)
  await host.close()
  return { desk: answer.ok ? 'answered' : answer.error.kind, left }
}

/** As any program on this machine would ask, without a secret. */
function askUnguarded(port: number): Promise<string> {
  return new Promise((told) => {
    https.get({ host: 'localhost', port, agent: false }, (response) => {
      response.resume()
      told('answered')
    }).on('error', (error: NodeJS.ErrnoException) => told(error.code ?? error.message))
  })
}

async function run(): Promise<void> {
  for (const asked of JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as readonly Asked[]) {
    const { name, trust } = asked
    const outcome: Outcome = { name, channel: await askChannel(trust), ...(await askDesk(asked)), unguarded: await askUnguarded(asked.unguardedPort) }
    writeSync(1, `${JSON.stringify(outcome)}\n`)
  }
  await removeDesks()
}

run().catch((error: unknown) => {
  process.stderr.write(String((error as Error).stack))
  process.exit(1)
})
