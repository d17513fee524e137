import { readCharacter, readSet } from './escapes.ts'
import { type Node, UnreadableError } from './node.ts'

/** A pattern in the syntax of Go (RE2). @throws UnreadableError where it isn't one, or has what is not known here */
export function parsePattern(source: string): Node {
  return new Parser(source).read()
}

/** Go's own limit. */
const mostRepeats = 1000

class Parser {
  readonly #source: string
  #at = 0
  /** Of the group around: `i`, `m`, `s`; `U` changes nothing of whether a text matches. */
  #flags: ReadonlySet<string> = new Set()

  constructor(source: string) {
    this.#source = source
  }

  read(): Node {
    const node = this.#choice()
    if (this.#rest !== '') throw new UnreadableError()
    return node
  }

  get #rest(): string {
    return this.#source.slice(this.#at)
  }

  #choice(): Node {
    const parts = [this.#sequence()]
    while (this.#take(/^\|/)) parts.push(this.#sequence())
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { type: 'choice', parts }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (!/^(?:$|[|)])/.test(this.#rest)) {
      const quoted = this.#take(/^\\Q([\s\S]*?)(?:\\E|$)/)
      if (quoted !== undefined) parts.push(...[...(quoted[1] ?? '')].map((character) => this.#literal(character)))
      else if (!this.#takeFlags()) parts.push(this.#atom())
      else continue
      const last = parts.pop()
      if (last !== undefined) parts.push(this.#repeated(last))
    }
    return { type: 'sequence', parts }
  }

  #repeated(part: Node): Node {
    const found = this.#take(/^(?:([*+?])|\{(\d{1,4})(,?)(\d{0,4})\})\??/)
    if (found === undefined) return part
    const [, sign, from, comma, to] = found
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.#rest)) throw new UnreadableError()
    if (sign !== undefined)
      return { type: 'repeat', part, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY }
    const least = Number(from)
    const most = comma === '' ? least : to === '' ? Number.POSITIVE_INFINITY : Number(to)
    if (least > mostRepeats || (most > mostRepeats && most !== Number.POSITIVE_INFINITY) || most < least)
      throw new UnreadableError()
    return { type: 'repeat', part, least, most }
  }

  /** `(?i)`: for the rest of the group. */
  #takeFlags(): boolean {
    const found = this.#take(/^\(\?([imsU]*)(?:-([imsU]+))?\)/)
    if (found !== undefined) this.#setFlags(found)
    return found !== undefined
  }

  #setFlags([, on = '', off = '']: readonly (string | undefined)[]): void {
    this.#flags = new Set([...this.#flags, ...on].filter((flag) => !off.includes(flag)))
  }

  #atom(): Node {
    if (this.#rest.startsWith('(')) return this.#group()
    if (this.#rest.startsWith('[')) return this.#class()
    const edge = this.#take(/^(?:[$^]|\\[AzbB])/)
    if (edge !== undefined) return this.#edge(edge[0])
    if (this.#take(/^\./)) return this.#flags.has('s') ? anyCharacter : noLineBreak
    if (/^[*+?]/.test(this.#rest)) throw new UnreadableError()
    const set = readSet(this.#rest.startsWith('\\') ? this.#rest : '')
    if (set === undefined) return this.#literal(this.#character())
    this.#at += set.length
    return this.#set(set.text)
  }

  #group(): Node {
    const before = this.#flags
    const found = this.#take(/^\((?:\?(?:P?<\w+>|([imsU]*)(?:-([imsU]+))?:))?/)
    if (found === undefined || this.#rest.startsWith('?')) throw new UnreadableError()
    this.#setFlags(found)
    const node = this.#choice()
    if (this.#take(/^\)/) === undefined) throw new UnreadableError()
    this.#flags = before
    return node
  }

  #class(): Node {
    const [, not = ''] = this.#take(/^\[(\^?)/) ?? []
    let inside = ''
    for (let isFirst = true; isFirst || !this.#rest.startsWith(']'); isFirst = false) {
      if (this.#rest === '') throw new UnreadableError()
      const set = readSet(this.#rest)
      if (set === undefined) inside += this.#range()
      else {
        this.#at += set.length
        inside += set.text
      }
    }
    this.#at++
    return this.#set(`[${not}${inside}]`)
  }

  #range(): string {
    const first = this.#character()
    if (!/^-[^\]]/.test(this.#rest)) return codePoint(first)
    this.#at++
    return `${codePoint(first)}-${codePoint(this.#character())}`
  }

  #character(): string {
    const { text, length } = readCharacter(this.#rest)
    this.#at += length
    return text
  }

  #literal(character: string): Node {
    if (this.#flags.has('i')) return this.#set(`[${codePoint(character)}]`)
    return { type: 'character', fits: (other) => other === character }
  }

  /** `source`: of a class of JavaScript. */
  #set(source: string): Node {
    const pattern = compile(`^${source}$`, this.#flags.has('i') ? 'vi' : 'v')
    const known = new Map<string, boolean>()
    const fits = (character: string) => {
      const fit = known.get(character) ?? pattern.test(character)
      known.set(character, fit)
      return fit
    }
    return { type: 'character', fits }
  }

  #edge(sign: string): Node {
    const ofLine = this.#flags.has('m') ? '\n' : undefined
    const isWordEdge = (before = '', after = '') => /^\w/.test(before) !== /^\w/.test(after)
    switch (sign) {
      case '^':
        return { type: 'edge', fits: (before) => before === undefined || before === ofLine }
      case '$':
        return { type: 'edge', fits: (_, after) => after === undefined || after === ofLine }
      case '\\A':
        return { type: 'edge', fits: (before) => before === undefined }
      case '\\z':
        return { type: 'edge', fits: (_, after) => after === undefined }
      default:
        return { type: 'edge', fits: (before, after) => isWordEdge(before, after) === (sign === '\\b') }
    }
  }

  /** Takes what the rest begins with. */
  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#rest) ?? undefined
    this.#at += found?.[0].length ?? 0
    return found
  }
}

const anyCharacter: Node = { type: 'character', fits: () => true }
const noLineBreak: Node = { type: 'character', fits: (character) => character !== '\n' }

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch {
    throw new UnreadableError()
  }
}
