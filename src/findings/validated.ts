import type { KdeployError } from '../errors.ts'
import type { Finding } from './finding.ts'
import type { RuleInfo } from './rule-info.ts'

/** What `kdeploy validate` has found. */
export interface Validated {
  /** In the order in which they were asked for. */
  readonly profiles: readonly ValidatedProfile[]
  /** What concerns no profile alone, such as a variable that none reads. */
  readonly findings: readonly Finding[]
  /** Kinds that are checked by their metadata alone, as no schema is known of them: `monitoring.coreos.com/v1 ServiceMonitor`; sorted. */
  readonly unchecked: readonly string[]
  /** Every rule that findings may name, sorted by name. */
  readonly rules: readonly RuleInfo[]
}

export interface ValidatedProfile {
  /** On one of its clusters: `prod_cthulu@eu`. */
  readonly profile: string
  readonly manifests: number
  /** What an apply would refuse. */
  readonly problems: readonly KdeployError[]
  /** What is a mistake, or a habit that hurts, though an apply may go through. */
  readonly findings: readonly Finding[]
}

/** How many findings there are of each severity; one that several profiles share counts for each. */
export function countFindings({ profiles, findings }: Validated): {
  readonly errors: number
  readonly warnings: number
} {
  const all = [...findings, ...profiles.flatMap((profile) => profile.findings)]
  const errors = all.filter(({ severity }) => severity === 'error').length
  const problems = profiles.reduce((sum, profile) => sum + profile.problems.length, 0)
  return { errors: errors + problems, warnings: all.length - errors }
}
