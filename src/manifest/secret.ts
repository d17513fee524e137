import { valueAtPath } from '../field-path.ts'
import { asMap, isMap, setOwn } from '../json-map.ts'
import type { FieldPath, Json, JsonObject, KubeObject, Manifest } from './types.ts'

/** A core Secret: its data must never be shown. */
export function isSecret(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1'
}

/** Whether an object is a ConfigMap or Secret: keys with values are all that it is. */
export function holdsData(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean {
  return isSecret(object) || (object.kind === 'ConfigMap' && object.apiVersion === 'v1')
}

/** `kind: Secret` in block or flow style, with a tag or an anchor or not; a SecretList too. */
const secretKind = /(?:^|[\s{,])["']?kind["']?\s*:\s*(?:[&!]\S*\s+)*["']?Secret(?:List)?(?![\w-])/

/** Whether a text that may be no YAML means to be a Secret, or to hold one. */
export function saysSecret(text: string): boolean {
  return secretKind.test(text)
}

/** Whether a line, from 1, stands in a document of a template that means to be a Secret, or to hold one. */
export function isLineOfSecret(text: string, line: number): boolean {
  const lines = text.split('\n')
  const isSeparator = (one: string) => one.startsWith('---')
  const before = lines.slice(0, line).findLastIndex(isSeparator)
  const after = lines.slice(line).findIndex(isSeparator)
  return saysSecret(lines.slice(before + 1, after < 0 ? undefined : line + after).join('\n'))
}

/**
 * A Secret with its stringData in data, as the server stores it (stringData wins); anything else as it is. Under
 * server-side apply a key dropped from stringData would stay in data.
 */
export function withStringDataAsData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object
  if (!isSecret(object) || stringData === undefined) return object
  const data: JsonObject = { ...(isMap(rest['data']) ? rest['data'] : {}) }
  for (const [key, value] of Object.entries(asMap(stringData))) {
    setOwn(data, key, Buffer.from(typeof value === 'string' ? value : '', 'utf8').toString('base64'))
  }
  return { ...rest, data } as KubeObject
}

/** The part of a path that may be named: what is behind a sensitive key isn't. */
export function namedPath(path: FieldPath, { sensitive }: Pick<Manifest, 'sensitive'>): FieldPath {
  const key = sensitive.find((field) => field.isKey && startsWith(path, field.path))
  return key === undefined ? path : key.path.slice(0, -1)
}

/** Whether what a field holds may be quoted: nothing at, above or below it is sensitive, as all is that a Secret holds. */
export function isQuotable(path: FieldPath, { object, sensitive }: Pick<Manifest, 'object' | 'sensitive'>): boolean {
  if (isSecret(object) && (path[0] === 'data' || path[0] === 'stringData')) return false
  return !sensitive.some((field) => startsWith(path, field.path) || startsWith(field.path, path))
}

/** A text about an object without the words that its sensitive fields hold. */
export function withoutSensitiveWords(
  text: string,
  { object, sensitive }: Pick<Manifest, 'object' | 'sensitive'>,
): string {
  const told = sensitive.flatMap(({ path, texts, isKey }) => [
    ...texts,
    ...(isKey ? [String(path.at(-1))] : []),
    ...scalarsIn(valueAtPath(object, path)),
  ])
  const words = told.flatMap((one) => [one, ...one.split(/[\s,;]+/)]).filter((one) => one !== '')
  return [...new Set(words)]
    .sort((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(wholeWord(word), '(masked)'), text)
}

function startsWith(path: FieldPath, start: FieldPath): boolean {
  return start.every((step, index) => step === path[index])
}

function scalarsIn(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsIn)
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => [key, ...scalarsIn(item)])
  return value === undefined || value === null ? [] : [String(value)]
}

function wholeWord(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${word.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu')
}

/** Whether a text is base64, which a Secret's data must be, as Go's base64.StdEncoding reads it: that skips line breaks. */
export function isBase64(text: string): boolean {
  const joined = text.replaceAll(/[\r\n]/g, '')
  // A group for each four characters would need a stack that a large text overflows.
  return joined.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(joined)
}
