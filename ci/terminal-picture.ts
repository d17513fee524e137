// What a terminal shows, as an SVG: text stays text, sharp at any size, a few kB.

/** How a character is shown: colours by their number among the 16 of a terminal. */
interface Style {
  readonly colour: number | undefined
  readonly bold: boolean
  readonly dim: boolean
}

interface Cell extends Style {
  readonly text: string
}

const plain: Style = { colour: undefined, bold: false, dim: false }

export type Scheme = 'light' | 'dark'

/** Background, text, and what the numbers of colours are, as GitHub shows them: each contrasts with the background by 4.5 to 1. */
const schemes: Readonly<
  Record<
    Scheme,
    { readonly back: string; readonly text: string; readonly dim: string; readonly colours: readonly string[] }
  >
> = {
  light: {
    back: '#f6f8fa',
    text: '#1f2328',
    dim: '#59636e',
    colours: ['#1f2328', '#b3161f', '#0f6a2c', '#7d4e00', '#0550ae', '#7635c4', '#136061', '#59636e'],
  },
  dark: {
    back: '#151b23',
    text: '#e6edf3',
    dim: '#9198a1',
    colours: ['#b1bac4', '#ff8e86', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#e6edf3'],
  },
}

/** What stands on a screen of so many columns after these bytes; throws for a sequence that it doesn't know. */
export function screenOf(text: string, columns: number): Cell[][] {
  const lines: Cell[][] = [[]]
  let [row, column] = [0, 0]
  let style = plain
  const token = /\x1b\[([?\d;]*)([A-Za-z])|\x1b\](?:[^\x07\x1b]*)(?:\x07|\x1b\\)|\r|\n|[^\x1b\r\n]/gu
  for (const [all, parameters = '', final] of text.matchAll(token)) {
    const isCharacter = final === undefined && !/^[\x1b\r\n]/.test(all)
    if (isCharacter && column === columns) [row, column] = [row + 1, 0]
    const line = lines[row] ?? []
    lines[row] = line
    if (all === '\n') row++
    else if (all === '\r') column = 0
    else if (final === 'm') style = parameters.split(';').reduce(restyled, style)
    else if (final === 'A') row -= Number(parameters || 1)
    else if (final === 'K') line.length = Math.min(line.length, column)
    else if (final === 'J') {
      line.length = Math.min(line.length, column)
      lines.length = row + 1
    } else if (isCharacter) {
      while (line.length < column) line.push({ ...plain, text: ' ' })
      line[column++] = { ...style, text: all }
    } else if (final !== 'h' && final !== 'l' && final !== undefined)
      throw new Error(`unknown sequence ${JSON.stringify(all)}`)
  }
  while (lines.at(-1)?.length === 0) lines.pop()
  return lines
}

function restyled(style: Style, parameter: string): Style {
  const code = Number(parameter || 0)
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, colour: undefined }
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 }
  if (code >= 90 && code <= 97) return { ...style, colour: code === 90 ? 7 : code - 90 }
  return style
}

const [cell, height, margin] = [7.8, 18, 16]

/** The lines, below a prompt with the command, `columns` wide. */
export function drawTerminal(command: string, lines: readonly Cell[][], columns: number, scheme: Scheme): string {
  const { back, text } = schemes[scheme]
  const prompt = [...`$ ${command}`].map((one) => ({ ...plain, bold: true, text: one }))
  const all = [prompt, ...lines]
  const [width, tall] = [Math.ceil(columns * cell + 2 * margin), all.length * height + 2 * margin]
  const drawn = all.flatMap((line, index) => drawLine(line, margin + (index + 0.72) * height, scheme))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}" role="img" aria-label="${command} in a terminal" font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="${text}">
<rect width="100%" height="100%" rx="8" fill="${back}"/>
${drawn.join('\n')}
</svg>
`
}

/** Pieces of one style each; every one is as wide as its cells, whatever the font. */
function drawLine(line: readonly Cell[], y: number, scheme: Scheme): string[] {
  const pieces: { at: number; cells: Cell[] }[] = []
  for (const [at, one] of line.entries()) {
    const last = pieces.at(-1)
    const before = last?.cells[0]
    if (
      last !== undefined &&
      before !== undefined &&
      before.colour === one.colour &&
      before.bold === one.bold &&
      before.dim === one.dim
    )
      last.cells.push(one)
    else pieces.push({ at, cells: [one] })
  }
  return pieces.flatMap(({ at, cells }) => {
    const text = cells.map((one) => one.text).join('')
    const [first] = cells
    if (first === undefined || text.trim() === '') return []
    const { dim, colours } = schemes[scheme]
    const fill = first.colour === undefined ? (first.dim ? dim : undefined) : colours[first.colour]
    const style = [fill && ` fill="${fill}"`, first.bold && ' font-weight="bold"'].filter(Boolean).join('')
    const x = (margin + at * cell).toFixed(1)
    const length = (cells.length * cell).toFixed(1)
    return [
      `<text x="${x}" y="${y.toFixed(1)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(text)}</text>`,
    ]
  })
}

function escaped(text: string): string {
  // Spaces that a reader of SVG may not join or drop.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0')
}
