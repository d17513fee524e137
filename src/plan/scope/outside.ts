import type { ObjectRef } from '../../manifest/types.ts'

/** Whether an object, named as the server names it, is in another namespace than its release, or in none. */
export function isOutside({ namespace }: Pick<ObjectRef, 'namespace'>, releaseNamespace: string): boolean {
  return namespace !== releaseNamespace
}

/** As a person names an object in an option: with its namespace where that isn't the release's. */
export function optionName({ group, kind, namespace, name }: ObjectRef, releaseNamespace: string): string {
  const type = group === '' ? kind : `${kind}.${group}`
  const place = namespace === undefined || namespace === releaseNamespace ? '' : `${namespace}/`
  return `${type.toLowerCase()}/${place}${name}`
}
