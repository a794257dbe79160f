#!/usr/bin/env node
// Stands in for fpm, which electron-builder would download, on Debian's own dpkg-deb (CUSTOM_FPM_PATH names this file): of fpm's words it knows those of
// a Debian package made of folders. Everything in the package belongs to root, nothing is writable by others, and no file keeps a special bit.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Words without a value. */
const FLAGS = new Set(['--force', '--debug'])
const SCRIPTS = { 'after-install': 'postinst', 'after-remove': 'postrm', 'before-install': 'preinst', 'before-remove': 'prerm' }
const COMPRESSION = /** @type {Record<string, string>} */ ({ none: 'none', gz: 'gzip', zst: 'zstd', xz: 'xz' })

/** @param {readonly string[]} words @returns {{ options: Map<string, string[]>, files: string[] }} `files`: FROM=TO */
export function readFpmWords(words) {
  /** @type {Map<string, string[]>} */
  const options = new Map()
  const files = []
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? ''
    if (FLAGS.has(word)) continue
    if (!word.startsWith('-')) {
      files.push(word)
      continue
    }
    const name = word.replace(/^--?/, '')
    i += 1
    options.set(name, [...(options.get(name) ?? []), words[i] ?? ''])
  }
  return { options, files }
}

/** @param {Map<string, string[]>} options @param {number} sizeKib @returns {string} the package's control file */
export function controlOf(options, sizeKib) {
  const one = (/** @type {string} */ name) => options.get(name)?.at(-1) ?? ''
  const [first = '', ...rest] = one('description').trim().split('\n').map((line) => line.trim())
  const fields = /** @type {const} */ ([
    ['Package', one('name').toLowerCase()], ['Version', one('version')], ['Architecture', one('architecture')], ['Maintainer', one('maintainer')],
    ['Installed-Size', String(sizeKib)], ['Depends', (options.get('d') ?? []).join(', ')], ['Recommends', (options.get('deb-recommends') ?? []).join(', ')],
    ['Section', one('category') || 'misc'], ['Priority', one('deb-priority') || 'optional'], ['Homepage', one('url')],
    ['Description', [first || one('name'), ...rest.map((line) => ` ${line || '.'}`)].join('\n')],
  ])
  return fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\n`).join('')
}

/** @param {string} stage @param {readonly string[]} files */
function layFiles(stage, files) {
  for (const spec of files) {
    const at = spec.lastIndexOf('=')
    const to = path.join(stage, spec.slice(at + 1))
    fs.mkdirSync(path.dirname(to), { recursive: true })
    fs.cpSync(spec.slice(0, at), to, { recursive: true, verbatimSymlinks: true })
  }
}

/** @param {string} folder @returns {number} KiB */
function sizeOf(folder) {
  const bytes = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).size)
  return Math.ceil(bytes.reduce((sum, size) => sum + size, 0) / 1024)
}

/** @param {readonly string[]} words */
function makeDeb(words) {
  const { options, files } = readFpmWords(words)
  const one = (/** @type {string} */ name) => options.get(name)?.at(-1) ?? ''
  if (one('s') !== 'dir' || one('t') !== 'deb') throw new Error(`only folders to a Debian package, not -s ${one('s')} -t ${one('t')}`)
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'privacy-desk-deb-'))
  try {
    layFiles(stage, files)
    const control = path.join(stage, 'DEBIAN')
    const sizeKib = sizeOf(stage)
    fs.mkdirSync(control)
    fs.writeFileSync(path.join(control, 'control'), controlOf(options, sizeKib))
    for (const [name, as] of Object.entries(SCRIPTS)) {
      if (one(name) === '') continue
      fs.copyFileSync(one(name), path.join(control, as))
      fs.chmodSync(path.join(control, as), 0o755)
    }
    run('chmod', ['-R', 'u=rwX,go=rX', stage]) // setuid and setgid go with it
    run('dpkg-deb', ['--root-owner-group', `-Z${COMPRESSION[one('deb-compression')] ?? 'xz'}`, '--build', stage, one('package')])
  } finally {
    fs.rmSync(stage, { recursive: true, force: true })
  }
}

/** @param {string} program @param {readonly string[]} args */
function run(program, args) {
  const result = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (result.status !== 0) throw new Error(`${program} failed (${result.status ?? result.error})`)
}

if (process.argv[1] === import.meta.filename) makeDeb(process.argv.slice(2))
