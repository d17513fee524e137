import { quote } from '../../python/quote.ts'

import { boundary, isQuantifier, literal, literalCode, shorthand } from './classes.ts'

import { PatternReader } from './reader.ts'

/** A Python pattern as JavaScript's. Groups keep Python's numbers and names through `groups` and `names`. */
export interface Translation {
  readonly source: string
  readonly ignoresCase: boolean
  /** JavaScript's number of each Python group; group 0 is itself. */
  readonly groups: readonly number[]
  readonly names: ReadonlyMap<string, number>
}

export interface PatternFlags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
}

interface Flags {
  i: boolean
  m: boolean
  s: boolean
  x: boolean
  a: boolean
}

interface Range {
  readonly min: number
  readonly max: number
}

/** What an atom adds to, so that it can be read again. */
interface State {
  readonly at: number
  readonly jsGroups: number
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
}

// `[^]` would be shorter, but under the flag `v` V8 takes `[^]*` for an empty text (Node 20).
const end = '(?![\\s\\S])'

/**
 * Translates CPython 3.11's `re` syntax for a RegExp with the flag `v`. `.`, `^`, `$`, `\A`, `\Z`, `\b` and the
 * classes are spelled out, because JavaScript's differ in line breaks and Unicode.
 * @throws PyError `error` with re's message, or NotImplementedError for conditional groups and scoped case flags.
 */
export function translatePattern(pattern: string, flags: PatternFlags): Translation {
  return new Translator(pattern, flags).translate()
}

class Translator extends PatternReader {
  #flags: Flags
  /** Group 1 is kept for what regex.ts puts around a pattern. */
  #jsGroups = 1
  readonly #groups: number[] = [0]
  readonly #names = new Map<string, number>()
  readonly #open = new Set<number>()
  #isAnchor = false

  constructor(pattern: string, flags: PatternFlags) {
    super(pattern)
    this.#flags = { i: flags.ignoreCase, m: flags.multiline, s: false, x: false, a: false }
  }

  translate(): Translation {
    this.#globalFlags()
    const source = this.#alternatives()
    if (this.at < this.text.length) this.fail('unbalanced parenthesis', this.at)
    return { source, ignoresCase: this.#flags.i, groups: this.#groups, names: this.#names }
  }

  /** `(?im)` at the start holds for the whole pattern. */
  #globalFlags(): void {
    const match = /^\(\?([aiLmsux]+)\)/.exec(this.text.join(''))
    if (match === null) return
    for (const letter of match[1] ?? '') this.#setFlag(letter, true)
    this.at = match[0].length
  }

