/** Numbers from 0 up to a limit, the same for each run (mulberry32). */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

/** A value of a length that no text has by chance. */
export function canaryOf(length: number, random: (limit: number) => number): string {
  return Array.from({ length }, () => letters[random(letters.length)]).join('')
}

/** The pieces of a value, four characters each or all of it, that stand in a text. */
export function piecesIn(text: string, value: string): string[] {
  const size = Math.min(4, value.length)
  const pieces = Array.from({ length: value.length - size + 1 }, (_, at) => value.slice(at, at + size))
  return [...new Set(pieces)].filter((piece) => text.includes(piece))
}
