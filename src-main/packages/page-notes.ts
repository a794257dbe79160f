// The section of index.html about what is handed out with the answer: notes in our words, and their files, which lie beside the page.
import type { Collected } from './collect'
import type { HandedFile, HandedNote } from './handed-out'
import { both, bothFilled, figure, html, NOTHING, text, value, type Html } from './html'
import { shanghaiTime } from './shanghai-time'

function fileLine({ entry, name, sizeBytes }: HandedFile): Html {
  const size = bothFilled((t) => t.notes.size, () => ({ count: text(figure(Math.ceil(sizeBytes / 1_024))) }))
  if (typeof entry !== 'string') return html`<li>${value(name)} <span class="meta">${size} · ${both((t) => t.notes.missing[entry.missing])}</span></li>`
  // A name of ours (formats/package-names.ts); the one that it was attached under is text alone.
  return html`<li><a href="${text(entry)}">${value(name)}</a> <span class="meta">${size} · <span class="mono">${text(entry)}</span></span></li>`
}

function noteCard({ at, text: words, files }: HandedNote): Html {
  return html`<article class="card"><p class="meta">${text(shanghaiTime(at))}</p><p class="words">${value(words)}</p>
${files.length === 0 ? NOTHING : html`<ul class="plain">${files.map(fileLine)}</ul>`}</article>`
}

/** Nothing where nothing is handed out: a heading over an empty place would look like a loss. */
export function notesSection({ notes }: Collected): Html {
  if (notes.length === 0) return NOTHING
  return html`<section id="notes"><h2>${both((t) => t.sections.notes)}</h2><p class="lead">${both((t) => t.notes.lead)}</p><div class="cards">${notes.map(noteCard)}</div></section>`
}
