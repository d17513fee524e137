import { KdeployError, type Place } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import type { Json } from '../json-map.ts'
import { compose, composeDocument, type Node, partsOf } from './compose.ts'
import { construct, type KeyReading } from './construct.ts'
import { excerptAt } from './excerpt.ts'
import { LineIndex, type Position } from './line-index.ts'
import { type FieldRange, isFloat, locate, plainText } from './locate.ts'
import { YamlProblem } from './problem.ts'
import { unquotedAt } from './unquoted.ts'

export type { FieldRange } from './locate.ts'

/** One document of a YAML text. */
export interface YamlDocument {
  readonly value: Json
  /** Offsets of the document's content in the text, `end` excluded; equal for an empty document. */
  readonly start: number
  readonly end: number
  /** Lines of the content, from 1. */
  readonly startLine: number
  readonly endLine: number
  /** Offsets of a field, of its nearest parent where there is no such field. */
  rangeOf(path: FieldPath): FieldRange
  /** Whether a number is written as a float: `1.0`, `1e3`. */
  isFloat(path: FieldPath): boolean
  /** A value as it is written, where it has neither quotes nor a tag: `1.10`, `yes`. */
  plainText(path: FieldPath): string | undefined
  /** The line and column of a field's key (of a list's item), of its nearest parent where there is no such field. */
  placeOf(path: FieldPath): Position
}

export interface ReadOptions {
  /** The place to report for an offset. Default: line and column of the text, in `file`. */
  readonly placeAt?: ((offset: number) => Place) | undefined
  /** What an error may show of a range of the text. Default: the text itself. */
  readonly textOf?: ((start: number, end: number) => string) | undefined
  /** What an error may show of its own message, which quotes the text. Default: all of it. */
  readonly maskText?: ((message: string) => string) | undefined
  /** Whether a message about an offset may quote the text at all. Default: yes. */
  readonly mayQuote?: ((offset: number) => boolean) | undefined
  /** `as-written` refuses a key that names something else than it spells. Default: `as-read`, as kubectl does. */
  readonly keys?: KeyReading
}

/**
 * The documents of a YAML text, read as kubectl reads it (sigs.k8s.io/yaml, go-yaml v2), duplicate keys being an
 * error. @throws KdeployError `yaml-syntax` with the place, the line and a caret
 */
export function readDocuments(text: string, file: string, options: ReadOptions = {}): YamlDocument[] {
  const lines = new LineIndex(text)
  try {
    const parts = partsOf(text)
    return parts.flatMap((part) =>
      compose(part).map((node, index) => {
        // Of many documents few are asked for a place: their nodes would be most of what is held.
        let kept = parts.length === 1 ? node : undefined
        const root = () => {
          kept ??= composeDocument(part, index)
          return kept
        }
        return toDocument(node, root, lines, options.keys)
      }),
    )
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error
    const quoted = options.mayQuote?.(error.offset) === false ? error.bare : error.message
    const unquoted = unquotedAt(text, error)
    const { offset } = unquoted ?? error
    const message = unquoted?.message ?? options.maskText?.(quoted) ?? quoted
    throw new KdeployError({
      code: 'yaml-syntax',
      category: 'input',
      message: `invalid YAML: ${message}`,
      place: options.placeAt?.(offset) ?? { file, ...lines.positionOf(offset) },
      detail: excerptAt(
        lines,
        offset,
        options.textOf ?? ((start, end) => text.slice(start, end)),
        options.placeAt === undefined ? '' : 'rendered line ',
      ),
      hint: unquoted?.hint,
    })
  }
}

function toDocument(node: Node, root: () => Node, lines: LineIndex, keys: KeyReading | undefined): YamlDocument {
  return {
    value: construct(node, keys),
    start: node.start,
    end: node.end,
    startLine: lines.positionOf(node.start).line,
    endLine: lines.positionOf(Math.max(node.start, node.end - 1)).line,
    rangeOf: (path) => locate(root(), path),
    isFloat: (path) => isFloat(root(), path),
    plainText: (path) => plainText(root(), path),
    placeOf: (path) => {
      const { key, value } = locate(root(), path)
      return lines.positionOf((key ?? value).start)
    },
  }
}
