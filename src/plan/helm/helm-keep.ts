import type { Json } from '../../json-map.ts'
import type { MappingNode, Node, ScalarNode } from '../../yaml/compose.ts'
import { isMerge, keyOf } from '../../yaml/construct.ts'
import { entryOf, type HelmDocument, helmPolicy, keepMarker } from './helm-document.ts'

/** A text to put in at an offset. */
interface Insertion {
  readonly at: number
  readonly text: string
}

/** What is put in; each spelled so that nothing but its own insertion looks like it. */
const added = {
  entry: `${helmPolicy.annotation}: ${helmPolicy.keep}`,
  map: `annotations: {${helmPolicy.annotation}: ${helmPolicy.keep}}`,
  flowEntry: `"${helmPolicy.annotation}": "${helmPolicy.keep}"`,
  flowMap: `"annotations": { "${helmPolicy.annotation}": "${helmPolicy.keep}" }`,
} as const

/**
 * A document's text with the annotation and the marker put in, every other byte as it was; undefined where its form doesn't
 * allow to do that with certainty: anchors, tags, a key on the line of another.
 */
export function insertKeep(document: HelmDocument): string | undefined {
  const { text, root, isFirst } = document
  if (root.kind !== 'mapping' || isShared(root)) return undefined
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const entry = entryInsertion(text, root, newline)
  const start = lineStart(text, root.start)
  if (entry === undefined || text.slice(start, root.start).trim() !== '') return undefined
  const isOnSeparatorLine = start === 0 && !isFirst
  const marker = { at: start, text: `${isOnSeparatorLine ? `${newline}#` : ''}${keepMarker}${newline}` }
  return [entry, marker].reduce((edited, { at, text: added }) => edited.slice(0, at) + added + edited.slice(at), text)
}

/** The texts that a document may have had before `insertKeep`; which one it was, putting it in again tells. */
export function withoutInsertion({ text, root }: HelmDocument): string[] {
  const metadata = entryOf(root, 'metadata')
  const parent = keyNode(metadata, 'annotations')
  const key = keyNode(entryOf(metadata, 'annotations'), helmPolicy.annotation)
  if (key === undefined || parent === undefined) return []
  const flows = [
    { start: key.start, end: key.start + added.flowEntry.length },
    { start: parent.start, end: parent.start + added.flowMap.length },
  ]
  return [
    { start: lineStart(text, key.start), end: nextLine(text, key.start) },
    ...flows,
    ...flows.map(({ start, end }) => ({ start, end: end + ', '.length })),
  ].flatMap(({ start, end }) => {
    const rest = text.slice(0, start) + text.slice(end)
    const marker = rest.indexOf(keepMarker)
    if (marker < 0) return []
    const before = rest.slice(0, marker)
    const after = rest.slice(nextLine(rest, marker))
    return [before + after, before.replace(/\r?\n#$/, '') + after]
  })
}

function entryInsertion(text: string, root: MappingNode, newline: string): Insertion | undefined {
  const metadata = entryOf(root, 'metadata')
  if (metadata?.kind !== 'mapping') return undefined
  const annotations = entryOf(metadata, 'annotations')
  if (annotations === undefined) {
    if (text[metadata.start] === '{') return intoFlow(text, metadata, added.flowMap)
    return asFirstLine(text, metadata, added.map, newline)
  }
  if (annotations.kind === 'scalar') return underEmpty(text, metadata, annotations, newline)
  if (annotations.kind !== 'mapping') return undefined
  if (text[annotations.start] === '{') return intoFlow(text, annotations, added.flowEntry)
  return asFirstLine(text, annotations, added.entry, newline)
}

/** Before the first key of a block mapping; undefined where that isn't the first thing on its line. */
function asFirstLine(text: string, mapping: MappingNode, entry: string, newline: string): Insertion | undefined {
  const [first] = mapping.entries
  const at = lineStart(text, mapping.start)
  const indent = text.slice(at, mapping.start)
  if (first?.key.start !== mapping.start || !/^ +$/.test(indent)) return undefined
  return { at, text: `${indent}${entry}${newline}` }
}

function intoFlow(text: string, mapping: MappingNode, entry: string): Insertion {
  const at = mapping.start + 1
  return { at, text: /^\s*\}/.test(text.slice(at)) ? entry : `${entry}, ` }
}

/** `annotations:` with nothing after it, a comment at most. */
function underEmpty(text: string, metadata: MappingNode, value: ScalarNode, newline: string): Insertion | undefined {
  const key = keyNode(metadata, 'annotations')
  if (key === undefined || !value.plain || value.tag !== undefined || value.text !== '') return undefined
  const start = lineStart(text, key.start)
  const end = nextLine(text, key.start)
  const indent = text.slice(start, key.start)
  const isAlone = /^[ ]*$/.test(indent) && /^\s*:[ \t]*(?:#.*)?\r?\n$/.test(text.slice(key.end, end))
  return isAlone ? { at: end, text: `${indent}  ${added.entry}${newline}` } : undefined
}

function keyNode(mapping: Node | undefined, name: string): Node | undefined {
  return mapping?.kind === 'mapping' ? mapping.entries.find(({ key }) => keyOf(key) === name)?.key : undefined
}

/** Whether something in it is written elsewhere, so that a change here could be one there. */
function isShared(node: Node): boolean {
  if (node.kind === 'alias') return true
  if (node.kind === 'sequence') return node.items.some(isShared)
  if (node.kind === 'mapping')
    return node.entries.some(({ key, value }) => isMerge(key) || isShared(key) || isShared(value))
  return false
}

function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

const annotationsPath = 'metadata\nannotations'
const policyPath = `${annotationsPath}\n${helmPolicy.annotation}`

/**
 * What a document says but for the annotation, as JSON: scalars by their tag, style and text, so that no number is read.
 * Equal for two texts that differ in the annotation alone.
 */
export function contentBesideKeep(root: Node): Json {
  return content(root, [])
}

function content(node: Node, path: readonly string[]): Json {
  switch (node.kind) {
    case 'scalar':
      return isEmptyScalar(node, path) ? null : [node.tag ?? null, node.plain, node.text]
    case 'alias':
      return ['*', node.anchor]
    case 'sequence':
      return node.items.map((item) => content(item, ['[]']))
    case 'mapping': {
      const entries = node.entries.flatMap(({ key, value }): Json[] => {
        const name = key.kind === 'scalar' ? key.text : ''
        const inner = [...path, name]
        if (inner.join('\n') === policyPath) return []
        const said = content(value, inner)
        return inner.join('\n') === annotationsPath && said === null ? [] : [{ key: content(key, ['']), said }]
      })
      return entries.length === 0 && path.join('\n') === annotationsPath ? null : { entries }
    }
  }
}

/** `annotations:` and no annotations mean the same. */
function isEmptyScalar(node: ScalarNode, path: readonly string[]): boolean {
  return path.join('\n') === annotationsPath && node.plain && node.tag === undefined && node.text === ''
}
