import { isMap } from '../../json-map.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { ApiError } from './api-error.ts'

const maskedText = '***'

/** A quoted text, and the word before it. */
const quotedText = /(\S* ?)"((?:[^"\\]|\\.)*)"/g
/** What follows these words is a name: `User "ci" cannot get resource "secrets" in API group ""`, `conflict with "helm"`. */
const beforeName = /^(?:User|resource|group|namespace|namespaces|webhook|with|subresource|version|field) $/

/**
 * A message about an object that may be shown. About a Secret the server quotes what it was sent (`Invalid value: "…"`,
 * `got &value.valueUnstructured{Value:…}`), so every quoted text that isn't a name is masked, and every value wherever it is.
 */
function safeMessage(message: string, object: KubeObject | undefined): string {
  if (object === undefined || object.kind !== 'Secret' || object.apiVersion !== 'v1') return message
  const known = namesOf(object)
  const masked = message
    .replace(/valueUnstructured\{Value:.*\}/gs, `valueUnstructured{Value:${maskedText}}`)
    .replace(/(Invalid|Duplicate) value: [^"\s].*?: /gs, `$1 value: ${maskedText}: `)
    .replace(/invalid character '.*?'/gs, 'invalid character')
    .replace(quotedText, (all, before: string, text: string) =>
      beforeName.test(before) || known.has(text) ? all : `${before}"${maskedText}"`,
    )
  return valuesOf(object).reduce((text, value) => withoutValue(text, value), masked)
}

/** A short value would be found within the message's own words, so it counts as a word of its own only. */
function withoutValue(text: string, value: string): string {
  if (value.length >= 4) return text.replaceAll(value, maskedText)
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), maskedText)
}

/** The same error with `safeMessage` for its message and its causes'. */
export function safeError(error: ApiError, object: KubeObject | undefined): ApiError {
  const { status, reason, request, retryAfter, hint } = error
  const causes = error.causes.map((cause) => ({ ...cause, message: safeMessage(cause.message, object) }))
  return new ApiError({
    status,
    reason,
    request,
    retryAfter,
    hint,
    causes,
    message: safeMessage(error.message, object),
  })
}

function namesOf(object: KubeObject): Set<string> {
  const { name, namespace } = object.metadata
  const data = [object['data'], object['stringData']].filter(isMap)
  const type = object['type']
  return new Set(
    [
      name,
      namespace,
      type,
      'v1',
      'Secret',
      '<secret contents redacted>',
      ...data.flatMap((map) => Object.keys(map)),
    ].filter((item) => typeof item === 'string'),
  )
}

/** Encoded and decoded; those of one character would mask the message's own words. */
function valuesOf(object: KubeObject): string[] {
  const texts = (map: unknown): string[] =>
    isMap(map)
      ? Object.values(map)
          .filter((value) => value !== null)
          .map(String)
      : []
  const encoded = texts(object['data'])
  const decoded = encoded.map((value) => Buffer.from(value, 'base64').toString('utf8'))
  const all = [...encoded, ...decoded, ...texts(object['stringData'])]
  return all.filter((value) => value.trim().length >= 2).sort((a, b) => b.length - a.length)
}
