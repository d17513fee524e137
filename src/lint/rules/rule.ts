import type { Severity } from '../../findings/finding.ts'
import type { FieldPath, Manifest } from '../../manifest/types.ts'
import type { RenderedRelease } from './rendered-release.ts'

/** A good habit, checked on what a profile renders. Each is a file in rules/, named after it. */
export interface Rule {
  /** Its file's name: `image-tag`. kdeploy.yaml's `validate.rules` switches it by it. */
  readonly name: string
  /** Unless kdeploy.yaml says otherwise; `off`: only where kdeploy.yaml switches it on. */
  readonly severity: Severity | 'off'
  /** What it finds, as a phrase: `an image without a tag`. */
  readonly finds: string
  /** Why that hurts, in a sentence. */
  readonly reason: string
  /** Where Kubernetes or its field says so: a URL. */
  readonly source: string
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
