import { shortestSearched } from './forms.ts'
import type { Masker } from './masking.ts'

/**
 * Texts this long, in characters, may have been cut by whoever kept them: the kubelet (termination messages, output of probes),
 * whoever wrote an event, a limit on a log or an answer.
 */
const mayBeCut = 1000

/** Characters that may stand around what was cut: `Readiness probe failed: …`, `…`, `[truncated]`, ` (2 pods)`. */
const margin = 80

/** No text is cut between two of these and then goes on: `https://` of another address. */
const inWord = /[\p{L}\p{N}]/u

/**
 * A long text begins within a known value where its head is the value's end, and ends within one where its tail is the value's
 * beginning: masked from six characters on, also where a few words stand before or after.
 */
export function maskEdges(text: string, values: Iterable<string>, mask: Masker): string {
  if (text.length < mayBeCut) return text
  let head: Part | undefined
  let tail: Part | undefined
  for (const value of values) {
    if (value.length <= shortestSearched) continue
    head = longer(head, endOf(value, text))
    tail = longer(tail, beginningOf(value, text))
  }
  const parts = head !== undefined && tail !== undefined && head.end > tail.start ? [head] : [head, tail]
  let shown = ''
  let at = 0
  for (const part of parts) {
    if (part === undefined) continue
    shown += text.slice(at, part.start) + mask(part.value)
    at = part.end
  }
  return shown + text.slice(at)
}

/** A stretch of a text that is a part of a value. */
interface Part {
  readonly start: number
  readonly end: number
  readonly value: string
}

function longer(one: Part | undefined, other: Part | undefined): Part | undefined {
  return other === undefined || (one !== undefined && one.end - one.start >= other.end - other.start) ? one : other
}

/** The value's end, without its beginning, that begins in the first characters of the text. */
function endOf(value: string, text: string): Part | undefined {
  const last = value.slice(-shortestSearched)
  const near = text.slice(0, margin + value.length)
  for (let at = near.indexOf(last); at >= 0; at = near.indexOf(last, at + 1)) {
    const end = at + last.length
    let start = at
    while (start > 0 && end - start < value.length && near[start - 1] === value[value.length - 1 - (end - start)])
      start--
    if (start <= margin && !inWord.test(near.charAt(start - 1))) return { start, end, value }
  }
  return undefined
}

/** The value's beginning, without its end, that ends in the last characters of the text. */
function beginningOf(value: string, text: string): Part | undefined {
  const first = value.slice(0, shortestSearched)
  const from = Math.max(0, text.length - margin - value.length)
  const near = text.slice(from)
  for (let at = near.indexOf(first); at >= 0; at = near.indexOf(first, at + 1)) {
    let to = at + first.length
    while (to < near.length && to - at < value.length && near[to] === value[to - at]) to++
    if (to >= near.length - margin && !inWord.test(near.charAt(to))) return { start: from + at, end: from + to, value }
  }
  return undefined
}
