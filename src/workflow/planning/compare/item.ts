import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import type { Comparison } from '../../../plan/build.ts'
import type { Notice } from '../../run/events.ts'

/** One manifest on its way to a comparison. */
export interface Item {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
}

/** A comparison with what there is to tell of it, and the webhook that refused to be asked, if one did. */
export interface Compared extends Comparison {
  readonly refusingWebhook?: string | undefined
  readonly notices: readonly Notice[]
}

/** The comparison of a manifest that can't be asked about until the objects of `checkAfter` are there. */
export function notYetChecked({ ref, manifest, desired }: Item, checkAfter: readonly string[]): Compared {
  return {
    ref,
    manifest,
    desired,
    live: null,
    merged: undefined,
    checkAfter,
    takesOver: false,
    adoption: undefined,
    rewrite: undefined,
    recreates: false,
    notices: [],
  }
}
