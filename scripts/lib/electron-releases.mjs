// Which Electron may be handed to people: a major that its makers still mend, and a patch of the last thirty days. The table is looked up by hand
// (`npm view electron time`) and bears its date: one that is old itself knows nothing, so a release needs a fresh look.

export const ELECTRON_RELEASES = /** @type {const} */ ({
  lookedUpOn: '2026-11-29',
  /** The newest three; their makers mend no others. */
  supportedMajors: [45, 44, 43],
  /** Patches that we pack or packed, and the newest ones: version → the day it was published. */
  publishedOn: { '45.4.1': '2026-11-19', '45.5.0': '2026-11-24', '44.11.5': '2026-11-19', '43.8.12': '2026-11-19' },
})

const MOST_DAYS = 30

/** @param {string} from @param {string} to YYYY-MM-DD */
const daysBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/**
 * @param {string} version of the runtime that would be packed
 * @param {string} today YYYY-MM-DD
 * @param {{ lookedUpOn: string, supportedMajors: readonly number[], publishedOn: Readonly<Record<string, string>> }} releases
 * @returns {readonly string[]} why it must not be handed out; empty where it may
 */
export function runtimeFaults(version, today, releases = ELECTRON_RELEASES) {
  const { lookedUpOn, supportedMajors, publishedOn } = releases
  const look = 'look the releases up (npm view electron time) and write them into scripts/lib/electron-releases.mjs'
  const published = publishedOn[version]
  return [
    ...(supportedMajors.includes(Number(version.split('.')[0])) ? [] : [`Electron ${version} is past its end of life: ${supportedMajors.join(', ')} are mended`]),
    ...(published === undefined ? [`when Electron ${version} was published is not known: ${look}`] : []),
    ...(published !== undefined && daysBetween(published, today) > MOST_DAYS ? [`Electron ${version} is of ${published}, older than ${MOST_DAYS} days: take the newest patch`] : []),
    ...(daysBetween(lookedUpOn, today) > MOST_DAYS ? [`the table is of ${lookedUpOn}: ${look}`] : []),
  ]
}
