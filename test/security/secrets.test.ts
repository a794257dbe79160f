// Nothing that git keeps is a secret: keys, tokens of services we know, passwords in addresses. Each pattern finds a planted one, made here so that no whole one stands in a file.
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { secretsIn, SECRETS } from '../fixtures/secret-patterns'

/** Files whose name alone says that they are none of ours to keep. */
const SECRET_NAME = /(^|\/)(\.env(\..+)?|\.npmrc|\.netrc|id_(rsa|ed25519|ecdsa)|origin-keys\.json|.+\.(p12|pfx|jks|keystore|kdbx|key|pem))$/i

const random = (length: number): string => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(3).slice(0, length)
const apart = (...parts: readonly string[]): string => parts.join('')

/** Invented, and taken apart so that this file is none. */
const PLANTED: Readonly<Record<string, string>> = {
  'private key': apart('-----BEGIN ', 'PRIVATE KEY-----\n', random(64)),
  'private JWK': `{"crv":"Ed25519","d":"${random(43)}"}`,
  'npm token': apart('//registry.example.cn/:_auth', 'Token=', random(36)),
  'GitHub token': apart('gh', 'p_', random(36)),
  'GitLab token': apart('gl', 'pat-', random(20)),
  'AWS key': apart('AK', 'IA', random(16).toUpperCase()),
  'Alibaba Cloud key': apart('LT', 'AI', random(20)),
  'Tencent Cloud key': apart('AK', 'ID', random(32)),
  'Google key': apart('AI', 'za', random(35)),
  'Slack token': apart('xo', 'xb-', random(24)),
  'key of an AI service': apart('s', 'k-proj-', random(40)),
  'web token': apart('ey', 'J', random(20), '.ey', 'J', random(20), '.', random(30)),
  'password in an address': apart('postgres:/', '/desk:', random(12), '@db.example.cn/desk'),
}

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0').filter((file) => file !== '' && existsSync(file) && lstatSync(file).isFile())

describe('secrets', () => {
  it.each(Object.keys(SECRETS))('a planted %s is found', (name) => {
    expect(secretsIn(`const x = 1\n// ${PLANTED[name] ?? ''}\n`)).toContain(name)
  })

  it('are in no file that git keeps', () => {
    expect(tracked.length).toBeGreaterThan(500)
    expect(tracked.flatMap((file) => secretsIn(readFileSync(file, 'utf8')).map((name) => `${file}: ${name}`))).toEqual([])
  })

  it('are no file’s whole content, by its name', () => {
    expect(['.env', 'deploy/.env.local', 'a/origin-keys.json', 'tls/server.key', 'id_ed25519'].filter((name) => !SECRET_NAME.test(name))).toEqual([])
    expect(tracked.filter((file) => SECRET_NAME.test(file))).toEqual([])
  })
})
