// Reads, inside the page, every text that somebody sees now, and whether all of it can be read where it stands.

export interface SeenText {
  readonly text: string
  /** Tag and classes of what holds it, for whoever looks for it. */
  readonly place: string
  /** Why not all of it can be read here: cut at a side, and no tooltip says the whole. */
  readonly cut?: 'beside' | 'below' | 'outside the window' | 'only by scrolling sideways'
  /** Which may be as wide as its columns (WCAG 1.4.10). */
  readonly inTable?: true
}

/** Runs in the page, so it stands on nothing outside itself. */
export function readTexts(): readonly SeenText[] {
  /** Rounding of glyphs is no cut. */
  const SLACK = 2
  const clips = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip'
  const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll'
  const hasTooltip = (element: Element, text: string): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (at.getAttribute('title')?.includes(text) === true) return true
    }
    return false
  }
  const cutOf = (element: Element, box: DOMRect): SeenText['cut'] => {
    let beside = true
    let below = true
    if (element.scrollWidth > element.clientWidth + SLACK && clips(getComputedStyle(element).overflowX)) return 'beside'
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at)
      const frame = at.getBoundingClientRect()
      if (beside && clips(style.overflowX) && (box.right > frame.right + SLACK || box.left < frame.left - SLACK)) return 'beside'
      if (below && clips(style.overflowY) && (box.bottom > frame.bottom + SLACK || box.top < frame.top - SLACK)) return 'below'
      if (beside && scrolls(style.overflowX) && at.scrollWidth > at.clientWidth + SLACK && box.right > frame.right + SLACK) return 'only by scrolling sideways'
      if (scrolls(style.overflowX)) beside = false
      if (scrolls(style.overflowY)) below = false
    }
    return (beside && (box.right > innerWidth + SLACK || box.left < -SLACK)) || (below && box.bottom > innerHeight + SLACK) ? 'outside the window' : undefined
  }
  /** Of a field that is empty: its hint is no text node. */
  const hintOf = (input: HTMLInputElement): SeenText | undefined => {
    if (input.placeholder === '' || input.value !== '' || input.clientWidth === 0) return undefined
    const style = getComputedStyle(input)
    const pen = document.createElement('canvas').getContext('2d')
    if (pen === null) return undefined
    pen.font = `${style.fontSize} ${style.fontFamily}`
    const room = input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
    return { text: input.placeholder, place: `input.${input.className}`, ...(pen.measureText(input.placeholder).width > room + SLACK ? { cut: 'beside' as const } : {}) }
  }

  const seen: SeenText[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? ''
    const element = node.parentElement
    if (text === '' || element === null || ['SCRIPT', 'STYLE'].includes(element.tagName) || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
    // What has no colour is a line to the eye.
    if (getComputedStyle(element).color === 'rgba(0, 0, 0, 0)') continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width === 0 || box.height === 0) continue
    const place = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`
    // For screen readers, and what antd measures with, stands one pixel large on purpose.
    const isForEyes = element.closest('.visually-hidden, [aria-live], .ant-select-dropdown, [style*="width: 0"]') === null && element.closest('*')?.clientWidth !== 1
    const cut = isForEyes && !hasTooltip(element, text) ? cutOf(element, box) : undefined
    seen.push({ text, place, ...(cut === undefined ? {} : { cut }), ...(element.closest('table') === null ? {} : { inTable: true }) })
  }
  for (const input of document.querySelectorAll('input')) {
    const hint = hintOf(input)
    if (hint !== undefined) seen.push(hint)
  }
  return seen
}
