import { joinNames } from '../../counts.ts'
import { labelsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import type { RefusedField } from './pod-security-baseline-checks.ts'
import type { RenderedRelease, Workload } from './rendered-release.ts'
import type { Violation } from './rule.ts'

/** More fields of one workload are counted. */
const most = 6

/** What the rendered Namespace of a workload enforces on its pods; undefined where none is rendered or it says nothing. */
export function enforcedLevel({ manifest }: Workload, release: RenderedRelease): string | undefined {
  const { namespace } = refOf(manifest.object)
  if (namespace === undefined) return undefined
  const found = release.find({ group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name: namespace })
  const level = found && labelsOf(found.object)['pod-security.kubernetes.io/enforce']
  return typeof level === 'string' ? level : undefined
}

/** All that a standard refuses of a workload, told once; at the first of its fields. */
export function refusal({ manifest }: Workload, standard: string, fields: readonly RefusedField[]): Violation[] {
  const [first] = fields
  if (first === undefined) return []
  const what = joinNames(
    fields.map((field) => field.what),
    most,
  )
  return [{ manifest, path: first.path, message: `${standard} refuses its pods: ${what}` }]
}
