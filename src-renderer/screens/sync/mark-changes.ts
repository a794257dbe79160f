// Finds what differs between two texts, word by word (each Chinese character is a word), by their longest common subsequence.

export interface Piece {
  readonly text: string
  readonly changed: boolean
}
export interface Marked {
  readonly mine: readonly Piece[]
  readonly origin: readonly Piece[]
}

const WORD = /(?:(?!\p{Script=Han})[\p{L}\p{N}])+|\s+|./gsu
/** Beyond this the table of subsequences would cost tens of megabytes; the whole text is marked as changed then. */
const MAX_WORDS = 2_000

export function markChanges(mine: string, origin: string): Marked {
  const [left, right] = [mine.match(WORD) ?? [], origin.match(WORD) ?? []]
  if (left.length > MAX_WORDS || right.length > MAX_WORDS) return { mine: [{ text: mine, changed: true }], origin: [{ text: origin, changed: true }] }
  const common = commonWords(left, right)
  return { mine: piecesOf(left, common.left), origin: piecesOf(right, common.right) }
}

interface Common {
  readonly left: ReadonlySet<number>
  readonly right: ReadonlySet<number>
}

function commonWords(left: readonly string[], right: readonly string[]): Common {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i * width + j] = left[i] === right[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
    }
  }
  const common = { left: new Set<number>(), right: new Set<number>() }
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      common.left.add(i++)
      common.right.add(j++)
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++
    else j++
  }
  return common
}

/** Neighbours of one kind become one piece, so that one change has one pair of brackets. */
function piecesOf(words: readonly string[], common: ReadonlySet<number>): readonly Piece[] {
  const pieces: { text: string; changed: boolean }[] = []
  words.forEach((word, index) => {
    const changed = !common.has(index)
    const last = pieces.at(-1)
    if (last?.changed === changed) last.text += word
    else pieces.push({ text: word, changed })
  })
  return pieces
}
