import { assignedLater } from '../python/unicode-data.ts'

/**
 * Character classes of Python's `re` on str, as the inside of a JavaScript class under the flags `u` or `v`.
 * JavaScript's own `\w`, `\d` and `\s` differ: they know ASCII only, and other white space.
 */

/** `\w`: what str.isalnum() accepts, and the underscore. */
export const wordClass = '\\p{L}\\p{N}_'

/** Characters of a newer Unicode than CPython 3.11's, which it takes for unassigned. */
export const laterClass = assignedLater
  .map((code, index) => `${index % 2 === 0 ? '' : '-'}\\u{${code.toString(16)}}`)
  .join('')

/** `\d`: decimal digits of every script. */
export const digitClass = '\\p{Nd}'

/** `\s`: what str.isspace() accepts. */
export const spaceClass =
  '\\t-\\r\\u{1c}-\\u{20}\\u{85}\\u{a0}\\u{1680}\\u{2000}-\\u{200a}\\u{2028}\\u{2029}\\u{202f}\\u{205f}\\u{3000}'
