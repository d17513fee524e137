/** Any number of items. */
const any = Symbol('any')

/**
 * Whether a path matches a glob, segment by segment: `*` and `?` stay within a folder, a segment `**` is any number of folders. In
 * time proportional to both lengths, whatever the glob.
 */
export function matchesGlob(path: string, glob: string): boolean {
  // Behind the last `/`, `**` is every file, also of folders below.
  const segments = glob.replace(/(^|\/)\*\*$/, '$1**/*').split('/')
  const wanted = segments.map((segment) => (segment === '**' ? any : segment))
  return matches(path.split('/'), wanted, matchesSegment)
}

function matchesSegment(segment: string, glob: string): boolean {
  const wanted = [...glob].map((character) => (character === '*' ? any : character))
  return matches([...segment], wanted, (character, one) => one === '?' || one === character)
}

/** Where what follows an `any` doesn't match, it is enough that the last one before it takes more. */
function matches(
  items: readonly string[],
  wanted: readonly (string | typeof any)[],
  equal: (item: string, wanted: string) => boolean,
): boolean {
  let next = 0
  let retry: { readonly next: number; at: number } | undefined
  for (let at = 0; at < items.length; ) {
    const one = wanted[next]
    if (one === any) {
      next += 1
      retry = { next, at }
    } else if (one !== undefined && equal(items[at] ?? '', one)) {
      next += 1
      at += 1
    } else if (retry !== undefined) {
      retry.at += 1
      at = retry.at
      next = retry.next
    } else {
      return false
    }
  }
  return wanted.slice(next).every((one) => one === any)
}
