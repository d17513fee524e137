import { describeRef, refOf } from '../manifest/identity.ts'
import { isSecret } from '../manifest/secret.ts'
import type { FieldPath, Manifest } from '../manifest/types.ts'

/** A sensitive value where everyone who may look at the object, or at its processes, reads it. */
export interface Exposure {
  /** `ConfigMap my-ns/web: data.url`. */
  readonly what: string
  readonly manifest: Manifest
  readonly path: FieldPath
}

/** The fields of ConfigMaps, environment variables and arguments that derive from sensitive values. */
export function exposedSecrets(manifests: readonly Manifest[]): Exposure[] {
  return manifests.flatMap((manifest) => {
    const { object, sensitive } = manifest
    if (isSecret(object)) return []
    const isConfigMap = object.kind === 'ConfigMap' && object.apiVersion === 'v1'
    return sensitive
      .filter(({ path }) => isConfigMap || isReadable(path))
      .map(({ path }) => ({ what: `${describeRef(refOf(object))}: ${path.join('.')}`, manifest, path }))
  })
}

/** `…containers.0.env.2.value`, `…containers.0.args.1`: of any kind that has a pod template somewhere. */
function isReadable(path: FieldPath): boolean {
  const [third, second, last] = path.slice(-3)
  return (third === 'env' && last === 'value') || second === 'args' || second === 'command'
}
