// Nothing that git keeps is a secret: keys, tokens of services we know, passwords in addresses. Each pattern finds a planted one, made here so that no whole one stands in a file.
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const SECRETS: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----\s*(?:\\n)?[\w+/=]{20}/,
  'private JWK': /"d"\s*:\s*"[\w-]{43}"/,
  'npm token': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*[\w-]{20}/,
  'GitHub token': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50})/,
  'GitLab token': /\bglpat-[\w-]{20}/,
  'AWS key': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  'Alibaba Cloud key': /\bLTAI[A-Za-z0-9]{20}\b/,
  'Tencent Cloud key': /\bAKID[A-Za-z0-9]{32}\b/,
  'Google key': /\bAIza[\w-]{35}\b/,
  'Slack token': /\bxox[abprs]-[A-Za-z0-9-]{20}/,
  'key of an AI service': /\bsk-(?:[a-z]+-)*[A-Za-z0-9]{32}/,
  'web token': /\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20}/,
  'password in an address': /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"`<>{}$]+:(?!(?:password|secret|PASSWORD|…|\*+)@)[^\s:/@'"`<>{}$]+@[\w.-]/,
}
/** Files whose name alone says that they are none of ours to keep. */
const SECRET_NAME = /(^|\/)(\.env(\..+)?|\.npmrc|\.netrc|id_(rsa|ed25519|ecdsa)|origin-keys\.json|.+\.(p12|pfx|jks|keystore|kdbx|key|pem))$/i

/** Stands in a test that shows that it is not repeated: nothing answers to it. */
const INVENTED = ['postgresql://origin:gEhEiM@127.0.0.1:1/privacy']

const found = (text: string): readonly string[] => Object.entries(SECRETS).filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
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
    expect(found(`const x = 1\n// ${PLANTED[name] ?? ''}\n`)).toContain(name)
  })

  it('are in no file that git keeps', () => {
    expect(tracked.length).toBeGreaterThan(500)
    expect(tracked.flatMap((file) => found(INVENTED.reduce((text, one) => text.replaceAll(one, ''), readFileSync(file, 'utf8'))).map((name) => `${file}: ${name}`))).toEqual([])
  })

  it('are no file’s whole content, by its name', () => {
    expect(['.env', 'deploy/.env.local', 'a/origin-keys.json', 'tls/server.key', 'id_ed25519'].filter((name) => !SECRET_NAME.test(name))).toEqual([])
    expect(tracked.filter((file) => SECRET_NAME.test(file))).toEqual([])
  })
})
