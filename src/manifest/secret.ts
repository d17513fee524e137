import { asMap, isMap, setOwn } from '../json-map.ts'
import type { JsonObject, KubeObject } from './types.ts'

/** A core Secret: its data must never be shown. */
export function isSecret(object: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1'
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
