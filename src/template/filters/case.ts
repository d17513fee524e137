import type { PyValue } from '../python/object.ts'
import { softStr } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { derive, textOf } from '../python/text.ts'
import { defineFilter, type Filter } from './filter.ts'
import { invokeText } from './invoke.ts'
import { spaceClass } from './patterns.ts'

const wordBeginning = new RegExp(`([\\-${spaceClass}(\\{\\[<]+)`, 'u')

/** Filters that change the case of letters. */
export const caseFilters: readonly Filter[] = [
  /** First character in title case, the others in lower case (Jinja2 3.1 `do_capitalize`). */
  defineFilter('capitalize', signature('do_capitalize', 's'), (_frame, s = null) =>
    invokeText(softStr(s), 'capitalize'),
  ),

  /** Jinja2 3.1 `do_lower` */
  defineFilter('lower', signature('do_lower', 's'), (_frame, s = null) =>
    isPlainAscii(s) ? s.toLowerCase() : invokeText(softStr(s), 'lower'),
  ),

  /** Jinja2 3.1 `do_upper` */
  defineFilter('upper', signature('do_upper', 's'), (_frame, s = null) =>
    isPlainAscii(s) ? s.toUpperCase() : invokeText(softStr(s), 'upper'),
  ),

  /** Each word's first character in upper case, the others in lower case; a plain str (Jinja2 3.1 `do_title`). */
  defineFilter('title', signature('do_title', 's'), (_frame, s = null) => {
    const value = softStr(s)
    const words = textOf(value).split(wordBeginning).map(titleWord)
    return derive(words.join(''), value)
  }),
]

const ascii = /^[\x00-\x7f]*$/

/** The common case, which needs neither Unicode's rules nor provenance. */
function isPlainAscii(value: PyValue): value is string {
  return typeof value === 'string' && ascii.test(value)
}

function titleWord(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0)
  return word === '' ? '' : first.toUpperCase() + word.slice(first.length).toLowerCase()
}
