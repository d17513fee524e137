/**
 * The word that was probably meant: the one with the fewest edits (insert, delete, replace, swap neighbours), if that
 * is at most a third of its length (one edit for short words); undefined where none is that near.
 */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const candidate of words) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (edits < fewest) {
      fewest = edits
      best = candidate
    }
  }
  return best !== undefined && fewest <= Math.max(1, Math.floor(Math.max(word.length, best.length) / 3))
    ? best
    : undefined
}

/** Optimal string alignment distance. Where it is more than `most`, any number above that. Default: whatever it is. */
export function editDistance(left: string, right: string, most = Number.POSITIVE_INFINITY): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1]
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1)
      current.push(edits)
    }
    if (most < row && Math.min(...current, ...last) > most) return most + 1
    beforeLast = last
    last = current
  }
  return last[right.length] ?? 0
}
