// Three rules of the house that no package has: how files are named, how they open, and that no text for people stands in code.
import path from 'node:path'

const DRAWERS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager', 'stuff', 'index', 'types', 'constants'])
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/
const HAN = /\p{Script=Han}/u

/** @type {import('eslint').Rule.RuleModule} */
const fileName = {
  meta: { type: 'problem', schema: [], messages: { kebab: 'Name files in kebab-case: {{name}}', drawer: 'A file is named after its one idea, not "{{name}}".' } },
  create: (context) => ({
    Program(node) {
      const name = path.basename(context.filename).replace(/^\./, '').replace(/(\.d)?\.[cm]?[jt]sx?$/, '')
      const stem = name.split('.')[0] ?? ''
      if (!KEBAB.test(name)) context.report({ node, messageId: 'kebab', data: { name } })
      if (DRAWERS.has(stem)) context.report({ node, messageId: 'drawer', data: { name } })
    },
  }),
}

/** @type {import('eslint').Rule.RuleModule} */
const openingSentence = {
  meta: { type: 'problem', schema: [], messages: { missing: 'Open the file with one sentence saying what it is responsible for.' } },
  create: (context) => ({
    Program(node) {
      const [first] = context.sourceCode.getAllComments().filter((comment) => String(comment.type) !== 'Shebang')
      const firstToken = context.sourceCode.ast.tokens[0]
      const opens = first?.range !== undefined && (firstToken === undefined || first.range[0] < firstToken.range[0])
      const words = first?.value.trim().split(/\s+/).length ?? 0
      if (!opens || words < 4) context.report({ node, messageId: 'missing' })
    },
  }),
}

/** @type {import('eslint').Rule.RuleModule} */
const noTextInCode = {
  meta: { type: 'problem', schema: [], messages: { text: 'Text for people lives in resources/locales, in both languages.' } },
  create(context) {
    /** @param {import('estree').Node} node @param {unknown} value */
    const check = (node, value) => {
      if (typeof value === 'string' && HAN.test(value)) context.report({ node, messageId: 'text' })
    }
    return {
      Literal: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.raw),
      JSXText: (/** @type {any} */ node) => {
        if (/\p{L}{2,}/u.test(node.value)) context.report({ node, messageId: 'text' })
      },
    }
  },
}

export const houseRules = { rules: { 'file-name': fileName, 'opening-sentence': openingSentence, 'no-text-in-code': noTextInCode } }
