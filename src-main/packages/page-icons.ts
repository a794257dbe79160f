// Icons of index.html, drawn on a 16 px grid; one sprite in the page, referred to by name, so nothing is fetched.
import type { Category } from '../../src-shared/domain/vocabulary'
import type { Html } from './html'

const SHAPES: Readonly<Record<Category, string>> = {
  registration: '<rect x="1.75" y="3" width="12.5" height="10" rx="1.5"/><circle cx="5.5" cy="7" r="1.5"/><path d="M3.5 10.5c.6-1.3 3.4-1.3 4 0M10 6.5h2.5M10 9.5h2.5"/>',
  consent: '<path d="M2.5 8a5.5 5.5 0 1 0 1.6-3.9L2.5 5.7M2.5 2.5v3.2h3.2M8 5v3.3l2.2 1.3"/>',
  browsing: '<path d="M1.5 8S4 3.75 8 3.75 14.5 8 14.5 8 12 12.25 8 12.25 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>',
  'search-query': '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5L14 14"/>',
  'country-interest': '<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c3.6 3.8 3.6 8.2 0 12M8 2c-3.6 3.8-3.6 8.2 0 12"/>',
  'access-log': '<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>',
  'page-performance': '<path d="M2 13.5h12M4 11V8M7 11V4M10 11V6.5M13 11V9"/>',
}

/** The product's mark: a masked line, dots with one short pill. */
const MARK = '<symbol id="i-mark" viewBox="0 0 26 26"><rect x="0.5" y="0.5" width="25" height="25" rx="7" fill="#0958d9" stroke="none"/><circle cx="6.5" cy="13" r="1.6" fill="#fff" stroke="none"/><rect x="10" y="11" width="8" height="4" rx="2" fill="#fff" stroke="none"/><circle cx="20.5" cy="13" r="1.6" fill="#fff" stroke="none"/></symbol>'

const SYMBOLS = Object.entries(SHAPES).map(([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${shape}</symbol>`)

/** The casts of this file are safe: constants above. */
export const ICON_SPRITE = `<svg width="0" height="0" aria-hidden="true" focusable="false">${MARK}${SYMBOLS.join('')}</svg>` as Html

export function icon(name: Category | 'mark'): Html {
  return `<svg aria-hidden="true" focusable="false"><use href="#i-${name}"/></svg>` as Html
}
