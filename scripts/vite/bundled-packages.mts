// Writes down which packages of node_modules went into a bundle: a bundler takes what is imported, so no list of dependencies knows what is
// shipped. scripts/lib/sbom.mjs makes the bill of materials and the notices of it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Plugin } from 'vite'

/** As package-lock.json spells it, however deep; undefined for what is ours. */
const PACKAGE_OF = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/

export function packageOf(moduleId: string): string | undefined {
  const path = relative(resolve('.'), moduleId.replace(/^\0+/, '').replace(/\?.*$/, '')).replaceAll('\\', '/')
  return PACKAGE_OF.exec(path)?.[0]
}

/** `program`: the name of the list, one a bundle; `out`: the folder of the build. */
export function bundledPackages(program: string, out: string): Plugin {
  return {
    name: 'privacy-desk:bundled-packages',
    apply: 'build',
    writeBundle(_options, bundle) {
      const ids = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
      const packages = [...new Set(ids.flatMap((id) => packageOf(id) ?? []))].sort()
      mkdirSync(join(out, 'bundled'), { recursive: true })
      writeFileSync(join(out, 'bundled', `${program}.json`), `${JSON.stringify(packages, null, 1)}\n`)
    },
  }
}
