import { KdeployError, type Place, throwCollected, withSubject } from '../errors.ts'
import { isMap } from '../json-map.ts'
import { readDocuments, type YamlDocument } from '../yaml/read.ts'
import { saysSecret } from './secret.ts'
import type { FieldPath, Json, KubeObject, Manifest, SensitiveField } from './types.ts'
import { type Candidate, templateProblemsOf } from './validate.ts'

/** Offsets, `end` excluded. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** What a template rendered to. */
export interface RenderedTemplate {
  /** The template's name as `templates:` lists it, e.g. `web.yaml`. */
  readonly template: string
  readonly text: string
  /** The template's file and line that wrote the character at an offset of the text. */
  readonly placeAt: (offset: number) => Place
  /** What an error may show of a range of the text: secrets masked. Default: the text itself. */
  readonly textOf?: ((start: number, end: number) => string) | undefined
  /** What an error may show of a message that quotes the text: secrets masked. Default: all of it. */
  readonly maskText?: ((message: string) => string) | undefined
  /** The template expressions that wrote a range of the text. Default: none is known. */
  readonly expressionsIn?: ((start: number, end: number) => readonly string[]) | undefined
  /** Where the text derives from sensitive values, in order. Default: nowhere. */
  readonly sensitiveRanges?: readonly TextRange[] | undefined
}

/**
 * The manifests that templates rendered to, in order; empty documents are skipped, a List stands for its items.
 * @throws KdeployError `yaml-syntax` or `manifest-invalid` with every problem of every template at once
 */
export function readManifests(rendered: readonly RenderedTemplate[]): Manifest[] {
  const problems: KdeployError[] = []
  const manifests: Manifest[] = []
  for (const one of rendered) {
    for (const candidate of candidatesOf(one, problems)) {
      const found = templateProblemsOf(candidate)
      problems.push(...found.map((problem) => withSubject(problem, { kind: 'template', name: one.template })))
      if (found.length > 0) continue
      const { value, placeOf, sensitiveOf, expressionsOf } = candidate
      const sensitive = sensitiveOf === undefined ? [] : sensitiveFields(value, sensitiveOf)
      manifests.push({ object: value as KubeObject, template: one.template, placeOf, sensitive, expressionsOf })
    }
  }
  throwCollected(problems, (count) => `${count} problems in the rendered manifests`)
  return manifests
}

function candidatesOf(rendered: RenderedTemplate, problems: KdeployError[]): Candidate[] {
  try {
    const mayQuote = (offset: number) => !saysSecret(documentAround(rendered.text, offset))
    const options = { ...rendered, textOf: shownIn(rendered), mayQuote }
    const documents = readDocuments(rendered.text, rendered.template, options)
    return documents.flatMap((document) => (document.value === null ? [] : toCandidates(document, rendered)))
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    problems.push(withSubject(error, { kind: 'template', name: rendered.template }))
    return []
  }
}

/** What an error about broken YAML may show: of a document that means to be a Secret only the keys. */
function shownIn({ text, textOf }: RenderedTemplate): (start: number, end: number) => string {
  return (start, end) => {
    const shown = textOf?.(start, end) ?? text.slice(start, end)
    if (!saysSecret(documentAround(text, start))) return shown
    const lineStart = text.lastIndexOf('\n', start - 1) + 1
    const [key = ''] = /^\s*(?:- )?[\w.-]+:\s/.exec(text.slice(lineStart, end)) ?? []
    const visible = Math.max(0, key.length - (start - lineStart))
    return `${shown.slice(0, visible)}${shown.slice(visible).replaceAll(/[^\n]/g, '*')}`
  }
}

/** The text between the document separators around an offset. */
function documentAround(text: string, offset: number): string {
  const end = text.indexOf('\n---', offset)
  return text.slice(text.lastIndexOf('\n---', offset) + 1, end < 0 ? text.length : end)
}

