import { defineFilter, type Filter } from '../filters/filter.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { chargeLength, tick } from '../python/limits.ts'
import type { PyValue } from '../python/object.ts'
import { truthy } from '../python/operators.ts'
import { toIndex } from '../python/position.ts'
import { str, strText, typeName } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { derive, isText, joinText, sliceText, type Text, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { unitsAt } from '../python/unicode.ts'
import { parseReplacement } from './regex-replacement.ts'
import { type PatternFlags, type Translation, translatePattern } from './regex-syntax.ts'
import { guarded, matchInTime, mayBacktrack } from './regex-time.ts'

interface Compiled extends Translation {
  readonly expression: RegExp
  /** Matches where it is started only, and no empty text: group 1 is what is left there. */
  readonly advancing: RegExp
  /** Runs a search with it, within the render's time. */
  readonly search: <Result>(run: () => Result) => Result
}

/** Filters with Python's regular expressions. */
export const regexFilters: readonly Filter[] = [
  /** Every match, or the first `count`, replaced (Ansible `regex_replace`, Python's re.subn). */
  defineFilter(
    'regex_replace',
    signature(
      'regex_replace',
      "value=''",
      "pattern=''",
      "replacement=''",
      'ignorecase=False',
      'multiline=False',
      'count=0',
      'mandatory_count=0',
    ),
    (
      _frame,
      value = null,
      pattern = null,
      replacement = null,
      ignoreCase = null,
      multiline = null,
      count = null,
      mandatoryCount = null,
    ) => {
      const compiled = compile(pattern, { ignoreCase: truthy(ignoreCase), multiline: truthy(multiline) })
      const subject = str(value)
      const [output, replaced] = compiled.search(() => substitute(compiled, subject, replacement, toIndex(count)))
      if (truthy(mandatoryCount) && mandatoryCount !== replaced) {
        raise(
          'AnsibleTemplatePluginError',
          `'${strText(pattern)}' should match ${toIndex(mandatoryCount)} times, but matches ${toIndex(count)} times in '${strText(value)}'`,
        )
      }
      return output
    },
  ),

  /**
   * The first match, or a list of the groups asked for as `'\\1'` or `'\\g<name>'`; None where nothing matches (Ansible
   * `regex_search`, Python's re.search).
   */
  defineFilter(
    'regex_search',
    signature('regex_search', 'value', 'regex', '*args', '**kwargs'),
    (_frame, value = null, pattern = null, args = null, kwargs = null) => {
      const wanted = args instanceof Tuple ? args.items.map(groupOf) : []
      const option = (name: string): boolean => kwargs instanceof PyDict && truthy(kwargs.get(name) ?? null)
      const compiled = compile(pattern, { ignoreCase: option('ignorecase'), multiline: option('multiline') })
      const subject = str(value)
      const match = compiled.search(() => find(compiled.expression, textOf(subject), 0))
      if (match === null) return null
      const found = (group: number): PyValue => {
        const text = match[compiled.groups[group] ?? 0]
        return text === undefined ? null : derive(text, subject)
      }
      if (wanted.length === 0) return sliceText(subject, match.index, match.index + match[0].length)
      return wanted.map((group) => {
        const number = typeof group === 'string' ? compiled.names.get(group) : group
        if (number === undefined || number >= compiled.groups.length) raise('IndexError', 'no such group')
        return found(number)
      })
    },
  ),
]

/** Characters of a pattern: V8 refuses longer ones by and by. */
const maxPattern = 10_000

const cache = new Map<string, Compiled>()

function compile(pattern: PyValue, flags: PatternFlags): Compiled {
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
function substitute(compiled: Compiled, subject: Text, replacement: PyValue, count: number): [PyValue, number] {
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
function find(expression: RegExp, text: string, from: number): RegExpExecArray | null {
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
function* matches({ expression, advancing }: Compiled, text: string): Iterable<RegExpExecArray> {
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

/** The group that an argument of regex_search names. */
function groupOf(argument: PyValue): number | string {
  if (!isText(argument)) {
    raise('AttributeError', `'${typeName(argument)}' object has no attribute 'startswith'`)
  }
  const text = textOf(argument)
  const named = /^\\g<([^\s]+)>/.exec(text)
  if (named !== null) return named[1] ?? ''
  const numbered = /^\\(\d+)/.exec(text)
  if (numbered !== null) return Number(numbered[1])
  if (text.startsWith('\\')) raise('AttributeError', "'NoneType' object has no attribute 'group'")
  return raise('AnsibleTemplatePluginError', 'Unknown argument')
}
