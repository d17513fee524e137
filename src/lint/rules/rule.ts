import type { RuleInfo } from '../../findings/rule-info.ts'
import type { FieldPath, Manifest } from '../../manifest/types.ts'
import type { RenderedRelease } from './rendered-release.ts'

/** A good habit, checked on what a profile renders. Each is a file in this folder, named after it. */
export interface Rule extends RuleInfo {
  /** What to do about it; one line, told with each violation that has no `fix` of its own. */
  readonly fix: string
  check(release: RenderedRelease): Iterable<Violation>
}

/** Where a manifest breaks a rule. */
export interface Violation {
  readonly manifest: Manifest
  /** The field that is wrong; where one is missing, the one that lacks it. */
  readonly path: FieldPath
  /** Of that line, from 0, of a text that is written as a literal block. */
  readonly line?: number | undefined
  /** With the offending value; one line, no full stop, without the object's name. */
  readonly message: string
  /** Default: the rule's. */
  readonly fix?: string | undefined
}
