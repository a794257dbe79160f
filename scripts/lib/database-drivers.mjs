// The two database drivers (decision 0082): which system's desk has which, and of what a driver consists where it is laid into a desk.
import { inRoot } from './paths.mjs'

/**
 * @typedef {object} DatabaseDriver
 * @property {string} folder place in node_modules
 * @property {string} addon inside of the folder
 * @property {readonly string[]} parts what is needed of the folder; the rest are sources
 * @property {readonly string[]} beside packages that it asks for when it is loaded
 * @property {string} probe a program that ends well where the addon loads
 */

/** @type {DatabaseDriver} */
export const SQLCIPHER = {
  folder: 'node_modules/sqlite3',
  addon: 'build/Release/node_sqlite3.node',
  parts: ['package.json', 'sqlite3.js', 'lib', 'build/Release/node_sqlite3.node'],
  beside: ['bindings', 'file-uri-to-path'],
  probe: 'require("sqlite3")',
}

/** Its addon is named by our own code, so nothing looks for it. Loaded when a database is opened, not before. @type {DatabaseDriver} */
export const CIPHERS = {
  folder: 'node_modules/better-sqlite3-multiple-ciphers',
  addon: 'build/Release/better_sqlite3.node',
  parts: ['package.json', 'LICENSE', 'lib', 'build/Release/better_sqlite3.node'],
  beside: [],
  probe: 'new (require("better-sqlite3-multiple-ciphers"))(":memory:")',
}

/** What a desk of this system has; the tests of every other system have the second one too. @param {string} platform */
export const driverOf = (platform = process.platform) => (platform === 'win32' ? CIPHERS : SQLCIPHER)

/** What an installation has to bring: SQLCipher's own addon has no build for Windows. @param {string} platform */
export const driversToInstall = (platform = process.platform) => (platform === 'win32' ? [CIPHERS] : [SQLCIPHER, CIPHERS])

/** @param {DatabaseDriver} driver */
export const addonOf = (driver) => inRoot(driver.folder, driver.addon)
