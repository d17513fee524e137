import type { KdeployError, Place } from '../errors.ts'
import type { KubeObject, Manifest, UsedVariable } from '../manifest/types.ts'
import type { ObjectDiff } from '../plan/diff/types.ts'

/** Something that isn't as a test expects it; what is sensitive in an object's fields is masked. */
export interface Failure {
  /** One line. */
  readonly message: string
  /** Where the test says what is expected. */
  readonly place: Place
  /** Where the templates wrote what is instead; default: nowhere. */
  readonly written?: Place | undefined
  /** The variables in it. */
  readonly variables?: readonly UsedVariable[] | undefined
  /** What rendering ended with. */
  readonly error?: KdeployError | undefined
  /** In what the render differs from a snapshot. */
  readonly differences?: readonly ObjectDiff[] | undefined
  /** The file of that snapshot. */
  readonly snapshot?: string | undefined
  readonly hint?: string | undefined
}

/** A manifest, and its object as a person may see it. */
export interface JudgedManifest {
  readonly manifest: Manifest
  readonly masked: KubeObject
}
