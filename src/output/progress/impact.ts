import { count, joinNames } from '../../counts.ts'
import { groupBy } from '../../group-by.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Impact } from '../../plan/impact/impact.ts'

/** Objects that are named; more are counted. */
const most = 4

/** Risks that are told; more are counted. */
const mostRisks = 12

/** How a form of output writes what in these lines isn't kdeploy's own. */
export interface Wording {
  readonly object: (ref: ObjectRef) => string
  readonly name: (text: string) => string
  /** Words in which a name may stand. */
  readonly words: (text: string) => string
}

const asText: Wording = { object: describeRef, name: (text) => text, words: (text) => text }

/** What a plan means to what runs, a line each: what happens to pods and objects, and what to watch out for. Empty for nothing. */
export function describeImpact(impact: Impact, wording = asText): string[] {
  const happens = effectsOf(impact, wording)
  const risks = risksOf(impact, wording)
  return [
    ...(happens.length === 0 ? [] : [`impact: ${happens.join('; ')}`]),
    ...(risks.length === 0 ? [] : [`risk: ${someRisks(risks)}`]),
  ]
}

/** What happens to pods and objects: `rolls 3 Deployments (12 pods)`, `deletes ConfigMap my-ns/old`. */
export function effectsOf(impact: Impact, wording = asText): string[] {
  const { rollouts, scaled, recreated, deleted, orphaned, hooks } = impact
  return [
    ...(rollouts.length === 0 ? [] : [rolls(impact, wording)]),
    ...(scaled.length === 0
      ? []
      : [`scales ${joinNames(scaled, most, ({ ref, from, to }) => `${wording.object(ref)} ${from} → ${to}`)}`]),
    ...named('recreates', recreated, wording),
    ...named('deletes', deleted, wording),
    ...named('orphans', orphaned, wording),
    ...named('runs', hooks, wording),
  ]
}

/** `rolls 3 Deployments (12 pods), 1 StatefulSet (3 pods)`. */
function rolls({ rollouts }: Impact, { object }: Wording): string {
  const kinds = groupBy(rollouts, ({ ref }) => ref.kind)
  const parts = [...kinds].map(([kind, group]) => {
    const [first] = group
    const what = group.length === 1 ? object(first.ref) : count(group.length, kind)
    const open = group.filter((one) => 'pods' in one)
    if (open.length < group.length) return what
    return `${what} (${count(
      open.reduce((sum, { pods }) => sum + pods, 0),
      'pod',
    )})`
  })
  return `rolls ${parts.join(', ')}`
}

function named(verb: string, refs: readonly ObjectRef[], { object }: Wording): string[] {
  return refs.length === 0 ? [] : [`${verb} ${joinNames(refs, most, object)}`]
}

function someRisks(risks: readonly string[]): string {
  const left = risks.length - mostRisks
  return [...risks.slice(0, mostRisks), ...(left > 0 ? [`${left} more`] : [])].join('; ')
}

/** What to watch out for, a sentence each. */
export function risksOf({ rollouts, overBudget, readers }: Impact, { object, name, words } = asText): string[] {
  return [
    ...rollouts.flatMap((one) =>
      'note' in one && one.note !== undefined ? [`${object(one.ref)}: ${words(one.note)}`] : [],
    ),
    ...overBudget.map(
      ({ ref, budget, missing, allowed }) =>
        `${object(ref)} may be without ${count(missing, 'pod')} at a time, but PodDisruptionBudget ${name(budget)} allows ${allowed}: a rollout does not heed it`,
    ),
    ...readers.map(({ ref, release, reads, isLost }) => {
      const whose = release === undefined ? '' : ` of ${name(release)}`
      const what = joinNames(reads, most, object)
      return `${object(ref)}${whose} reads ${what}${isLost ? ', which is deleted' : ''}, and does not restart`
    }),
  ]
}
