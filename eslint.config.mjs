// The lint rules of the house. Every deviation from a rule set we take over carries one sentence why.
import noUnsanitized from 'eslint-plugin-no-unsanitized'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { houseRules } from './scripts/eslint/house-rules.mjs'

/** The only files that read the wall clock or make randomness: they build the Clock and the random source that all others are handed. */
const COMPOSE_FILES = [
  'src-main/main.ts', 'src-main/vault-host.ts', 'src-main/app/compose-*.ts', 'src-origin/server.ts', 'src-tools/privacy-desk.ts', 'src-renderer/main.tsx',
]

const WALL_CLOCK = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Time is handed in: take a Clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is handed in: take a Clock.' },
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Randomness is handed in.' },
  { selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']", message: 'Time is handed in: take a Clock (mono).' },
]
const SHAPE = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals: an enum is code that types alone should be.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that has it.' },
]
const MARKUP = { selector: "MemberExpression[property.name='innerHTML']", message: 'Trusted Types are required: build nodes instead.' }

/** @param {string} reason @param {string} name */
const banned = (name, reason) => ({ name, message: reason })
const ELECTRON = banned('electron', 'Only rooms of the main process and the preload see electron; the data process is handed what it needs.')
const SQLITE = banned('sqlite3', 'The first driver is named in one file: src-main/vault/driver/sqlcipher-driver.ts.')
const CIPHERS = banned('better-sqlite3-multiple-ciphers', 'The second driver is named in one file: src-main/vault/driver/ciphers-connection.ts.')
const MAIN_ROOMS = ['src-main/main.ts', 'src-main/app/**', 'src-main/windows/**', 'src-main/preload/**', 'src-main/ipc/port-broker.ts']

/** Which project knows a file's types. */
const PROJECTS = [
  { files: ['src-shared/**/*.ts'], project: 'shared' },
  { files: ['src-main/**/*.ts'], ignores: ['src-main/preload/**'], project: 'main' },
  { files: ['src-main/preload/**/*.ts'], project: 'preload' },
  { files: ['src-renderer/**/*.{ts,tsx}'], project: 'renderer' },
  { files: ['src-origin/**/*.ts'], project: 'origin' },
  { files: ['src-tools/**/*.ts'], project: 'tools' },
  { files: ['test/**/*.{ts,tsx}', '*.config.ts', '*.config.mts', 'scripts/vite/*.mts'], project: 'tests' },
]

export default defineConfig(
  { ignores: ['node_modules/', 'out/', 'out-release/', 'release*/', '.electron/', '.stage/', '.origin/', 'demo-output/', 'screenshots-output/', 'bench-output/', 'test-results/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // ---- every TypeScript file
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { house: houseRules },
    rules: {
      'house/file-name': 'error',
      'house/opening-sentence': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...WALL_CLOCK, ...SHAPE, MARKUP],
      'no-restricted-imports': ['error', { paths: [ELECTRON, SQLITE, CIPHERS] }],
      // `typeof import('…json')` is how a type is taken from a file that is loaded at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // Our interfaces are objects of closures written in method style; none of them reads `this`, and they are made to be taken apart.
      '@typescript-eslint/unbound-method': 'off',
      // Code points are the unit we count and search by (GB 18030 names), so spreading a string is meant.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `keyof T & string` is the plain way to say "its string keys".
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Numbers in text are what templates are for; objects stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => void act()` is how a promise is handed to an event on purpose; the rule's own option says so.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true }],
      // A channel or dialect method is async because its interface is, whether or not this one waits.
      '@typescript-eslint/require-await': 'off',
      // `_name` is how an unused parameter in front of a used one is marked.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Records read with noUncheckedIndexedAccess and noPropertyAccessFromIndexSignature keep the brackets on purpose.
      '@typescript-eslint/dot-notation': 'off',
      // `channel<Answer>()` and `parse<T>()` carry a type that no argument can carry: the contract is built on it.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `undefined` in a union with void says "may be absent" at an edge (handlers, callbacks); nothing is confused by it.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  ...PROJECTS.map(({ files, ignores, project }) => ({
    files,
    ...(ignores === undefined ? {} : { ignores }),
    languageOptions: { parserOptions: { project: `./tsconfig/${project}.json`, tsconfigRootDir: import.meta.dirname } },
  })),

  // ---- who may name what
  { files: COMPOSE_FILES, rules: { 'no-restricted-syntax': ['error', ...SHAPE, MARKUP] } },
  { files: MAIN_ROOMS, rules: { 'no-restricted-imports': ['error', { paths: [SQLITE, CIPHERS] }] } },
  {
    files: MAIN_ROOMS,
    ignores: ['src-main/preload/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [SQLITE, CIPHERS, { name: 'electron', importNames: ['ipcRenderer', 'contextBridge'], message: 'These are the preload\'s.' }] }],
    },
  },
  { files: ['src-main/vault/driver/sqlcipher-driver.ts'], rules: { 'no-restricted-imports': ['error', { paths: [ELECTRON, CIPHERS] }] } },
  { files: ['src-main/vault/driver/ciphers-connection.ts'], rules: { 'no-restricted-imports': ['error', { paths: [ELECTRON, SQLITE] }] } },
  {
    files: ['src-main/preload/**'],
    rules: { 'no-restricted-globals': ['error', ...['process', 'Buffer', 'require', 'global', '__dirname', '__filename'].map((name) => banned(name, 'A sandboxed preload has no Node.'))] },
  },

  // ---- migrations: a list of statements, frozen by hash once released; cutting it into functions would only hide the table
  { files: ['src-*/**/migrations/*.ts'], rules: { 'max-lines-per-function': 'off' } },

  // ---- screens
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    extends: [noUnsanitized.configs.recommended],
    plugins: { 'react-hooks': reactHooks, house: houseRules },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // It warns what React's compiler would skip; we do not use the compiler.
      'react-hooks/incompatible-library': 'off',
      'house/no-text-in-code': 'error',
      'no-restricted-globals': ['error', ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'localStorage', 'sessionStorage', 'indexedDB'].map((name) => banned(name, 'A screen speaks to the data process alone and stores nothing.'))],
      // A JSX tree is counted line by line, so a screen of plain markup would be cut for its length rather than its logic.
      'max-lines-per-function': ['error', { max: 90, skipBlankLines: true, skipComments: true }],
    },
  },

  // ---- tests
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // A `describe` is a list of sentences, not a function that someone has to keep in their head.
      'max-lines-per-function': 'off',
      // A test may look into what a library or a raw message gives it, and fails if it is not there.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // What a page, a process or a damaged file really gives may differ from its type: that is what is tested.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A rejection is asserted on as it comes.
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // In a test `rows[0]!` is an assertion: it throws where the row is missing.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Waiting for a child process needs the real clock (no test asserts a time), and tests of Trusted Types assign markup to see it refused.
      'no-restricted-syntax': ['error', ...SHAPE],
      // Tests of the driver and of the shell name what they test.
      'no-restricted-imports': 'off',
    },
  },

  // ---- configuration files in TypeScript: read by tools, typed by them
  { files: ['*.config.ts', '*.config.mts', 'scripts/vite/*.mts'], rules: { 'max-lines-per-function': 'off' } },

  // ---- plain scripts (types are checked by tsconfig/scripts.json)
  {
    files: ['scripts/**/*.{mjs,cjs}', '*.mjs', '*.cjs'],
    plugins: { house: houseRules },
    rules: {
      'house/file-name': 'error',
      'house/opening-sentence': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-unused-vars': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
)
