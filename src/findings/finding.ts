import type { Place, Subject } from '../errors.ts'
import type { UsedVariable } from '../manifest/types.ts'

/** An error ends `kdeploy validate` with exit code 2; a warning doesn't, unless `--strict` is given. */
export type Severity = 'error' | 'warning'

/** What `kdeploy validate` tells of a manifest, or of a project's own file. */
export interface Finding {
  /** The rule that it breaks; stable, kebab-case: `image-tag`. */
  readonly rule: string
  readonly severity: Severity
  /** What is wrong, with the offending value; one line, no full stop at the end. */
  readonly message: string
  /** What more there is to say, a line each, as the log shows it under the message. Default: nothing. */
  readonly detail?: string | undefined
  /** The template line that wrote it, or the line of a profile file. */
  readonly place: Place | undefined
  /** Whose it is; undefined where it belongs to the project's own files. */
  readonly about: Subject | undefined
  /** What to do about it; one line. */
  readonly hint: string | undefined
  /** The variables in the template expressions that wrote it. Default: none is known. */
  readonly variables?: readonly UsedVariable[] | undefined
}
