import type { FieldPath } from '../field-path.ts'
import { asList, isMap, type Json } from '../json-map.ts'
import { isSecret } from '../manifest/secret.ts'
import type { JsonObject, KubeObject } from '../manifest/types.ts'
import { readDocuments, type YamlDocument } from '../yaml/read.ts'

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
  if (!isMap(value)) return []
  if (String(value['kind']).endsWith('List') && Array.isArray(value['items']))
    return asList(value['items']).flatMap((item, index) => objectsIn(item, [...path, 'items', index]))
  return [{ object: value as KubeObject, path }]
}

/** Whether an object holds values that must not stand in a file. */
export function holdsSecretValues(object: KubeObject): boolean {
  return isSecret(object) && ['data', 'stringData'].some((field) => Object.keys(fieldsOf(object, field)).length > 0)
}

function fieldsOf(object: JsonObject, field: string): object {
  const value = object[field]
  return isMap(value) ? value : {}
}

/**
 * The text of a document with the comments around it, without its separator and with a newline at its end: what stands between two
 * lines that begin with `---`.
 */
export function textOfDocument(text: string, { document }: PlainDocument): string {
  const separators = [...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)
  const start = separators.findLast((at) => at <= document.start) ?? 0
  const end = separators.find((at) => at > document.start) ?? text.length
  const own = text.slice(start, end).replace(/^---[ \t]*/, '')
  return `${own.replace(/^\s*\n/, '').replace(/\s+$/, '')}\n`
}
