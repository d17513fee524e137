import { isSecret } from '../manifest/secret.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/types.ts'

/** Gives a value its token: the same value the same one, so that equality stays visible. */
export type Masker = (value: string) => string

/** Tokens are numbered in the order of their first use: `(masked 1)`. One masker serves one run. */
export function createMasker(): Masker {
  const tokens = new Map<string, string>()
  return (value) => {
    const known = tokens.get(value)
    if (known !== undefined) return known
    const token = `(masked ${tokens.size + 1})`
    tokens.set(value, token)
    return token
  }
}

/** kubectl's client-side apply keeps the whole manifest in it, a Secret's data included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** The object with the data of a Secret masked; any other object as it is. */
export function maskSecret(object: KubeObject, mask: Masker): KubeObject {
  if (!isSecret(object)) return object
  const masked: KubeObject = { ...object }
  for (const field of ['data', 'stringData']) {
    const values = masked[field]
    if (isMapping(values)) {
      masked[field] = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, maskValue(field, value, mask)]),
      )
    } else if (values !== undefined && values !== null) masked[field] = mask(JSON.stringify(values))
  }
  const annotations = object.metadata['annotations']
  if (isMapping(annotations) && annotations[lastApplied] !== undefined) {
    masked.metadata = {
      ...object.metadata,
      annotations: { ...annotations, [lastApplied]: mask(String(annotations[lastApplied])) },
    }
  }
  return masked
}

/** `data` is base64: masked by what it says, so that the same text in `stringData` gets the same token. */
function maskValue(field: string, value: Json, mask: Masker): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return mask(field === 'data' ? Buffer.from(text, 'base64').toString('latin1') : Buffer.from(text).toString('latin1'))
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
