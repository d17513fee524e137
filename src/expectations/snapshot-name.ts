/** In bytes of UTF-8. A file's name may have 255, and a profile's name and what a file has while it is written come behind it. */
const longest = 120

/** The file name of a test's snapshot, without what stands behind it: `the-whole-deployment`. */
export function snapshotName(test: string): string {
  const words = test.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return words.length === 0 ? 'test' : cut(words.join('-'))
}

/** The whole characters that fit. */
function cut(text: string): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > longest) break
    kept += character
  }
  return kept
}
