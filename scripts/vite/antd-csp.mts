// Makes antd run under a Content-Security-Policy without 'unsafe-inline' and under Trusted Types, at build time.
//
// antd and its icons write their rules into <style> elements, which style-src forbids. The two modules that do it are replaced
// by src-renderer/theme/adopted-styles.ts, which puts the rules into constructable style sheets: the CSSOM is outside style-src.
// Two more places set a `style` attribute as text; assigning cssText does the same without the attribute.
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

const ADOPTED_STYLES = resolve('src-renderer/theme/adopted-styles.ts')
const STYLE_WRITERS = ['@rc-component/util/es/Dom/dynamicCSS', '@ant-design/icons/es/cssUtils'] as const
const WRITER_NAME = /dynamicCSS|cssUtils/
/** el.setAttribute('style', text) falls under style-src-attr; el.style.cssText = text does not. */
const STYLE_ATTRIBUTE = /(\b[\w.]+)\.setAttribute\((['"])style\2,\s*/g
const ATTRIBUTE_WRITERS = ['@rc-component/input/es/calculateNodeHeight.js', 'antd/es/watermark/useWatermark.js'] as const

const normalised = (id: string): string => id.replaceAll('\\', '/')

export function antdCsp(): Plugin {
  const replaced = new Set<string>()
  let usesAntd = false
  return {
    name: 'privacy-desk:antd-csp',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (source === 'antd' || source.startsWith('antd/')) usesAntd = true
      if (importer === undefined || !WRITER_NAME.test(source)) return null
      const target = await this.resolve(source, importer, { ...options, skipSelf: true })
      const writer = STYLE_WRITERS.find((name) => target !== null && normalised(target.id).includes(name))
      if (writer === undefined) return null
      replaced.add(writer)
      return ADOPTED_STYLES
    },
    transform(code, id) {
      if (!ATTRIBUTE_WRITERS.some((name) => normalised(id).includes(name))) return null
      const rewritten = code.replace(STYLE_ATTRIBUTE, 'Reflect.set($1.style, "cssText", ')
      // antd moved the place: fail here, not at the policy in front of a person
      if (rewritten === code) this.error(`no style attribute is set in ${id} any more: look at antd's change and at this plugin`)
      return { code: rewritten, map: null }
    },
    buildEnd(error) {
      if (error !== undefined || !usesAntd || this.environment.config.command !== 'build') return
      const missing = STYLE_WRITERS.filter((name) => !replaced.has(name))
      if (missing.length > 0) this.error(`antd's style writers were not found and so not replaced: ${missing.join(', ')}`)
    },
  }
}
