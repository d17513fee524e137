import { KdeployError } from '../../errors.ts'
import type { FieldPath } from '../../field-path.ts'
import { isMap, type Json } from '../../json-map.ts'
import type { TextRange } from '../../manifest/read.ts'
import { saysSecret } from '../../manifest/secret.ts'
import { copiesIn } from '../../plan/masking/copies.ts'
import { readDocuments, type YamlDocument } from '../../yaml/read.ts'

/**
 * Where the values of literal Secrets stand in a rendered text, those of a List's items too, without the blanks around them.
 * Of a document that says it is a Secret but can't be read as one: all of it.
 */
export function secretRanges(text: string): TextRange[] {
  const documents = documentsOf(text)
  const ranges = documents?.flatMap((document) => rangesIn(document, text)) ?? chunksOf(text).flatMap(rangesInChunk)
  return ranges.map((range) => trimmed(range, text)).filter(({ start, end }) => start < end)
}

/** One document of a text of which some other is broken. */
function rangesInChunk({ start, text }: { readonly start: number; readonly text: string }): TextRange[] {
  if (!saysSecret(text)) return []
  const documents = documentsOf(text)
  const ranges = documents?.flatMap((document) => rangesIn(document, text)) ?? [{ start: 0, end: text.length }]
  return ranges.map((range) => ({ start: start + range.start, end: start + range.end }))
}

function chunksOf(text: string): { readonly start: number; readonly text: string }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index + '---'.length)]
  return starts.map((start, index) => {
    const next = starts[index + 1]
    return { start, text: text.slice(start, next === undefined ? text.length : next - '---'.length) }
  })
}

function rangesIn(document: YamlDocument, text: string): TextRange[] {
  const ranges = secretsIn(document.value, []).flatMap(({ secret, path }) => maskedPaths(secret, path))
  const found = ranges.map((path) => document.rangeOf(path).value)
  // An alias stands there in place of the value, which is written anywhere in the document.
  const isWhole = found.some(({ start }) => text.charAt(start) === '*')
  return isWhole ? [{ start: document.start, end: document.end }] : found
}

/** The Secrets that a document is or lists, whatever their apiVersion; items of a SecretList may leave out their kind. */
function secretsIn(
  value: Json,
  path: FieldPath,
  inherited?: string,
): { secret: { [key: string]: Json }; path: FieldPath }[] {
  if (!isMap(value)) return []
  const kind = value['kind'] ?? inherited
  if (kind === 'Secret') return [{ secret: value, path }]
  const { items } = value
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return []
  const itemKind = kind.slice(0, -'List'.length)
  return items.flatMap((item: Json, index) => secretsIn(item, [...path, 'items', index], itemKind))
}

/** Its values, and what other tools keep of them in annotations. */
function maskedPaths(secret: { [key: string]: Json }, path: FieldPath): FieldPath[] {
  return [
    ...['data', 'stringData'].flatMap((field): FieldPath[] => {
      const values = secret[field]
      if (values === undefined) return []
      return isMap(values) ? Object.keys(values).map((key) => [...path, field, key]) : [[...path, field]]
    }),
    ...copiesIn({ ...secret, apiVersion: 'v1', kind: 'Secret' }).map((name) => [
      ...path,
      'metadata',
      'annotations',
      name,
    ]),
  ]
}

/** A block scalar's range has its indentation and its last newline, which belong to the text around it. */
function trimmed({ start, end }: TextRange, text: string): TextRange {
  const range = text.slice(start, end)
  return { start: start + range.length - range.trimStart().length, end: start + range.trimEnd().length }
}

/** undefined for a text that is not YAML. */
function documentsOf(text: string): YamlDocument[] | undefined {
  try {
    return readDocuments(text, '')
  } catch (error) {
    if (error instanceof KdeployError) return undefined
    throw error
  }
}
