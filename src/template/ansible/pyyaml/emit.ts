import type { Span } from '../../provenance.ts'
import { chargeLength, tick } from '../../python/limits.ts'
import { richText, type Text } from '../../python/text.ts'
import { analyzeScalar, isBreak, isPrintable, type ScalarAnalysis } from './analysis.ts'
import type { YamlNode } from './represent.ts'
import { resolveScalar } from './resolver.ts'

/** The emitter's options, as `yaml.dump` takes them. */
export interface Emission {
  readonly indent: number
  /** Where lines are folded; Infinity for never. */
  readonly width: number
  readonly allowsUnicode: boolean
  readonly explicitStart: boolean
  readonly explicitEnd: boolean
}

type Scalar = Extract<YamlNode, { kind: 'scalar' }>
/** Where a node stands: as the key of a mapping that must fit on one line, as a mapping's key or value, or elsewhere. */
type Position = 'simpleKey' | 'mapping' | 'other'

const space = 0x20
const longestSimpleKey = 128

/**
 * One document, character for character as libyaml 0.2.5's emitter writes it, which is what Ansible's dumper uses
 * (`yaml_emitter_*` in emitter.c): styles, folding and indentation. Each scalar has its value's provenance.
 */
export function emitDocument(root: YamlNode, options: Emission): Text {
  return new Emitter(root, options).emit()
}

class Emitter {
  readonly #root: YamlNode
  readonly #best: number
  readonly #width: number
  readonly #options: Emission
  readonly #anchors = new Map<YamlNode, string>()
  readonly #written = new Set<YamlNode>()
  #text = ''
  readonly #spans: Span[] = []
  #column = 0
  #indent = -1
  #flowLevel = 0
  /** Whether the last character was white space, and whether only indentation precedes on the line. */
  #whitespace = true
  #indention = true

  constructor(root: YamlNode, options: Emission) {
    this.#root = root
    this.#options = options
    this.#best = options.indent > 1 && options.indent < 10 ? options.indent : 2
    const { width } = options
    this.#width = width < 0 ? Number.POSITIVE_INFINITY : width <= this.#best * 2 ? 80 : width
  }

  emit(): Text {
    this.#findAnchors(this.#root, new Set())
    if (this.#options.explicitStart) {
      this.#writeIndent()
      this.#indicator('---', true)
    }
    this.#node(this.#root, 'other')
    this.#writeIndent()
    chargeLength(this.#text.length)
    if (this.#options.explicitEnd) {
      this.#indicator('...', true)
      this.#writeIndent()
    }
    return richText(this.#text, false, this.#spans)
  }

  /** CEmitter._anchor_node: names in the order in which a node is met for the second time. */
  #findAnchors(node: YamlNode, seen: Set<YamlNode>): void {
    if (node.kind === 'scalar') return
    if (seen.has(node)) {
      if (!this.#anchors.has(node)) this.#anchors.set(node, `id${String(this.#anchors.size + 1).padStart(3, '0')}`)
      return
    }
    seen.add(node)
    for (const child of node.kind === 'sequence' ? node.items : node.entries.flat()) this.#findAnchors(child, seen)
  }

  #node(node: YamlNode, position: Position): void {
    tick()
    chargeLength(this.#text.length)
    const anchor = this.#anchors.get(node)
    if (anchor !== undefined) {
      const isAlias = this.#written.has(node)
      this.#indicator(`${isAlias ? '*' : '&'}${anchor}`, true)
      if (isAlias) {
        if (position === 'simpleKey') this.#put(' ')
        return
      }
      this.#written.add(node)
    }
    if (node.kind === 'scalar') this.#traced(node, position)
    else if (node.kind === 'sequence') this.#sequence(node.items, node.isFlow, position)
    else this.#mapping(node.entries, node.isFlow)
  }

  #traced(node: Scalar, position: Position): void {
    const before = this.#text.length
    this.#scalar(node, position)
    if (node.provenance === null) return
    const end = this.#text.length
    // What separates it from its key or dash is none of it.
    const start = before + this.#text.slice(before).search(/[^ \n]|$/)
    if (end > start) this.#spans.push({ start, end, ...node.provenance })
  }

  #sequence(items: readonly YamlNode[], isFlow: boolean, position: Position): void {
    const outer = this.#indent
    if (this.#flowLevel > 0 || isFlow || items.length === 0) {
      this.#openFlow('[')
      items.forEach((item, index) => {
        this.#separate(index)
        this.#node(item, 'other')
      })
      this.#closeFlow(']', outer)
      return
    }
    this.#increaseIndent(false, position === 'mapping' && !this.#indention)
    for (const item of items) {
      this.#writeIndent()
      this.#indicator('-', true, false, true)
      this.#node(item, 'other')
    }
    this.#indent = outer
  }

