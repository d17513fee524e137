import { chargeLength, tick } from './limits.ts'

/** UTF-16 units that are looked at between two looks at the clock. */
const piece = 64 * 1024

/** The text in pieces that cut no character of two units; each charges its time. */
function* piecesOf(text: string): Iterable<string> {
  for (let from = 0; from < text.length; ) {
    let to = from + piece
    if (isHighSurrogate(text.charCodeAt(to - 1))) to++
    yield text.slice(from, to)
    tick(piece >> 6)
    from = to
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

/**
 * `text.replace(pattern, replace)` that stops where the result exceeds the limits, or the time is up. The pattern is
 * global and matches within one character, or a run of them that may be replaced in parts.
 */
export function replaceEach(text: string, pattern: RegExp, replace: (match: string) => string): string {
  if (text.length <= piece) {
    const replaced = text.replace(pattern, replace)
    chargeLength(replaced.length)
    return replaced
  }
  const pieces: string[] = []
  let length = 0
  for (const part of piecesOf(text)) {
    const replaced = part.replace(pattern, replace)
    length += replaced.length
    chargeLength(length)
    pieces.push(replaced)
  }
  return pieces.join('')
}
