import type { Release } from '../../history/records/release.ts'
import type { RecordedManifest } from '../../history/records/revision.ts'
import type { Manifest } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import type { ApprovedPlan } from './preview/approved-plan.ts'
import type { UndoLimits } from './undo/undo-limits.ts'

/** What is to be deployed, by apply from templates or by undo from a recorded revision. */
export interface Desired {
  readonly release: Release
  readonly manifests: readonly Manifest[]
  /** For the history: `apply`, `undo to 3`. */
  readonly command: string
  /** The number of the revision that an undo brings back. */
  readonly restores?: number
  /** What an undo of a revision without a signature goes by besides. Default: nothing limits it. */
  readonly limits?: UndoLimits | undefined
  /** The run that is undone: it must have made the newest revision that wrote anything. Default: whatever did. */
  readonly ofRun?: string | undefined
  /** What alone may be done. Default: whatever is planned. */
  readonly approved?: ApprovedPlan | undefined
  /** Keys of objects that stay as they are: somebody changed them while the deploy ran that is undone. Default: none. */
  readonly contested?: ReadonlySet<string> | undefined
}

/** The manifests as a revision keeps them, the same list each time. */
export function recordOf({ manifests }: Pick<Desired, 'manifests'>): readonly RecordedManifest[] {
  return recorded(manifests)
}

const recorded = remembered((manifests: readonly Manifest[]): readonly RecordedManifest[] =>
  manifests.map(({ template, object, sensitive }) => ({ template, object, sensitive })),
)
