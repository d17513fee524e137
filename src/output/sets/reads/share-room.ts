/**
 * Texts that share a room, in UTF-16 units: each has what it needs, and where that is too much, the long ones have the same. Where that
 * would be less than `least`, the longest are left out, undefined, so that the others say something. `write` makes a text no longer
 * than a size, as far as it can.
 */
export function shareRoom(
  writers: readonly ((size: number) => string)[],
  room: number,
  least: number,
): readonly (string | undefined)[] {
  const whole = writers.map((write) => write(Math.max(room, least)))
  const kept = [...whole.keys()].sort((one, other) => lengthAt(whole, one) - lengthAt(whole, other))
  while (kept.length > 0) {
    const size = fairSize(
      kept.map((index) => lengthAt(whole, index)),
      room,
    )
    if (size === undefined) return whole.map((text, index) => (kept.includes(index) ? text : undefined))
    if (size >= least) {
      const texts = whole.map((text, index) => {
        if (!kept.includes(index)) return undefined
        return text.length <= size ? text : writers[index]?.(size)
      })
      return dropWhatIsOver(texts, room)
    }
    kept.pop()
  }
  return whole.map(() => undefined)
}

function lengthAt(texts: readonly string[], index: number): number {
  return texts[index]?.length ?? 0
}

/** What each may have, at most, so that all have room; undefined where they have it anyway. `lengths`: ascending. */
function fairSize(lengths: readonly number[], room: number): number | undefined {
  let left = room
  for (const [index, length] of lengths.entries()) {
    const fair = left / (lengths.length - index)
    if (length > fair) return Math.floor(fair)
    left -= length
  }
  return undefined
}

/** A text that couldn't be made short enough counts, too: the last ones go then. */
function dropWhatIsOver(texts: readonly (string | undefined)[], room: number): readonly (string | undefined)[] {
  let size = 0
  return texts.map((text) => {
    if (text === undefined || size + text.length > room) return undefined
    size += text.length
    return text
  })
}
