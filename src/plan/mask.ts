import { isSecret } from '../manifest/secret.ts'
import type { FieldPath, Json, JsonObject, KubeObject, SensitiveField } from '../manifest/types.ts'
import type { Masker } from '../masking/masking.ts'
import { isMap } from '../yaml/json.ts'

/** kubectl's client-side apply keeps the whole manifest in it, a Secret's data included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

const secretFields: readonly string[] = ['data', 'stringData']

/**
 * An object as a person may see it: the data of a Secret and every field that the manifest derives from a sensitive value
 * are masked. `model` is the manifest's own object, whose paths `sensitive` names; a live object is matched to it, list
 * items by their name where they have one.
 */
export function maskObject(
  object: KubeObject,
  model: KubeObject,
  sensitive: readonly SensitiveField[],
  mask: Masker,
): KubeObject {
  // A Secret's data is masked by what it says, whether the template took it from a source or not.
  const others = isSecret(object)
    ? sensitive.filter(({ path: [field] }) => !secretFields.includes(String(field)))
    : sensitive
  const masked = others.length === 0 ? object : maskFields(object, model, others, mask)
  return maskSecret(masked, mask)
}

/** The object with the data of a Secret masked; any other object as it is. */
export function maskSecret(object: KubeObject, mask: Masker): KubeObject {
  const { annotations } = object.metadata
  const hasCopy = isMap(annotations) && annotations[lastApplied] !== undefined
  if (!isSecret(object)) return object
  const masked: KubeObject = { ...object }
  for (const field of secretFields) {
    const values = masked[field]
    if (isMap(values)) {
      masked[field] = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, maskValue(field, value, mask)]),
      )
    } else if (values !== undefined && values !== null) masked[field] = mask(JSON.stringify(values))
  }
  if (hasCopy) masked.metadata = withMaskedCopy(object, mask)
  return masked
}

function withMaskedCopy({ metadata }: KubeObject, mask: Masker): KubeObject['metadata'] {
  const annotations = metadata['annotations'] as JsonObject
  return { ...metadata, annotations: { ...annotations, [lastApplied]: mask(String(annotations[lastApplied])) } }
}

/** `data` is base64: masked by what it says, so that the same text in `stringData` gets the same token. */
function maskValue(field: string, value: Json, mask: Masker): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (field !== 'data') return mask(text)
  const bytes = Buffer.from(text, 'base64')
  const decoded = bytes.toString('utf8')
  // What is no text, or no base64 at all, is masked by how it is written.
  return mask(Buffer.from(decoded, 'utf8').equals(bytes) && bytes.length > 0 ? decoded : text)
}

function maskFields(
  object: KubeObject,
  model: KubeObject,
  sensitive: readonly SensitiveField[],
  mask: Masker,
): KubeObject {
  let masked: Json = object
  for (const field of sensitive) masked = maskAt(masked, model, field.path, field, mask)
  const { annotations } = object.metadata
  if (!isMap(annotations) || annotations[lastApplied] === undefined) return masked as KubeObject
  return { ...(masked as KubeObject), metadata: withMaskedCopy(masked as KubeObject, mask) }
}

/** Masks what is at a path; where the object isn't built like the manifest, everything that could be meant. */
function maskAt(value: Json, model: Json | undefined, path: FieldPath, field: SensitiveField, mask: Masker): Json {
  const [step, ...rest] = path
  if (step === undefined) return maskLeaf(value, field.texts, mask)
  if (Array.isArray(value) && typeof step === 'number') {
    const models = Array.isArray(model) ? model : []
    const at = itemLike(value, models[step], step)
    return value.map((item, index) => (index === at || at < 0 ? maskAt(item, models[step], rest, field, mask) : item))
  }
  if (!isMap(value)) return maskLeaf(value, field.texts, mask)
  const name = String(step)
  const inner = value[name]
  if (inner === undefined) return value
  const hidden = field.isKey && rest.length === 0
  const shownKey = hidden ? mask(name) : name
  const masked = hidden
    ? mask(JSON.stringify(inner))
    : maskAt(inner, isMap(model) ? model[name] : undefined, rest, field, mask)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => (key === name ? [shownKey, masked] : [key, item])),
  )
}

/** The index of the item that stands for the manifest's; -1 where it can't be told. */
function itemLike(items: readonly Json[], model: Json | undefined, index: number): number {
  if (!isMap(model) || typeof model['name'] !== 'string') return index < items.length ? index : -1
  return items.findIndex((item) => isMap(item) && item['name'] === model['name'])
}

/**
 * The parts of a text that are sensitive become tokens; where they aren't found in it (it was quoted, folded, or is another
 * value than the manifest's), all of it does.
 */
function maskLeaf(value: Json, texts: readonly string[], mask: Masker): Json {
  if (value === null) return value
  if (typeof value !== 'string') return mask(typeof value === 'object' ? JSON.stringify(value) : String(value))
  if (value === '') return value
  if (!texts.every((text) => value.includes(text))) return mask(value)
  const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length)
  return replaceParts(value, longestFirst, mask)
}

function replaceParts(value: string, parts: readonly string[], mask: Masker): string {
  const [part, ...others] = parts
  if (part === undefined) return value
  return value
    .split(part)
    .map((piece) => replaceParts(piece, others, mask))
    .join(mask(part))
}
