import { KdeployError, type Place } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'

/** Another release, or another tool's ApplySet, claims an object. */
export class ForeignObject extends KdeployError {
  /** The object, in words. */
  readonly object: string
  /** The release's identity, or what stands for it. */
  readonly owner: string

  constructor(ref: ObjectRef, owner: string, place: Place) {
    const object = describeRef(ref)
    super({
      code: 'foreign-object',
      category: 'conflict',
      message: `${object} belongs to ${owner}`,
      place,
      about: ref,
      hint: 'rename it, or have the other release orphan it first (docs/checks-and-waves.md)',
    })
    this.object = object
    this.owner = owner
  }
}
