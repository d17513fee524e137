import { raise } from '../../python/error.ts'
import { chargeLength, tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { typeName } from '../../python/show.ts'
import { derive, isText, joinText, sliceText, type Text, textOf } from '../../python/text.ts'
import { unitsAt } from '../../python/unicode.ts'
import { parseReplacement } from './replacement.ts'
import { type PatternFlags, type Translation, translatePattern } from './syntax.ts'
import { guarded, matchInTime, mayBacktrack } from './time.ts'

/** A pattern of Python's re, ready to search with. */
export interface Compiled extends Translation {
  readonly expression: RegExp
  /** Matches where it is started only, and no empty text: group 1 is what is left there. */
  readonly advancing: RegExp
  /** Runs a search with it, within the render's time. */
  readonly search: <Result>(run: () => Result) => Result
}

/** Characters of a pattern: V8 refuses longer ones by and by. */
const maxPattern = 10_000

const cache = new Map<string, Compiled>()

/** @throws PyError error for a wrong pattern, TypeError for what is no text */
export function compile(pattern: PyValue, flags: PatternFlags): Compiled {
  if (!isText(pattern)) raise('TypeError', 'first argument must be string or compiled pattern')
  const source = textOf(pattern)
  const key = `${Number(flags.ignoreCase)}${Number(flags.multiline)}${source}`
  let compiled = cache.get(key)
  if (compiled === undefined) {
    if (source.length > maxPattern) {
      raise('LimitError', `a regular expression exceeds the limit of ${maxPattern} characters`)
    }
    const translation = translatePattern(source, flags)
    const flag = translation.ignoresCase ? 'iv' : 'v'
    compiled = guarded(() => ({
      ...translation,
      expression: new RegExp(`()(?:${translation.source})`, `g${flag}`),
      advancing: new RegExp(`(?=([\\s\\S]*))(?:${translation.source})(?!\\1(?![\\s\\S]))`, `y${flag}`),
      search: mayBacktrack(source) ? matchInTime : guarded,
    }))
    if (cache.size > 500) cache.clear()
    cache.set(key, compiled)
  }
  compiled.expression.lastIndex = 0
  return compiled
}

/** `re.subn`: the text and how many matches were replaced. */
export function substitute(compiled: Compiled, subject: Text, replacement: PyValue, count: number): [PyValue, number] {
  if (!isText(replacement)) {
    raise('TypeError', `expected str instance, ${typeName(replacement)} found`)
  }
  const parts = parseReplacement(textOf(replacement), compiled)
  const refers = parts.some((part) => typeof part === 'number')
  const pieces: Text[] = []
  const text = textOf(subject)
  let from = 0
  let replaced = 0
  let size = 0
  for (const match of matches(compiled, text)) {
    tick()
    if (count > 0 && replaced === count) break
    replaced++
    pieces.push(sliceText(subject, from, match.index))
    const written = parts
      .map((part) => (typeof part === 'number' ? (match[compiled.groups[part] ?? 0] ?? '') : part))
      .join('')
    size += written.length
    chargeLength(size)
    // What a group captured may come from anywhere in the subject.
    pieces.push(refers ? derive(written, replacement, subject) : derive(written, replacement))
    from = match.index + match[0].length
  }
  pieces.push(sliceText(subject, from))
  return [joinText(pieces), replaced]
}

/** The first match from there on; none within a character of two units, where V8 may look under the flag `v`. */
export function find(expression: RegExp, text: string, from: number): RegExpExecArray | null {
  for (let at = from; at <= text.length; ) {
    expression.lastIndex = at
    const match = expression.exec(text)
    if (match === null || !splitsCharacter(text, match.index)) return match
    at = match.index + 1
  }
  return null
}

function splitsCharacter(text: string, at: number): boolean {
  return at > 0 && unitsAt(text, at - 1) === 2
}

/** The matches as re finds them: after an empty one, another that isn't empty may start at the same place. */
export function* matches({ expression, advancing }: Compiled, text: string): Iterable<RegExpExecArray> {
  let at = 0
  let wasEmpty = false
  while (at <= text.length) {
    let match: RegExpExecArray | null = null
    if (wasEmpty) {
      advancing.lastIndex = at
      match = advancing.exec(text)
      if (match === null) at += unitsAt(text, at)
    }
    if (match === null) {
      if (at > text.length) return
      match = find(expression, text, at)
    }
    if (match === null) return
    yield match
    at = match.index + match[0].length
    wasEmpty = match[0] === ''
  }
}
