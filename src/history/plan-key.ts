import { randomBytes } from 'node:crypto'
import { asMap } from '../json-map.ts'
import type { JsonObject, KubeObject } from '../manifest/types.ts'

const field = 'planKey'

/** The key by which a release's plans compare sensitive values (plan/saved/saved-plan.ts), which its parent holds; undefined where it has none. */
export function planKeyOf(parent: KubeObject | null): string | undefined {
  const encoded = asMap(parent?.['data'])[field]
  const key = typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('base64') : ''
  return key.length < 32 ? undefined : key
}

/** The data of a parent: the key of the one that it replaces, else a new one. */
export function planKeyData(parent: KubeObject | null): JsonObject {
  return { [field]: planKeyOf(parent) ?? randomBytes(32).toString('base64') }
}
