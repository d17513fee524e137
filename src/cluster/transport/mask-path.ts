/** A path with its query, each of its parts masked by itself: as it stands there, and as it reads decoded. */
export function maskPath(path: string, mask: (text: string) => string): string {
  return path.replace(/[^/?&=,]+/g, (part) => {
    const read = decoded(part)
    const shown = mask(read)
    return shown === read ? mask(part) : shown
  })
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return part
  }
}
