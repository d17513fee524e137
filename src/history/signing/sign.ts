import { createHmac, timingSafeEqual } from 'node:crypto'
import { annotationOf } from '../../manifest/annotations.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'
import { type HistoryKey, type HistoryKeys, keyVariable } from './keys.ts'

/** Of revisions and of the ApplySet's parent: who signed it, what is said of it, and the HMAC-SHA-256 of both. */
export const signatureAnnotation = 'kdeploy.dev/signature'

/** Why something isn't trusted, for a sentence. */
export interface Distrust {
  readonly untrusted: string
}

/** `<id of the key>.<statement as base64url of JSON>.<HMAC>`. */
export function sign(statement: JsonObject, key: HistoryKey): string {
  const signed = `${key.id}.${Buffer.from(JSON.stringify(statement)).toString('base64url')}`
  return `${signed}.${macOf(signed, key).toString('base64url')}`
}

/** The statement that one of the keys signed, exactly as it was. */
export function statementIn(signature: unknown, keys: HistoryKeys): JsonObject | Distrust {
  if (signature === undefined) return { untrusted: 'unsigned' }
  const [id = '', statement = '', mac = '', ...rest] = typeof signature === 'string' ? signature.split('.') : []
  if (mac === '' || rest.length > 0) return { untrusted: 'its signature is damaged' }
  const key = keys.find((one) => one.id === id)
  if (key === undefined)
    return {
      untrusted: `signed with a key that ${keyVariable} does not hold${/^[0-9a-f]{8}$/.test(id) ? ` (${id})` : ''}`,
    }
  const expected = macOf(`${id}.${statement}`, key)
  const given = Buffer.from(mac, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { untrusted: 'its signature does not match' }
  // Only kdeploy can have signed it, so it is in kdeploy's form.
  return JSON.parse(Buffer.from(statement, 'base64url').toString('utf8')) as JsonObject
}

/** Whether a Secret carries a signature, whoever made it. */
export function isSigned(secret: KubeObject): boolean {
  return annotationOf(secret, signatureAnnotation) !== undefined
}

export function isDistrust(value: unknown): value is Distrust {
  return typeof value === 'object' && value !== null && 'untrusted' in value
}

function macOf(signed: string, { secret }: HistoryKey): Buffer {
  return createHmac('sha256', secret).update(`kdeploy history 1\n${signed}`).digest()
}
