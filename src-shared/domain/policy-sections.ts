// Cuts a policy text into its sections: by headings (Markdown), by numbers, or, where there is neither, by paragraphs.

export interface Section {
  /** The number as it stands in the text (`2.1`, `第三条`, `四`), or `§n`, the place among all sections, for one without. */
  readonly key: string
  /** First line in the file, from 1. */
  readonly line: number
  /** Absent: a section without a heading of its own. */
  readonly title?: string
  /** What stands in `{#…}` at the end of its first line. */
  readonly mark?: string
  /** Everything but heading and mark. */
  readonly body: string
}

const HEADING = /^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$/
const MARK = /\s*\{#([^{}]*)\}\s*$/
/** A number at the head of a line: 2 · 2.1 · 2.1. · 3) · 第三条 · 四、 · （五）. A bare number needs a sign or a space behind it, and no unit. */
const NUMBER = /^\s*(?:(\d{1,3}(?:\.\d{1,3})*)(?:[.．、)）]\s*|\s+)|(第[一二三四五六七八九十百零〇\d]{1,6}[条章节])\s*|([一二三四五六七八九十]{1,3})、\s*|[（(]([一二三四五六七八九十]{1,3})[）)]\s*)(?=\S)/

interface Head {
  readonly number?: string
  readonly title?: string
  readonly mark?: string
  /** Of a line that is no heading: the rest is already text. */
  readonly text?: string
}
interface Line {
  readonly line: number
  readonly text: string
}

export function splitSections(text: string): readonly Section[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/).map((one, place): Line => ({ line: place + 1, text: one }))
  const headOf = lines.some((one) => HEADING.test(one.text)) ? headingHead : lines.some((one) => NUMBER.test(one.text)) ? numberHead : undefined
  const blocks = headOf ? blocksByHead(lines, headOf) : paragraphs(lines)
  return blocks.filter(({ head, rest }) => head.title !== undefined || head.text !== undefined || rest.some((one) => one.text.trim() !== '')).map((block, place) => sectionOf(block, place))
}

interface Block {
  readonly line: number
  readonly head: Head
  readonly rest: readonly Line[]
}

function blocksByHead(lines: readonly Line[], headOf: (text: string) => Head | undefined): readonly Block[] {
  const blocks: { line: number; head: Head; rest: Line[] }[] = [{ line: 1, head: {}, rest: [] }]
  for (const one of lines) {
    const head = headOf(one.text)
    if (head) blocks.push({ line: one.line, head, rest: [] })
    else blocks.at(-1)?.rest.push(one)
  }
  return blocks
}

/** Separated by empty lines; in a text without any, every line is one. */
function paragraphs(lines: readonly Line[]): readonly Block[] {
  const isSpaced = lines.some((one, place) => one.text.trim() === '' && lines.slice(place + 1).some((later) => later.text.trim() !== ''))
  const blocks: { line: number; head: Head; rest: Line[] }[] = []
  let isOpen = false
  for (const one of lines) {
    const isEmpty = one.text.trim() === ''
    if (!isEmpty && isOpen && isSpaced) blocks.at(-1)?.rest.push(one)
    else if (!isEmpty) blocks.push({ line: one.line, head: withMark(one.text, (text) => ({ text })), rest: [] })
    isOpen = !isEmpty
  }
  return blocks
}

function sectionOf({ line, head, rest }: Block, place: number): Section {
  const body = [...(head.text === undefined ? [] : [head.text]), ...rest.map((one) => one.text)].join('\n').trim()
  return {
    key: head.number ?? `§${place + 1}`,
    line: rest.length > 0 && head.title === undefined && head.text === undefined ? rest.find((one) => one.text.trim() !== '')?.line ?? line : line,
    ...(head.title === undefined ? {} : { title: head.title }),
    ...(head.mark === undefined ? {} : { mark: head.mark }),
    body,
  }
}

function withMark(text: string, read: (text: string) => Head): Head {
  const mark = MARK.exec(text)
  return mark ? { ...read(text.slice(0, mark.index)), mark: mark[1]?.trim() ?? '' } : read(text)
}

function headingHead(text: string): Head | undefined {
  const heading = HEADING.exec(text)?.[1]
  if (heading === undefined) return undefined
  return withMark(heading, (rest) => {
    const number = NUMBER.exec(rest)
    return number ? { number: numberIn(number), title: rest.slice(number[0].length).trim() } : { title: rest.trim() }
  })
}

function numberHead(text: string): Head | undefined {
  const number = NUMBER.exec(text)
  if (!number) return undefined
  return withMark(text.slice(number[0].length), (rest) => ({ number: numberIn(number), text: rest.trim() }))
}

function numberIn(match: RegExpExecArray): string {
  const [, ...groups]: readonly (string | undefined)[] = match
  return groups.find((group) => group !== undefined) ?? ''
}