  #setFlag(letter: string, value: boolean): void {
    if (letter === 'L') this.fail("bad inline flags: cannot use 'L' flag with a str pattern", this.at + 3)
    if (letter === 'i' || letter === 'm' || letter === 's' || letter === 'x' || letter === 'a')
      this.#flags[letter] = value
  }

  #alternatives(): string {
    const branches = [this.#branch()]
    while (this.peek() === '|') {
      this.at++
      branches.push(this.#branch())
    }
    return branches.join('|')
  }

  #branch(): string {
    let source = ''
    for (let next = this.peek(); next !== '' && next !== '|' && next !== ')'; next = this.peek()) {
      if (this.#flags.x && this.#skipVerbose()) continue
      const before = this.#state()
      const atom = this.#atom()
      if (atom !== undefined) source += this.#quantified(atom, before)
    }
    return source
  }

  /** White space and comments of a verbose pattern. */
  #skipVerbose(): boolean {
    if (/\s/.test(this.peek())) {
      this.at++
      return true
    }
    if (this.peek() !== '#') return false
    while (this.peek() !== '' && this.peek() !== '\n') this.at++
    return true
  }

  /** One atom; undefined for what matches nothing and can't be repeated, such as a comment. */
  #atom(): string | undefined {
    const start = this.at
    const character = this.peek()
    if (isQuantifier(character) || (character === '{' && this.#repeat() !== undefined)) {
      this.fail('nothing to repeat', start)
    }
    this.at = start + 1
    switch (character) {
      case '.':
        return this.#flags.s ? '[\\s\\S]' : '[^\\n]'
      case '^':
        return this.#anchor(this.#flags.m ? '(?<![^\\n])' : '(?<![\\s\\S])')
      case '$':
        return this.#anchor(this.#flags.m ? '(?![^\\n])' : `(?=\\n?${end})`)
      case '(':
        return this.#group(start)
      case '[':
        return this.#class(start)
      case '\\':
        return this.#escape(start)
      default:
        return literal(character)
    }
  }

  #anchor(source: string): string {
    this.#isAnchor = true
    return source
  }

  #quantified(atom: string, before: State): string {
    const isAnchor = this.#isAnchor
    this.#isAnchor = false
    if (this.#flags.x) while (this.#skipVerbose());
    const position = this.at
    const range = this.#repeat()
    if (range === undefined) return atom
    if (isAnchor) this.fail('nothing to repeat', position)
    checkRange(range, () => this.fail('min repeat greater than max repeat', position + 1))
    const max = Number.isFinite(range.max) ? String(range.max) : ''
    const quantifier = `{${range.min},${max}}`
    const mode = this.peek()
    if (mode === '?' || mode === '+') this.at++
    this.#refuseRepeat()
    if (mode === '+') {
      return this.#atomic(() => this.#again(before) + quantifier, before.jsGroups)
    }
    return `${atom}${quantifier}${mode === '?' ? '?' : ''}`
  }

  #state(): State {
    return { at: this.at, jsGroups: this.#jsGroups, groups: this.#groups.length, names: new Map(this.#names) }
  }

  /** The atom that starts there once more, now that a group of ours precedes its own. */
  #again(before: State): string {
    const end = this.at
    this.at = before.at
    this.#groups.length = before.groups
    this.#names.clear()
    for (const [name, number] of before.names) this.#names.set(name, number)
    const atom = this.#atom() ?? ''
    this.at = end
    return atom
  }

  /** A repetition can't be repeated. */
  #refuseRepeat(): void {
    if (this.#flags.x) while (this.#skipVerbose());
    const position = this.at
    const again = this.#repeat()
    if (again === undefined) return
    checkRange(again, () => this.fail('min repeat greater than max repeat', position + 1))
    this.fail('multiple repeat', position)
  }

  /** JavaScript has no atomic groups: a lookahead that captures, and a reference to what it captured, are the same. */
  #atomic(body: () => string, outer = this.#jsGroups): string {
    this.#jsGroups = outer + 1
    const number = this.#jsGroups
    return `(?:(?=(${body()}))\\${number}(?:))`
  }

  /** `*`, `+`, `?`, `{m}`, `{m,}`, `{,n}` or `{m,n}`; undefined where a brace is a literal. */
  #repeat(): Range | undefined {
    const character = this.peek()
    if (character === '*' || character === '+' || character === '?') {
      this.at++
      return { min: character === '+' ? 1 : 0, max: character === '?' ? 1 : Number.POSITIVE_INFINITY }
    }
    const match = character === '{' ? /^\{(\d*)(,?)(\d*)\}/.exec(this.text.slice(this.at, this.at + 24).join('')) : null
    if (match === null || match[0] === '{}') return undefined
    const [whole, low = '', comma = '', high = ''] = match
    if (low === '' && comma === '') return undefined
    this.at += whole.length
    const min = low === '' ? 0 : Number(low)
    if (comma === '') return { min, max: min }
    return { min, max: high === '' ? Number.POSITIVE_INFINITY : Number(high) }
  }

  #group(start: number): string | undefined {
    if (this.peek() !== '?') return this.#capture(start, undefined)
    this.at++
    for (const [opening, source] of [
      [':', '(?:'],
      // JavaScript repeats no lookaround, but a group that holds one.
      ['=', '(?:(?='],
      ['!', '(?:(?!'],
      ['<=', '(?:(?<='],
      ['<!', '(?:(?<!'],
    ] as const) {
      if (!this.starts(opening)) continue
      this.at += opening.length
      return source + this.#rest(start) + (opening === ':' ? '' : ')')
    }
    if (this.starts('>')) {
      this.at++
      return this.#atomic(() => this.#rest(start).slice(0, -1))
    }
    if (this.starts('#')) return this.#comment(start)
    if (this.starts('P<')) {
      this.at += 2
      return this.#capture(start, this.name('>'))
    }
    if (this.starts('P=')) {
      this.at += 2
      return this.#namedReference()
    }
    if (this.starts('(')) this.unsupported('the conditional group (?(…)…)', start)
    return this.#flagGroup(start)
  }

  #rest(start: number): string {
    const outer = { ...this.#flags }
    const body = this.#alternatives()
    if (this.peek() !== ')') this.fail('missing ), unterminated subpattern', start)
    this.at++
    this.#flags = { ...outer }
    return `${body})`
  }

  #capture(start: number, name: string | undefined): string {
    const number = this.#groups.length
    this.#jsGroups++
    this.#groups.push(this.#jsGroups)
    if (name !== undefined) {
      const known = this.#names.get(name)
      if (known !== undefined) {
        const message = `redefinition of group name ${quote(name)} as group ${number}; was group ${known}`
        this.fail(message, this.at - name.length - 1)
      }
      this.#names.set(name, number)
    }
    this.#open.add(number)
    const source = `(${this.#rest(start)}`
    this.#open.delete(number)
    return source
  }

  #comment(start: number): undefined {
    while (this.peek() !== ')') {
      if (this.peek() === '') this.fail('missing ), unterminated comment', start)
      this.at++
    }
    this.at++
  }

  #namedReference(): string {
    const name = this.name(')')
    const number = this.#names.get(name)
    if (number === undefined) this.fail(`unknown group name ${quote(name)}`, this.at - name.length - 1)
    return this.#reference(number, this.at - name.length - 1)
  }

  #reference(number: number, position: number): string {
    if (this.#open.has(number)) this.fail('cannot refer to an open group', position)
    return `(?:\\${this.#groups[number] ?? 0})`
  }

  /** `(?s-x:…)`; a flag for all elsewhere than at the start is an error. */
  #flagGroup(start: number): string {
    const match = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.text.slice(this.at, this.at + 24).join(''))
    if (match === null) this.fail(`unknown extension ?${this.peek()}`, start + 1)
    const [whole, on = '', off = '', closing = ''] = match
    if (closing === ')') this.fail('global flags not at the start of the expression', start)
    const outer = { ...this.#flags }
    for (const letter of on) this.#setFlag(letter, true)
    for (const letter of off) this.#setFlag(letter, false)
    if (this.#flags.i !== outer.i) this.unsupported('a change of case sensitivity within a pattern', start)
    this.at += whole.length
    const source = `(?:${this.#rest(start)}`
    this.#flags = outer
    return source
  }

  #escape(start: number): string {
    const character = this.peek()
    if (character === '') this.fail('bad escape (end of pattern)', start)
    this.at++
    switch (character) {
      case 'A':
        return this.#anchor('(?<![\\s\\S])')
      case 'Z':
        return this.#anchor(end)
      case 'b':
        return this.#anchor(boundary(true, this.#flags.a))
      case 'B':
        return this.#anchor(boundary(false, this.#flags.a))
      default: {
        const members = shorthand(character, this.#flags.a)
        if (members !== undefined) return `[${members}]`
        if (/[1-9]/.test(character)) return this.#numberedReference(start)
        return literalCode(this.escapedCode(character, start))
      }
    }
  }

  #numberedReference(start: number): string {
    const digits = this.text.slice(start + 1, start + 4).join('')
    const octal = /^[0-3][0-7]{2}/.exec(digits)
    if (octal !== null) {
      this.at = start + 4
      return literalCode(Number.parseInt(octal[0], 8))
    }
    const written = /^[1-9][0-9]?/.exec(digits)?.[0] ?? ''
    this.at = start + 1 + written.length
    const number = Number(written)
    if (number >= this.#groups.length) this.fail(`invalid group reference ${number}`, start + 1)
    return this.#reference(number, start)
  }

  #class(start: number): string {
    const isNegated = this.peek() === '^'
    if (isNegated) this.at++
    const parts: string[] = []
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      const from = this.at
      const low = this.#member(start)
      if (this.peek() !== '-' || this.peek(1) === ']' || this.peek(1) === '') {
        parts.push(typeof low === 'number' ? literalCode(low) : low)
        continue
      }
      this.at++
      const high = this.#member(start)
      if (typeof low === 'string' || typeof high === 'string' || low > high) {
        this.fail(`bad character range ${this.text.slice(from, this.at).join('')}`, from)
      }
      parts.push(`${literalCode(low)}-${literalCode(high)}`)
    }
    this.at++
    return `[${isNegated ? '^' : ''}${parts.join('')}]`
  }

  /** One character of a class, or a shorthand as its source. */
  #member(classStart: number): number | string {
    const start = this.at
    const character = this.peek()
    if (character === '') this.fail('unterminated character set', classStart)
    this.at++
    if (character !== '\\') return character.codePointAt(0) ?? 0
    const escaped = this.peek()
    if (escaped === '') this.fail('bad escape (end of pattern)', start)
    this.at++
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(start + 1, start + 4).join(''))
    if (octal !== null) {
      this.at = start + 1 + octal[0].length
      return Number.parseInt(octal[0], 8)
    }
    return shorthand(escaped, this.#flags.a) ?? this.escapedCode(escaped, start)
  }
}

function checkRange({ min, max }: Range, fail: () => never): void {
  if (min > max) fail()
}
