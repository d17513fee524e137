/** UTF-16 units; a file's name may have 255 bytes. */
const longest = 80

/** The file name of a test's snapshot, without what stands behind it: `the-whole-deployment`. */
export function snapshotName(test: string): string {
  const words = test.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  return words.length === 0 ? 'test' : words.join('-').slice(0, longest)
}