function toCandidates(document: YamlDocument, rendered: RenderedTemplate): Candidate[] {
  const { text, placeAt, textOf, maskText = asItIs, sensitiveRanges = [] } = rendered
  const shownOf = (path: FieldPath) => {
    const { start, end } = document.rangeOf(path).value
    const shown = textOf?.(start, end)
    return shown === text.slice(start, end) ? undefined : shown
  }
  const rangeOf = (path: FieldPath, line: number | undefined): TextRange => {
    const { key, value } = document.rangeOf(path)
    const inBlock = line === undefined ? undefined : lineOfBlock(text, value, line)
    return inBlock ?? { start: (key ?? value).start, end: value.end }
  }
  const placeOf = (path: FieldPath, line?: number) => placeAt(rangeOf(path, line).start)
  const expressionsOf = (path: FieldPath, line?: number) => {
    const { start, end } = rangeOf(path, line)
    return rendered.expressionsIn?.(start, end) ?? []
  }
  const sensitive = sensitiveRanges.filter((range) => overlaps(range, document))
  const sensitiveOf = (path: FieldPath, part: 'key' | 'value') => {
    const range = document.rangeOf(path)[part]
    return range === undefined ? [] : sensitiveTexts(text, sensitive, range)
  }
  return flatten({
    value: document.value,
    placeOf,
    shownOf,
    maskText,
    expressionsOf,
    ...(sensitive.length > 0 && { sensitiveOf }),
  })
}

/** A line of a literal block, from 0, without its indentation; undefined where the value is none, or has no such line. */
function lineOfBlock(text: string, { start, end }: TextRange, line: number): TextRange | undefined {
  const header = text.slice(text.lastIndexOf('\n', start - 2) + 1, start)
  if (!/\|[-+\d]*\s*(?:#.*)?\n$/.test(header)) return undefined
  let at = start
  for (let passed = 0; passed < line; passed++) {
    at = text.indexOf('\n', at) + 1
    if (at === 0 || at >= end) return undefined
  }
  const close = text.indexOf('\n', at)
  const last = close < 0 ? end : Math.min(close, end)
  const content = text.slice(at, last)
  return { start: at + content.length - content.trimStart().length, end: last }
}

function asItIs(message: string): string {
  return message
}

/**
 * The items of a `List`, or of a typed one (ConfigMapList) whose items may leave out kind and apiVersion, as kubectl flattens it;
 * undefined where a value is none. Items may be Lists again.
 */
export function itemsOfList(value: Json): Json[] | undefined {
  if (!isMap(value)) return undefined
  const { kind, apiVersion, items } = value
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined
  if (kind === 'List' || apiVersion === undefined) return items
  const itemKind = kind.slice(0, -'List'.length)
  return items.map((item) =>
    isMap(item) && item['kind'] === undefined ? { apiVersion, kind: itemKind, ...item } : item,
  )
}

/** The items of a List; anything else is itself. */
function flatten(candidate: Candidate): Candidate[] {
  const items = itemsOfList(candidate.value)
  if (items === undefined) return [candidate]
  return items.flatMap((value, index) =>
    flatten({
      maskText: candidate.maskText,
      value,
      placeOf: (path, line) => candidate.placeOf(['items', index, ...path], line),
      shownOf: (path) => candidate.shownOf(['items', index, ...path]),
      expressionsOf: (path, line) => candidate.expressionsOf?.(['items', index, ...path], line) ?? [],
      sensitiveOf:
        candidate.sensitiveOf && ((path, part) => candidate.sensitiveOf?.(['items', index, ...path], part) ?? []),
    }),
  )
}

/** The leaves of a value in whose text something sensitive stands, and whatever is under a key that is sensitive itself. */
function sensitiveFields(
  value: Json,
  sensitiveOf: NonNullable<Candidate['sensitiveOf']>,
  path: FieldPath = [],
): SensitiveField[] {
  const keys = typeof path.at(-1) === 'string' ? sensitiveOf(path, 'key') : []
  if (keys.length > 0) return [{ path, texts: keys, isKey: true }]
  if (Array.isArray(value)) return value.flatMap((item, index) => sensitiveFields(item, sensitiveOf, [...path, index]))
  if (isMap(value))
    return Object.entries(value).flatMap(([key, item]) => sensitiveFields(item, sensitiveOf, [...path, key]))
  const texts = sensitiveOf(path, 'value')
  return texts.length === 0 ? [] : [{ path, texts, isKey: false }]
}

function overlaps(range: TextRange, { start, end }: TextRange): boolean {
  return range.end > start && range.start < end
}

/** The runs within a range that derive from sensitive values; blanks alone tell nothing. */
function sensitiveTexts(text: string, ranges: readonly TextRange[], { start, end }: TextRange): string[] {
  return ranges
    .filter((range) => overlaps(range, { start, end }))
    .map((range) => text.slice(Math.max(start, range.start), Math.min(end, range.end)))
    .filter((run) => run.trim() !== '')
}