  #mapping(entries: readonly (readonly [YamlNode, YamlNode])[], isFlow: boolean): void {
    const outer = this.#indent
    if (this.#flowLevel > 0 || isFlow || entries.length === 0) {
      this.#openFlow('{')
      entries.forEach(([key, value], index) => {
        this.#separate(index)
        if (this.#isSimpleKey(key)) {
          this.#node(key, 'simpleKey')
          this.#indicator(':', false)
        } else {
          this.#indicator('?', true)
          this.#node(key, 'mapping')
          if (this.#column > this.#width) this.#writeIndent()
          this.#indicator(':', true)
        }
        this.#node(value, 'mapping')
      })
      this.#closeFlow('}', outer)
      return
    }
    this.#increaseIndent(false, false)
    for (const [key, value] of entries) {
      this.#writeIndent()
      if (this.#isSimpleKey(key)) {
        this.#node(key, 'simpleKey')
        this.#indicator(':', false)
      } else {
        this.#indicator('?', true, false, true)
        this.#node(key, 'mapping')
        this.#writeIndent()
        this.#indicator(':', true, false, true)
      }
      this.#node(value, 'mapping')
    }
    this.#indent = outer
  }

  #openFlow(bracket: string): void {
    this.#indicator(bracket, true, true)
    this.#increaseIndent(true, false)
    this.#flowLevel++
  }

  #closeFlow(bracket: string, outerIndent: number): void {
    this.#flowLevel--
    this.#indent = outerIndent
    this.#indicator(bracket, false)
  }

  #separate(index: number): void {
    if (index > 0) this.#indicator(',', false)
    if (this.#column > this.#width) this.#writeIndent()
  }

  /** yaml_emitter_check_simple_key */
  #isSimpleKey(node: YamlNode): boolean {
    const anchor = this.#anchors.get(node)
    if (anchor !== undefined && this.#written.has(node)) return true
    const base = anchor?.length ?? 0
    if (node.kind === 'sequence') return node.items.length === 0
    if (node.kind === 'mapping') return node.entries.length === 0
    if (codesOf(node.text).some(isBreak)) return false
    const tag = node.type === 'binary' ? '!!binary'.length : 0
    return base + tag + Buffer.byteLength(node.text) <= longestSimpleKey
  }

  /** yaml_emitter_select_scalar_style, and the writing */
  #scalar(node: Scalar, position: Position): void {
    const codes = codesOf(node.text)
    const analysis = analyzeScalar(codes, this.#options.allowsUnicode)
    const isKey = position === 'simpleKey'
    const style = this.#styleOf(node, codes, analysis, isKey)
    if (node.type === 'binary') this.#indicator('!!binary', true)
    // Quoted, it would be read as a str.
    else if (node.type !== 'str' && style !== '') this.#indicator('!', true)
    const outer = this.#indent
    this.#increaseIndent(true, false)
    const folds = !isKey
    if (style === '') this.#plain(codes, folds)
    else if (style === "'") this.#singleQuoted(codes, folds)
    else if (style === '"') this.#doubleQuoted(codes, folds)
    else this.#literal(codes)
    this.#indent = outer
  }

  #styleOf(node: Scalar, codes: readonly number[], analysis: ScalarAnalysis, isKey: boolean): string {
    let { style } = node
    if (isKey && analysis.isMultiline) style = '"'
    if (style === '') {
      const allowsPlain = this.#flowLevel > 0 ? analysis.allowsPlainInFlow : analysis.allowsPlainInBlock
      const isUnclear = codes.length === 0 && (this.#flowLevel > 0 || isKey)
      if (!allowsPlain || isUnclear || resolveScalar(node.text) !== node.type) style = "'"
    }
    if (style === "'" && !analysis.allowsSingleQuotes) style = '"'
    if (style === '|' && (this.#flowLevel > 0 || isKey || codes.length === 0)) style = '"'
    return style
  }

  #plain(codes: readonly number[], folds: boolean): void {
    if (!this.#whitespace && (codes.length > 0 || this.#flowLevel > 0)) this.#put(' ')
    this.#folded(codes, (index) => folds && codes[index + 1] !== space)
    this.#whitespace = false
    this.#indention = false
  }

  #singleQuoted(codes: readonly number[], folds: boolean): void {
    this.#indicator("'", true)
    const last = codes.length - 1
    const endsInBreak = this.#folded(
      codes,
      (index) => folds && index > 0 && index < last && codes[index + 1] !== space,
      true,
    )
    if (endsInBreak) this.#writeIndent()
    this.#indicator("'", false)
    this.#whitespace = false
    this.#indention = false
  }

  /** The body of a plain or single-quoted scalar; whether it ends in a line break. */
  #folded(codes: readonly number[], mayFoldAt: (index: number) => boolean, doublesQuotes = false): boolean {
    let spaces = false
    let breaks = false
    codes.forEach((code, index) => {
      if (code === space) {
        if (!spaces && this.#column > this.#width && mayFoldAt(index)) this.#writeIndent()
        else this.#put(' ')
        spaces = true
      } else if (isBreak(code)) {
        if (!breaks && code === 0x0a) this.#putBreak('\n')
        this.#putBreak(String.fromCodePoint(code))
        this.#indention = true
        breaks = true
      } else {
        if (breaks) this.#writeIndent()
        if (doublesQuotes && code === 0x27) this.#put("'")
        this.#put(String.fromCodePoint(code))
        this.#indention = false
        spaces = false
        breaks = false
      }
    })
    return breaks
  }

  #doubleQuoted(codes: readonly number[], folds: boolean): void {
    this.#indicator('"', true)
    let spaces = false
    codes.forEach((code, index) => {
      const isPlain = isPrintable(code) && (code < 0x80 || this.#options.allowsUnicode)
      if (!isPlain || isBreak(code) || code === 0x22 || code === 0x5c) {
        for (const character of escapeCode(code)) this.#put(character)
        spaces = false
      } else if (code === space) {
        if (folds && !spaces && this.#column > this.#width && index > 0 && index < codes.length - 1) {
          this.#writeIndent()
          if (codes[index + 1] === space) this.#put('\\')
        } else {
          this.#put(' ')
        }
        spaces = true
      } else {
        this.#put(String.fromCodePoint(code))
        spaces = false
      }
    })
    this.#indicator('"', false)
    this.#whitespace = false
    this.#indention = false
  }

  /** yaml_emitter_write_literal_scalar, with its hints for indentation and the last line break */
  #literal(codes: readonly number[]): void {
    const first = codes[0] ?? 0
    const indentHint = first === space || isBreak(first) ? String(this.#best) : ''
    const endsInBreak = isBreak(codes.at(-1) ?? 0)
    const isKept = endsInBreak && (codes.length === 1 || isBreak(codes.at(-2) ?? 0))
    this.#indicator(`|${indentHint}${endsInBreak ? (isKept ? '+' : '') : '-'}`, true)
    this.#putBreak('\n')
    this.#indention = true
    this.#whitespace = true
    let breaks = true
    for (const code of codes) {
      if (isBreak(code)) {
        this.#putBreak(String.fromCodePoint(code))
        this.#indention = true
        breaks = true
      } else {
        if (breaks) this.#writeIndent()
        this.#put(String.fromCodePoint(code))
        this.#indention = false
        breaks = false
      }
    }
  }

  #increaseIndent(isFlow: boolean, isIndentless: boolean): void {
    if (this.#indent < 0) this.#indent = isFlow ? this.#best : 0
    else if (!isIndentless) this.#indent += this.#best
  }

  #indicator(text: string, needsSpace: boolean, isSpace = false, isIndention = false): void {
    if (needsSpace && !this.#whitespace) this.#put(' ')
    for (const character of text) this.#put(character)
    this.#whitespace = isSpace
    this.#indention = this.#indention && isIndention
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0)
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace))
      this.#putBreak('\n')
    while (this.#column < indent) this.#put(' ')
    this.#whitespace = true
    this.#indention = true
  }

  #put(character: string): void {
    this.#text += character
    this.#column++
  }

  #putBreak(character: string): void {
    this.#text += character
    this.#column = 0
  }
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

const shortEscapes = new Map<number, string>([
  [0x00, '0'],
  [0x07, 'a'],
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0b, 'v'],
  [0x0c, 'f'],
  [0x0d, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
])

function escapeCode(code: number): string {
  const short = shortEscapes.get(code)
  if (short !== undefined) return `\\${short}`
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
