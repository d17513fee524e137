import type { Place } from '../../errors.ts'
import type { Json, ObjectRef, UsedVariable } from '../../manifest/types.ts'
import type { Action, HookPhase } from '../types.ts'

/** One object's difference, ready to be shown: sensitive values are masked already. */
export interface ObjectDiff {
  readonly ref: ObjectRef
  /** The live object's UID. Default: there is none, or it is a hook, which is recreated each time. */
  readonly uid?: string | undefined
  /** `run`: a hook, compared with what the last revision has of it. */
  readonly action: Action | 'delete' | 'orphan' | 'run'
  /** When a hook runs. */
  readonly hook?: HookPhase | undefined
  /** Where the object's template is; undefined where it has none any more. */
  readonly place: Place | undefined
  /** It is deleted or orphaned since its whole release is deleted. Default: since it is no longer rendered. */
  readonly withRelease?: true | undefined
  readonly checkedByServer: boolean
  /** The live object of other content whose place it takes, and with which it is compared. Default: none. */
  readonly former?: ObjectRef | undefined
  /** It is created once the object of its name that is being deleted is gone. */
  readonly afterDeletion?: true | undefined
  /** What changes, field by field; empty for what is deleted or orphaned. */
  readonly fields: readonly FieldDifference[]
  /** The same as lines; what stands together in the object is one hunk. */
  readonly hunks: readonly Hunk[]
  /** Paths of fields that nobody set and that change as well: defaults of the server, and what its webhooks add. */
  readonly alsoChanged: readonly string[]
  /** How many changed fields aren't shown, as kdeploy.yaml's `ignoreDiff` says. Default: none. */
  readonly unshown?: number | undefined
  /** A MAC over both states, sensitive values included, by a secret key; undefined where only the object is named. */
  readonly sealedBy?: ((key: string) => string) | undefined
  /** The object before and after as YAML, `''` where there is none; made when asked for. */
  readonly texts: () => ObjectTexts
}

export interface ObjectTexts {
  readonly before: string
  readonly after: string
}

/** `order`: a list has the same items in another order; `before` and `after` are then what tells the items apart. */
export type FieldAction = 'add' | 'remove' | 'change' | 'order'

export interface FieldDifference extends FieldReason {
  /** `spec.template.spec.containers[name=web].image`; `''`: the whole object. */
  readonly path: string
  readonly action: FieldAction
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Of an item that comes and has a name: the one that it stands after, `[name=web]`; `''` for the first. */
  readonly behind?: string | undefined
}

/** Why a field changes. */
export interface FieldReason {
  /** The line of the template that sets it, or that last had it in its list or map; undefined where no template does. */
  readonly place: Place | undefined
  /** The variables that the template has there. */
  readonly variables: readonly UsedVariable[]
  /** ConfigMaps and Secrets that change too and whose checksum this is, as far as can be told. */
  readonly follows: readonly ObjectRef[]
}

export interface Hunk extends FieldReason {
  /** What the lines are in: `spec.template.spec.containers[name=web]`; `''`: the whole object. */
  readonly path: string
  readonly lines: readonly DiffLine[]
}

export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed'
  /** Without the leading sign. */
  readonly text: string
}
