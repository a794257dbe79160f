// What is loaded before anybody is in (decisions 0094 and 0095): of the page and of the data process, followed along every import that is not asked for later.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

interface Loaded {
  readonly files: readonly string[]
  /** Packages of npm, by the first part of their names. */
  readonly packages: ReadonlySet<string>
}

/** What a file imports by value and at once: types are gone when it runs, and `import()` waits. */
function importsOf(path: string): readonly string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, false, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS)
  return source.statements.flatMap((statement) => {
    if (!(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) || statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return []
    return isOfTypesAlone(statement) ? [] : [statement.moduleSpecifier.text]
  })
}

function isOfTypesAlone(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly
  const clause = statement.importClause
  if (clause === undefined) return false
  const named = clause.namedBindings
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly))
}

function loadedBy(entry: string): Loaded {
  const files = [entry]
  const packages = new Set<string>()
  for (const file of files) {
    for (const wanted of importsOf(file)) {
      if (!wanted.startsWith('.')) {
        packages.add(wanted.replace(/^(@[^/]+\/[^/]+|[^/]+).*/, '$1'))
        continue
      }
      const path = normalize(join(dirname(file), wanted))
      const found = [path, `${path}.ts`, `${path}.tsx`].find((one) => /\.tsx?$/.test(one) && existsSync(one))
      if (found !== undefined && !files.includes(found)) files.push(found)
    }
  }
  return { files, packages }
}

const page = loadedBy('src-renderer/main.tsx')

test('the door is followed along its imports', () => {
  expect(page.files).toContain('src-renderer/screens/unlock/unlock-screen.tsx')
  expect(loadedBy('src-main/app/open-desk.ts').packages).toContain('kysely')
  expect(loadedBy('src-renderer/frame/signed-in.tsx').packages).toContain('antd')
})

test('the page before unlock loads no library of controls and makes no schema', () => {
  for (const name of ['antd', '@ant-design/cssinjs', '@tanstack/react-virtual', 'dayjs', 'zod']) expect(page.packages).not.toContain(name)
})

test('the data process before unlock loads nothing that a store is opened or searched with', () => {
  const door = loadedBy('src-main/vault-host.ts')
  for (const name of ['kysely', 'pinyin-pro', 'i18next']) expect(door.packages).not.toContain(name)
  for (const file of ['src-main/app/open-desk.ts', 'src-main/ipc/handlers.ts', 'src-main/sync/origin-client.ts', 'src-shared/contract/channels.ts', 'src-shared/domain/rules.ts']) expect(door.files).not.toContain(file)
})

test('the page before unlock has every text that it asks for', () => {
  const [, kept = ''] = /locales\/\*\/\{([\w,-]+)\}\.json/.exec(readFileSync('src-renderer/text.tsx', 'utf8')) ?? []
  const there = new Set(kept.split(','))
  const asked = page.files.filter((file) => file.startsWith('src-renderer/')).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/['`]([a-z][a-z-]*):[\w$]/g)].map(([, name = '']) => ({ file, name })))
  const spaces = asked.filter(({ name }) => existsSync(join('resources/locales/zh-CN', `${name}.json`)))
  expect(new Set(spaces.map(({ name }) => name))).toContain('unlock')
  expect(spaces.filter(({ name }) => !there.has(name))).toEqual([])
})
