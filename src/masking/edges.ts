import { shortestSearched } from './forms.ts'
import type { Masker } from './masking.ts'

/**
 * Texts this long, in characters, may have been cut by whoever kept them: the kubelet (termination messages, output of probes),
 * whoever wrote an event, a limit on a log or an answer.
 */
const mayBeCut = 1000

/**
 * A long text begins within a known value where its head is the value's end, and ends within one where its tail is the value's
 * beginning: masked from six characters on.
 */
export function maskEdges(text: string, values: Iterable<string>, mask: Masker): string {
  if (text.length < mayBeCut) return text
  const body = text.trimEnd()
  const head = longest(values, (value) => overlap(value, body))
  const tail = longest(values, (value) => overlap(body, value))
  const from = head.length
  const to = Math.max(from, body.length - tail.length)
  return `${head.token(mask)}${body.slice(from, to)}${tail.token(mask)}${text.slice(body.length)}`
}

function longest(values: Iterable<string>, overlapOf: (value: string) => number) {
  let [length, found] = [shortestSearched - 1, '']
  for (const value of values) {
    const overlapping = overlapOf(value)
    if (overlapping > length) [length, found] = [overlapping, value]
  }
  return found === '' ? { length: 0, token: () => '' } : { length, token: (mask: Masker) => mask(found) }
}

/** How many characters the end of one text and the beginning of another share, fewer than the whole of the shorter. */
function overlap(first: string, second: string): number {
  const ends = first.slice(-Math.min(first.length, second.length) + 1)
  const begins = second.slice(0, shortestSearched)
  for (let at = ends.indexOf(begins); at >= 0; at = ends.indexOf(begins, at + 1))
    if (second.startsWith(ends.slice(at))) return ends.length - at
  return 0
}
