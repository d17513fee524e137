import { stringifyJson } from '../json.ts'
import { isSecret } from '../manifest/secret.ts'
import type { Json, JsonObject, KubeObject, SensitiveField } from '../manifest/types.ts'
import type { Masker } from '../masking/masking.ts'
import { isMap } from '../yaml/json.ts'
import { type MaskModel, maskFields } from './mask-fields.ts'

/** kubectl's client-side apply keeps the whole manifest in it, a Secret's data included. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

const secretFields: readonly string[] = ['data', 'stringData']

/**
 * An object as a person may see it: the data of a Secret and every field that derives from a sensitive value are masked. `models`
 * say which those are: the manifest that the object was or will be written from, then what revisions recorded of the same object.
 * See maskFields for how a live object is matched to them.
 */
export function maskObject(object: KubeObject, models: readonly MaskModel[], mask: Masker): KubeObject {
  if (!isSecret(object)) return maskOthers(object, models, mask)
  // A Secret's data is masked by what it says, whether the template took it from a source or not.
  const beside = models.map((model) => ({ ...model, sensitive: model.sensitive.filter((field) => !isData(field)) }))
  return maskSecret(maskOthers(object, beside, mask), mask, hiddenKeys(models))
}

function isData({ path: [field] }: SensitiveField): boolean {
  return secretFields.includes(String(field))
}

/** Which keys of a Secret's data are hidden: sensitive ones, and beside such all that no manifest writes openly. */
function hiddenKeys(models: readonly MaskModel[]): (key: string) => boolean {
  const hidden = new Set(
    models.flatMap(({ sensitive }) =>
      sensitive.filter((field) => field.isKey && isData(field)).map(({ path }) => String(path[1])),
    ),
  )
  if (hidden.size === 0) return () => false
  const written = new Set(
    models.flatMap(({ object }) => secretFields.flatMap((field) => Object.keys(mapOf(object[field])))),
  )
  return (key) => hidden.has(key) || !written.has(key)
}

function mapOf(value: Json | undefined): JsonObject {
  return isMap(value) ? value : {}
}

/** The object with the data of a Secret masked, and those of its keys that are hidden; any other object as it is. */
export function maskSecret(
  object: KubeObject,
  mask: Masker,
  isHidden: (key: string) => boolean = () => false,
): KubeObject {
  if (!isSecret(object)) return object
  const masked: KubeObject = { ...object }
  for (const field of secretFields) {
    const values = masked[field]
    if (isMap(values)) {
      masked[field] = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [isHidden(key) ? mask(key) : key, mask(said(field, value))]),
      )
    } else if (values !== undefined && values !== null) masked[field] = mask(stringifyJson(values))
  }
  return withMaskedCopy(masked, mask)
}

/** `data` is base64: masked by what it says, so that the same text in `stringData` gets the same token. */
function said(field: string, value: Json): string {
  const text = typeof value === 'string' ? value : stringifyJson(value)
  if (field !== 'data') return text
  const bytes = Buffer.from(text, 'base64')
  const decoded = bytes.toString('utf8')
  // What is no text, or no base64 at all, is masked by how it is written.
  return Buffer.from(decoded, 'utf8').equals(bytes) && bytes.length > 0 ? decoded : text
}

function maskOthers(object: KubeObject, models: readonly MaskModel[], mask: Masker): KubeObject {
  if (models.every(({ sensitive }) => sensitive.length === 0)) return object
  return withMaskedCopy(maskFields(object, models, mask), mask)
}

function withMaskedCopy(object: KubeObject, mask: Masker): KubeObject {
  const { annotations } = object.metadata
  if (!isMap(annotations) || annotations[lastApplied] === undefined) return object
  const copy = mask(String(annotations[lastApplied]))
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [lastApplied]: copy } } }
}

/** What foreign text must not show of a manifest: the sensitive parts of its fields. */
export function textsOfFields({ sensitive }: MaskModel): string[] {
  return sensitive.flatMap(({ texts }) => texts)
}

/** The same, and all that a Secret's data says, for a manifest that a revision recorded: its sources are not known any more. */
export function textsOfRecorded(recorded: MaskModel): string[] {
  const { object } = recorded
  const data = isSecret(object)
    ? secretFields.flatMap((field) => Object.values(mapOf(object[field])).map((value) => said(field, value)))
    : []
  return [...textsOfFields(recorded), ...data]
}
