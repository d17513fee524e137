import type { Severity } from './finding.ts'

/** What a rule says of itself. */
export interface RuleInfo {
  /** Stable, kebab-case: `image-tag`. kdeploy.yaml's `validate.rules` switches it by it. */
  readonly name: string
  /** Unless kdeploy.yaml says otherwise; `off`: only where kdeploy.yaml switches it on. */
  readonly severity: Severity | 'off'
  /** What it finds, as a phrase: `an image without a tag`. */
  readonly finds: string
  /** Why that hurts, in a sentence. */
  readonly reason: string
  /** Where Kubernetes says so: a URL; or a page of kdeploy's docs. */
  readonly source: string
}
