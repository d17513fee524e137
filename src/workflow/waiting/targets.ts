import type { Place } from '../../errors.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { MaskAssessment } from '../../plan/masking/mask-assessment.ts'

/** An object to wait for, as it was after the write. */
export interface Target {
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly place: Place | undefined
  /** What may be shown of how it is; default: all. */
  readonly maskText?: MaskAssessment | undefined
}
