// Puts the rules that antd and its icons make at run time into adopted style sheets, because our policy forbids <style> text.
//
// scripts/vite/antd-csp.mts puts this file in the place of @rc-component/util's Dom/dynamicCSS and @ant-design/icons' cssUtils,
// so it answers to their exported names. The order of sheets is the one those modules give to <style> elements:
// `prepend: 'queue'` rules first, by priority; then what is appended, in order of arrival.

interface StyleOptions {
  readonly prepend?: boolean | 'queue' | undefined
  readonly mark?: string | undefined
  readonly priority?: number | undefined
}

interface AdoptedRule {
  readonly key: string | undefined
  readonly mark: string
  readonly leads: boolean
  readonly priority: number
  readonly sheet: CSSStyleSheet
  /** Never in the document: callers keep attributes and properties on it. */
  readonly handle: HTMLStyleElement
  text: string
}

// One list for one document: the modules we stand in for keep theirs in the DOM, which is just as global. Architecture decision 10
// (no module-level mutable state) cannot hold here: antd imports these functions and hands nothing in.
const rules: AdoptedRule[] = []
const made = new WeakSet<CSSStyleSheet>()
const told = new Set<string>()

function toMark(mark: string | undefined): string {
  if (mark === undefined) return 'rc-util-key'
  return mark.startsWith('data-') ? mark : `data-${mark}`
}

function findRule(key: string, options: StyleOptions): AdoptedRule | undefined {
  return rules.find((rule) => rule.key === key && rule.mark === toMark(options.mark))
}

function placeOf(options: StyleOptions): number {
  if (options.prepend === 'queue') {
    const priority = options.priority ?? 0
    return rules.findLastIndex((rule) => rule.leads && rule.priority <= priority) + 1
  }
  return options.prepend === true ? 0 : rules.length
}

/** Sheets that others adopted stay, after antd's, so that our own rules win. */
function publish(): void {
  const others = document.adoptedStyleSheets.filter((sheet) => !made.has(sheet))
  document.adoptedStyleSheets = [...rules.map((rule) => rule.sheet), ...others]
}

function adopt(text: string, key: string | undefined, options: StyleOptions): HTMLStyleElement {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  made.add(sheet)
  const handle = document.createElement('style')
  rules.splice(placeOf(options), 0, {
    key, mark: toMark(options.mark), leads: Boolean(options.prepend), priority: options.priority ?? 0, sheet, handle, text,
  })
  publish()
  return handle
}

export function injectCSS(text: string, options: StyleOptions = {}): HTMLStyleElement {
  return adopt(text, undefined, options)
}

export function updateCSS(text: string, key: string, options: StyleOptions = {}): HTMLStyleElement {
  const rule = findRule(key, options)
  if (rule === undefined) return adopt(text, key, options)
  if (rule.text !== text) {
    rule.sheet.replaceSync(text)
    rule.text = text
  }
  return rule.handle
}

export function removeCSS(key: string, options: StyleOptions = {}): void {
  const rule = findRule(key, options)
  if (rule === undefined) return
  rules.splice(rules.indexOf(rule), 1)
  publish()
}

/** There is no container to forget here; the name is part of the module we stand in for. */
export function clearContainerCache(): void {
  rules.length = 0
  publish()
}

export function getShadowRoot(element: Element | undefined): ShadowRoot | undefined {
  const root = element?.getRootNode()
  return root instanceof ShadowRoot ? root : undefined
}

export function warningOnce(holds: boolean, message: string): void {
  if (holds || told.has(message)) return
  told.add(message)
  console.error(`Warning: ${message}`)
}
