import { isMap } from '../../json-map.ts'
import { isSecret } from '../../manifest/secret.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import { Redactor } from '../../masking/redactor.ts'
import { secretFields, textsOfData } from './secret-data.ts'
import { looksPacked, unpack } from './unpack.ts'

/** Where tools keep the object that they applied last; kubectl's own, and others that end alike. */
const keptByTools =
  /\/last-applied-configuration$|^kapp\.k14s\.io\/original(?:-diff(?:-full)?)?$|^objectset\.rio\.cattle\.io\/applied$|^banzaicloud\.com\/last-applied$/

/**
 * The annotations of an object that hold a copy of it, or of parts: what is hidden in the object is hidden there. Of a Secret
 * also any that holds data of it, in whatever form; of any other object also one that holds a Secret.
 */
export function copiesIn(object: JsonObject): string[] {
  const hidden = isSecret(object) ? dataSearch(object) : undefined
  return annotationsOf(object)
    .filter(([name, text]) => isCopy(name, text) || hidden?.(text) === true)
    .map(([name]) => name)
}

/** Those of an object of which nothing else is hidden: copies of Secrets. */
export function secretsIn(object: JsonObject): string[] {
  return annotationsOf(object)
    .filter(([, text]) => mayHoldSecret(text) && objectsIn(text).some(isSecretLike))
    .map(([name]) => name)
}

/** All that copies in the annotations of a Secret, and copies of Secrets in any object's, say of data: also what the object has no more. */
export function textsOfCopies(object: JsonObject): string[] {
  const own = isSecret(object)
  return annotationsOf(object)
    .filter(([name, text]) => (own ? keptByTools.test(name) || mayHoldData(text) : mayHoldSecret(text)))
    .flatMap(([, text]) => objectsIn(text))
    .filter((copy) => own || isSecretLike(copy))
    .flatMap(textsOfData)
}

function annotationsOf({ metadata }: JsonObject): [name: string, text: string][] {
  const annotations = isMap(metadata) ? metadata['annotations'] : undefined
  return isMap(annotations) ? Object.entries(annotations).map(([name, value]) => [name, String(value)]) : []
}

function isCopy(name: string, text: string): boolean {
  return keptByTools.test(name) || (mayHoldData(text) && objectsIn(text).length > 0)
}

/** A text that isn't packed is read only where it may lead to something. */
function mayHoldData(text: string): boolean {
  return looksPacked(text) || /data|spec|eyJ|ZGF0Y|RhdG|YXRh|c3Bl|YXBpV/i.test(text)
}

function mayHoldSecret(text: string): boolean {
  return looksPacked(text) || /Secret|U2Vjc|NlY3Jl|TZWNyZ/.test(text)
}

/** The objects, and the parts of such, that a text holds: one, a list of them, or the steps of a JSON patch. */
function objectsIn(text: string): JsonObject[] {
  return (unpack(text) ?? []).flatMap(objectsOf)
}

function objectsOf(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf)
  if (!isMap(value)) return []
  const patched = partOf(value)
  if (patched !== undefined) return [patched]
  const items = Array.isArray(value['items']) ? value['items'].flatMap(objectsOf) : []
  const isObject = secretFields.some((field) => isMap(value[field])) || (isMap(value['metadata']) && 'kind' in value)
  return isObject ? [value, ...items] : items
}

/** What one step of a JSON patch puts into the data, as an object of that alone. */
function partOf({ op, path, value }: JsonObject): JsonObject | undefined {
  if (typeof op !== 'string' || typeof path !== 'string') return undefined
  const [, field = '', key] = path.split('/')
  if (!secretFields.includes(field)) return undefined
  return { [field]: key === undefined ? (value ?? {}) : { [key]: value ?? null } }
}

function isSecretLike(object: JsonObject): boolean {
  return object['kind'] === 'Secret'
}

/** Whether a text has any of a Secret's data in it. */
function dataSearch(object: JsonObject): (text: string) => boolean {
  const redactor = new Redactor(() => '')
  for (const value of textsOfData(object)) redactor.learn(value)
  return (text) => redactor.redact(text) !== text
}
