import { stringifyJson } from '../../json.ts'
import { asMap, isMap } from '../../json-map.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { isSecret } from '../../manifest/secret.ts'
import type { KubeObject, SensitiveField } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { copiesIn, secretsIn, textsOfCopies } from './copies.ts'
import { type MaskModel, maskFields } from './mask-fields.ts'
import { said, secretFields, textsOfData } from './secret-data.ts'

/**
 * An object as a person may see it: the data of a Secret and every field that derives from a sensitive value are masked. `models`
 * say which those are: the manifest that the object was or will be written from, then what revisions recorded of the same object.
 * See maskFields for how a live object is matched to them.
 */
export function maskObject(object: KubeObject, models: readonly MaskModel[], mask: Masker): KubeObject {
  if (!isSecret(object)) {
    const isOpen = models.every(({ sensitive }) => sensitive.length === 0)
    const shown = isOpen ? object : maskFields(object, models, mask)
    return maskAnnotations(shown, object, isOpen ? secretsIn(object) : copiesIn(object), mask)
  }
  // A Secret's data is masked by what it says, whether the template took it from a source or not.
  const beside = models.map((model) => ({ ...model, sensitive: model.sensitive.filter((field) => !isData(field)) }))
  const shown = maskData(maskFields(object, beside, mask), mask, hiddenKeys(models))
  return maskAnnotations(shown, object, copiesIn(object), mask)
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
    models.flatMap(({ object }) => secretFields.flatMap((field) => Object.keys(asMap(object[field])))),
  )
  return (key) => hidden.has(key) || !written.has(key)
}

function maskData(secret: KubeObject, mask: Masker, isHidden: (key: string) => boolean): KubeObject {
  const masked: KubeObject = { ...secret }
  for (const field of secretFields) {
    const values = masked[field]
    if (isMap(values)) {
      masked[field] = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [isHidden(key) ? mask(key) : key, mask(said(field, value))]),
      )
    } else if (values !== undefined && values !== null) masked[field] = mask(stringifyJson(values))
  }
  return masked
}

/** These annotations get a token for what they say in the object as it is. */
function maskAnnotations(shown: KubeObject, object: KubeObject, names: readonly string[], mask: Masker): KubeObject {
  const annotations = annotationsOf(shown)
  const own = annotationsOf(object)
  const hidden = names.filter((name) => annotations[name] !== undefined)
  if (hidden.length === 0) return shown
  const masked = Object.fromEntries(hidden.map((name) => [name, mask(String(own[name]))]))
  return { ...shown, metadata: { ...shown.metadata, annotations: { ...annotations, ...masked } } }
}

/** What foreign text must not show of a manifest: the sensitive parts of its fields. */
export function textsOfFields({ sensitive }: MaskModel): string[] {
  return sensitive.flatMap(({ texts }) => texts)
}

/**
 * The same, and all that a Secret's data says, for a manifest that a revision recorded: its sources are not known any more. What
 * other tools keep of the data in annotations counts too.
 */
export function textsOfRecorded(recorded: MaskModel): string[] {
  return [...textsOfFields(recorded), ...secretTextsOfLive(recorded.object)]
}

/** What foreign text must not show of an object as it is on the cluster: the data of a Secret, and copies of it. */
export function secretTextsOfLive(object: KubeObject): string[] {
  return [...(isSecret(object) ? textsOfData(object) : []), ...textsOfCopies(object)]
}
