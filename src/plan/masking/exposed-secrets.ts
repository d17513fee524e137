import { formatPath } from '../../field-path.ts'
import { isSecret } from '../../manifest/secret.ts'
import type { FieldPath, Manifest, SensitiveField } from '../../manifest/types.ts'

/** An object with sensitive values where everyone who may look at it, or at its processes, reads them. */
export interface Exposure {
  readonly manifest: Manifest
  /** At least one, in the order of the manifest. */
  readonly fields: readonly ExposedField[]
}

export interface ExposedField {
  /** `data.url`; `data.(masked)` where the key is what is sensitive. */
  readonly name: string
  readonly path: FieldPath
}

/** The fields that derive from sensitive values, but for the data of Secrets, which is where they belong. */
export function exposedSecrets(manifests: readonly Manifest[]): Exposure[] {
  return manifests.flatMap((manifest) => {
    const exposed = manifest.sensitive.filter(({ path: [field] }) => !(isSecret(manifest.object) && isData(field)))
    const fields = exposed.map((field) => ({ name: nameOf(field), path: field.path }))
    return fields.length === 0 ? [] : [{ manifest, fields }]
  })
}

function isData(field: string | number | undefined): boolean {
  return field === 'data' || field === 'stringData'
}

/** Nothing above a field has a sensitive key: all under such a key is one field. */
function nameOf({ path, isKey }: SensitiveField): string {
  return formatPath(isKey ? [...path.slice(0, -1), '(masked)'] : path)
}
