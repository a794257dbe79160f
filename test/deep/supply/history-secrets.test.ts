// No secret in what was ever kept, nor in what is handed out: every version of every file that git knows, and the release builds (test/security/secrets.test.ts
// looks through the present files, in every run). Secrets that are made here, of every kind and in many surroundings, must be found.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OUT } from '../../../scripts/lib/paths.mjs'
import { secretsIn, SECRETS } from '../../fixtures/secret-patterns'

const EACH = Number(process.env['PRIVACY_DESK_SECRETS'] ?? 200)

const of = (letters: string, length: number): string => Array.from({ length }, () => letters[randomInt(letters.length)] ?? '').join('')
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'
const ALNUM = `${UPPER}${UPPER.toLowerCase()}${DIGITS}`
const base64url = (value: object | Buffer): string => (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url')

/** As whoever hands them out makes them; the beginnings are apart, so that no whole one stands in a file. */
const MAKERS: Readonly<Record<string, () => string>> = {
  'private key': () => String((randomInt(2) === 0 ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })).privateKey.export({ type: 'pkcs8', format: 'pem' })),
  'private JWK': () => JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
  'npm token': () => ['npm', of(ALNUM, 36)].join('_'),
  'GitHub token': () => [`gh${of('pousr', 1)}`, of(ALNUM, 36)].join('_'),
  'GitLab token': () => ['glpat', of(ALNUM, 20)].join('-'),
  'AWS key': () => ['AK', 'IA', of(UPPER + DIGITS, 16)].join(''),
  'Alibaba Cloud key': () => ['LT', 'AI', of(ALNUM, 20)].join(''),
  'Tencent Cloud key': () => ['AK', 'ID', of(ALNUM, 32)].join(''),
  'Google key': () => ['AI', 'za', of(ALNUM, 35)].join(''),
  'Slack token': () => [`xox${of('abprs', 1)}`, of(DIGITS, 12), of(ALNUM, 24)].join('-'),
  'key of an AI service': () => ['sk', 'proj', of(ALNUM, 40)].join('-'),
  'web token': () => [base64url({ alg: 'HS256', typ: 'JWT' }), base64url({ sub: randomInt(1_000_000), iat: randomInt(2_000_000_000) }), base64url(randomBytes(32))].join('.'),
  'password in an address': () => ['postgres', '://desk:', of(ALNUM, 16), '@db.example.cn:5432/desk'].join(''),
}
const SURROUNDINGS: readonly ((secret: string) => string)[] = [
  (secret) => secret, (secret) => `const key = '${secret}'\n`, (secret) => `KEY="${secret}"`, (secret) => JSON.stringify({ key: secret }), (secret) => `line\r\n  key: ${secret}\r\nline`, (secret) => `<!-- ${secret} -->`, (secret) => `curl -H "Authorization: Bearer ${secret}" x`, (secret) => `日志 ${secret} 完`,
]

test('secrets of every kind are found, in whatever surroundings', () => {
  expect(Object.keys(MAKERS).sort()).toEqual(Object.keys(SECRETS).sort())
  const missed = Object.entries(MAKERS).flatMap(([kind, make]) => Array.from({ length: EACH }, (_, at) => {
    const text = (SURROUNDINGS[at % SURROUNDINGS.length] ?? String)(make())
    return secretsIn(text).includes(kind) ? [] : [`${kind}: ${text}`]
  }).flat())
  console.log(`secrets: ${String(Object.keys(MAKERS).length * EACH - missed.length)} of ${String(Object.keys(MAKERS).length * EACH)} planted ones found`)
  expect(missed).toEqual([])
})

const isRepository = spawnSync('git', ['rev-parse', '--git-dir']).status === 0

test.skipIf(!isRepository)(`no file of the whole history holds one${isRepository ? '' : ' (skipped: this is no git repository)'}`, async () => {
  const objects = execFileSync('git', ['rev-list', '--objects', '--all'], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n').map((line) => line.split(' ')).filter(([, ...name]) => name.length > 0)
  const names = new Map(objects.map(([id = '', ...name]) => [id, name.join(' ')]))
  const cat = spawn('git', ['cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const parts: Buffer[] = []
  cat.stdout.on('data', (data: Buffer) => parts.push(data))
  const ended = new Promise((resolve) => cat.on('close', resolve))
  cat.stdin.end(`${[...names.keys()].join('\n')}\n`)
  await ended
  const found: string[] = []
  let files = 0
  for (const { id, type, content } of objectsOf(Buffer.concat(parts))) {
    if (type !== 'blob') continue
    files++
    for (const kind of secretsIn(content.toString('utf8'))) found.push(`${kind} in ${names.get(id) ?? id} (${id})`)
  }
  console.log(`secrets: ${String(found.length)} in ${String(files)} versions of files in the history`)
  expect(files).toBeGreaterThan(100)
  expect(found).toEqual([])
})

/** `ID TYPE SIZE`, a line, then so many bytes and a line feed. */
function* objectsOf(all: Buffer): Generator<{ readonly id: string; readonly type: string; readonly content: Buffer }> {
  for (let at = 0; at < all.length; ) {
    const line = all.indexOf(10, at)
    const [id = '', type = '', size = '0'] = all.toString('utf8', at, line).split(' ')
    const end = line + 1 + Number(size)
    yield { id, type, content: all.subarray(line + 1, end) }
    at = end + 1
  }
}

test('no release build holds one', () => {
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--release'], { encoding: 'utf8' })
  expect(built.status, built.stderr).toBe(0)
  const files = readdirSync(OUT.release, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const found = files.flatMap((file) => secretsIn(readFileSync(file, 'latin1')).map((kind) => `${kind} in ${file}`))
  console.log(`secrets: ${String(found.length)} in ${String(files.length)} files of the release builds`)
  expect(existsSync(join(OUT.release, 'main', 'main.js'))).toBe(true)
  expect(found).toEqual([])
})
