import { count, joinNames } from '../../counts.ts'
import { groupBy } from '../../group-by.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Impact } from '../../plan/impact/impact.ts'

/** Objects that are named; more are counted. */
const most = 4

/** What a plan means to what runs, a line each: what happens to pods and objects, and what to watch out for. Empty for nothing. */
export function describeImpact(impact: Impact): string[] {
  const { rollouts, scaled, recreated, deleted, orphaned, hooks } = impact
  const happens = [
    ...(rollouts.length === 0 ? [] : [rolls(impact)]),
    ...(scaled.length === 0
      ? []
      : [`scales ${joinNames(scaled, most, ({ ref, from, to }) => `${describeRef(ref)} ${from} → ${to}`)}`]),
    ...named('recreates', recreated),
    ...named('deletes', deleted),
    ...named('orphans', orphaned),
    ...named('runs', hooks),
  ]
  const risks = risksOf(impact)
  return [
    ...(happens.length === 0 ? [] : [`impact: ${happens.join('; ')}`]),
    ...(risks.length === 0 ? [] : [`risk: ${risks.join('; ')}`]),
  ]
}

/** `rolls 3 Deployments (12 pods), 1 StatefulSet (3 pods)`. */
function rolls({ rollouts }: Impact): string {
  const kinds = groupBy(rollouts, ({ ref }) => ref.kind)
  const parts = [...kinds].map(([kind, group]) => {
    const [first] = group
    const what = group.length === 1 ? describeRef(first.ref) : count(group.length, kind)
    const open = group.filter((one) => 'pods' in one)
    if (open.length < group.length) return what
    return `${what} (${count(
      open.reduce((sum, { pods }) => sum + pods, 0),
      'pod',
    )})`
  })
  return `rolls ${parts.join(', ')}`
}

function named(verb: string, refs: readonly ObjectRef[]): string[] {
  return refs.length === 0 ? [] : [`${verb} ${joinNames(refs, most, describeRef)}`]
}

function risksOf({ rollouts, overBudget, readers }: Impact): string[] {
  return [
    ...rollouts.flatMap((one) =>
      'note' in one && one.note !== undefined ? [`${describeRef(one.ref)}: ${one.note}`] : [],
    ),
    ...overBudget.map(
      ({ ref, budget, missing, allowed }) =>
        `${describeRef(ref)} may be without ${count(missing, 'pod')} at a time, but PodDisruptionBudget ${budget} allows ${allowed}: a rollout does not heed it`,
    ),
    ...readers.map(({ ref, release, reads, isLost }) => {
      const whose = release === undefined ? '' : ` of ${release}`
      const what = joinNames(reads, most, describeRef)
      return `${describeRef(ref)}${whose} reads ${what}${isLost ? ', which is deleted' : ''}, and does not restart`
    }),
  ]
}
