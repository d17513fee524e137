/** A part of a document that is shown whole or left out. */
export interface Part {
  /** UTF-16 units. */
  readonly size: number
  /** 0: it always stays; of the others, 1 is left out first. */
  readonly rank: number
  /** Which of a rank is left out first: the one with the highest. */
  readonly weight?: number
  /** What is left out before a large part may be shown after all, where there is room without that one. */
  readonly comesBack?: boolean
}

/** Leaves out parts, as few as their ranks and weights allow, until the others have room. `room` in UTF-16 units. */
export function fitParts<P extends Part>(parts: readonly P[], room: number): readonly P[] {
  let size = parts.reduce((sum, part) => sum + part.size, 0)
  const order = parts
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => one.rank - other.rank || (other.weight ?? 0) - (one.weight ?? 0))
  const out = new Set<P>()
  for (const part of order) {
    if (size <= room) break
    out.add(part)
    size -= part.size
  }
  if ([...out].every(({ comesBack }) => comesBack === true)) {
    for (const part of [...out].reverse()) {
      if (size + part.size > room) continue
      out.delete(part)
      size += part.size
    }
  }
  return parts.filter((part) => !out.has(part))
}
