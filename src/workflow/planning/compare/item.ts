import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'

/** One manifest on its way to a comparison. */
export interface Item {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
}

/** Gives the live object where it is known to be the release's already. */
export type Member = () => Promise<KubeObject | undefined>
