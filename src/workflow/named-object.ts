import type { ApiResource } from '../cluster/cluster.ts'
import type { ObjectRef } from '../manifest/types.ts'

/** An object as a person names it, its kind in any of kubectl's spellings: `pvc/data`. */
export interface NamedObject {
  readonly kind: string
  readonly name: string
}

/** Whether an object has this name and is of this kind; no object is of a kind that the cluster doesn't know. */
export function isNamed(ref: ObjectRef, name: string, resource: ApiResource | undefined): boolean {
  return ref.name === name && ref.kind === resource?.kind && ref.group === resource.group
}
