// Lays the pictures that the guides show, as the last run took them, into docs/pictures/guide: small, and no other there.
import fs from 'node:fs'
import path from 'node:path'
import { createSay, StopWithMessage } from './console.mjs'
import { inRoot } from './paths.mjs'
import { makeSmall } from './small-png.mjs'

const say = createSay('guide')

/** @param {string} folder @returns {readonly string[]} the names of the pictures that its pages show */
function picturesIn(folder) {
  const pages = fs.readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))
  return [...new Set(pages.flatMap((page) => [...page.matchAll(/\]\([^)]*\/([\w-]+\.png)\)/g)].map(([, name]) => name ?? '')))].sort()
}

export function layGuidePictures() {
  const guides = inRoot('docs/guide')
  let bytes = 0
  for (const language of fs.readdirSync(guides)) {
    const taken = inRoot(`screenshots-output/guide/${language}`)
    const laid = inRoot(`docs/pictures/guide/${language}`)
    const names = picturesIn(path.join(guides, language))
    const missing = names.filter((name) => !fs.existsSync(path.join(taken, name)))
    if (missing.length > 0) throw new StopWithMessage(`the guide shows what no run took: ${language} ${missing.join(', ')}`)
    fs.rmSync(laid, { recursive: true, force: true })
    fs.mkdirSync(laid, { recursive: true })
    for (const name of names) {
      const small = makeSmall(fs.readFileSync(path.join(taken, name)))
      fs.writeFileSync(path.join(laid, name), small)
      bytes += small.length
    }
  }
  say(`pictures in docs/pictures/guide, ${(bytes / 1_000_000).toFixed(1)} MB`)
}
