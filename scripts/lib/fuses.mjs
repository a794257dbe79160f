// The golden set of fuses of a packed desk, and the reading of them from a binary.
import { createSay, StopWithMessage } from './console.mjs'

/** Fuse → what it must be, and why. WasmTrapHandlers and later ones are left at Electron's default. */
export const GOLDEN_FUSES = /** @type {const} */ ({
  RunAsNode: [false, 'the app must not become a plain Node for whoever sets a variable'],
  EnableCookieEncryption: [true, 'what Chromium might store is encrypted by the key store'],
  EnableNodeOptionsEnvironmentVariable: [false, 'NODE_OPTIONS and NODE_EXTRA_CA_CERTS would load code and trust other roots'],
  EnableNodeCliInspectArguments: [false, '--inspect would open the main process to a debugger'],
  EnableEmbeddedAsarIntegrityValidation: [true, 'a changed archive does not start (macOS and Windows check it)'],
  OnlyLoadAppFromAsar: [true, 'a folder laid beside the archive is not run instead of it'],
  LoadBrowserProcessSpecificV8Snapshot: [false, 'no second start-up snapshot'],
  GrantFileProtocolExtraPrivileges: [false, 'we serve app:// alone; file: pages get nothing'],
})

/** @param {string} executable @returns {Promise<Record<string, boolean | undefined>>} */
export async function readFuses(executable) {
  const { FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses')
  const wire = /** @type {Record<number, number>} */ (/** @type {unknown} */ (await getCurrentFuseWire(executable)))
  return Object.fromEntries(Object.keys(GOLDEN_FUSES).map((name) => {
    const state = wire[FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)]]
    // in the binary a fuse is one ASCII digit; anything else ("removed", or absent) is neither on nor off
    return [name, state === 0x31 ? true : state === 0x30 ? false : undefined]
  }))
}

/** @param {string} executable */
export async function checkFuses(executable) {
  const say = createSay('fuses')
  const found = await readFuses(executable)
  const wrong = Object.entries(GOLDEN_FUSES).filter(([name, [wanted]]) => found[name] !== wanted)
  for (const [name, [, why]] of Object.entries(GOLDEN_FUSES)) say(`${name.padEnd(40)}${String(found[name]).padEnd(7)}${why}`)
  if (wrong.length > 0) throw new StopWithMessage(`the packed binary's fuses are not as they must be: ${wrong.map(([name]) => `${name}=${found[name]}`).join(', ')}`)
}
