/** Characters of what two lines have in common that stay around their difference. */
const kept = 24

/** A line that goes and the one that comes for it, without most of what they have in common where either is too long for the columns. */
export function narrowPair(before: string, after: string, columns: number): readonly [string, string] {
  if (Math.max(before.length, after.length) <= columns) return [before, after]
  const one = [...before]
  const other = [...after]
  const shortest = Math.min(one.length, other.length)
  let start = 0
  while (start < shortest && one[start] === other[start]) start += 1
  let end = 0
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  // The key stays: what the line is about.
  const key = (/^\s*(?:- )?[^\s:]{1,60}: /.exec(before)?.[0] ?? '').length
  const narrow = (characters: readonly string[]) => {
    const head =
      start - kept > key + 1
        ? [...characters.slice(0, key), '…', ...characters.slice(start - kept, start)]
        : characters.slice(0, start)
    const tail = characters.slice(characters.length - end)
    const foot = end - kept > 1 ? [...tail.slice(0, kept), '…'] : tail
    return [...head, ...characters.slice(start, characters.length - end), ...foot].join('')
  }
  return [narrow(one), narrow(other)]
}
