import { isDeepStrictEqual } from 'node:util'
import type { FieldPath } from '../field-path.ts'
import { isMap, type Json } from '../json-map.ts'
import { itemsOfList } from '../manifest/read.ts'
import { isSecret } from '../manifest/secret.ts'
import type { KubeObject } from '../manifest/types.ts'
import { copiesIn } from '../plan/masking/copies.ts'
import { readDocuments, type YamlDocument } from '../yaml/read.ts'
import { writeYaml } from '../yaml/write.ts'

/** A text of plain YAML, which becomes a template. */
export interface PlainFile {
  /** What messages call it. */
  readonly name: string
  /** The template that it becomes, as a path below templates/. */
  readonly template: string
  readonly text: string
}

/** A document of a text, with the objects in it: one, or the items of a List. */
export interface PlainDocument {
  readonly document: YamlDocument
  readonly objects: readonly PlainObject[]
}

export interface PlainObject {
  readonly object: KubeObject
  /** From the document's root: `['items', 2]` in a List. */
  readonly path: FieldPath
}

/** The documents of a text that hold something. @throws KdeployError `yaml-syntax` */
export function documentsOf({ name, text }: PlainFile): PlainDocument[] {
  return readDocuments(text, name)
    .filter(({ value }) => value !== null)
    .map((document) => ({ document, objects: objectsIn(document.value, []) }))
}

function objectsIn(value: Json, path: FieldPath): PlainObject[] {
  const items = itemsOfList(value)
  if (items !== undefined) return items.flatMap((item, index) => objectsIn(item, [...path, 'items', index]))
  return isMap(value) ? [{ object: value as KubeObject, path }] : []
}

/** What a Secret without values has. */
const bareFields = new Set(['apiVersion', 'kind', 'metadata', 'type'])

/** Whether an object holds values that must not stand in a file: a Secret with any other field, a misspelt one too, or a copy of itself. */
export function holdsSecretValues(object: KubeObject): boolean {
  if (!isSecret(object)) return false
  const others = Object.entries(object).filter(([name]) => !bareFields.has(name))
  return others.some(([, value]) => !isEmpty(value)) || copiesIn(object).length > 0
}

function isEmpty(value: Json): boolean {
  return value === null || (isMap(value) && Object.keys(value).length === 0)
}

/**
 * The text of a document with the comments around it, without its separator and with a newline at its end: what stands between two
 * lines that begin with `---`; serialized where that is not this document alone, since documents may also end with `...`.
 */
export function textOfDocument(text: string, { document }: PlainDocument): string {
  const separators = [...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)
  const start = separators.findLast((at) => at <= document.start) ?? 0
  const end = separators.find((at) => at > document.start) ?? text.length
  const own = text.slice(start, end).replace(/^---[ \t]*/, '')
  const trimmed = `${own.replace(/^\s*\n/, '').replace(/\s+$/, '')}\n`
  return isOnly(document.value, trimmed) ? trimmed : writeYaml(document.value)
}

function isOnly(value: Json, text: string): boolean {
  try {
    return isDeepStrictEqual(
      readDocuments(text, 'part').map((document) => document.value),
      [value],
    )
  } catch {
    return false
  }
}
