import { groupBy } from '../group-by.ts'
import { describeRef } from '../manifest/identity.ts'
import type { ObjectRef } from '../manifest/types.ts'
import { toDelete, toOrphan } from './prune-candidates.ts'
import type { Action, HookPhase, Plan } from './types.ts'

/** Of what is only created or changed; what a plan takes away or recreates is named whatever its number. */
const mostNamed = 20

const harmless = { create: 'created', change: 'changed', adopt: 'adopted', transfer: 'transferred' } as const

const when: Readonly<Record<HookPhase, string>> = { 'before-apply': 'before', 'after-apply': 'after' }

/** What a plan would do, a line for each kind of objects that it does not leave as they are; what is deleted comes last. */
export function outlineOf({ changes, hooks, madeNamespace, candidates }: Omit<Plan, 'members'>): string[] {
  const written = changes.filter(({ action }) => isHarmless(action))
  const left = written.length - mostNamed
  const named = left > 1 ? written.slice(0, mostNamed) : written
  const orphaned = toOrphan(candidates)
  return [
    ...(madeNamespace === undefined ? [] : [`would be created: Namespace ${madeNamespace}`]),
    ...[...groupBy(named, ({ action }) => action)].flatMap(([action, group]) =>
      isHarmless(action) ? together(`would be ${harmless[action]}`, group) : [],
    ),
    ...(left > 1 ? [`and ${left} more would be created or changed`] : []),
    ...hooks.flatMap(({ runs, ref, phase }) =>
      runs ? [`would run ${when[phase]} the deploy: ${describeRef(ref)}`] : [],
    ),
    ...together(
      'would be recreated',
      changes.filter(({ action }) => action === 'recreate'),
    ),
    ...together(
      'would be orphaned',
      orphaned.filter(({ fate }) => fate.giveBack === undefined),
    ),
    ...together(
      'would be given back',
      orphaned.filter(({ fate }) => fate.giveBack !== undefined),
    ),
    ...together('would be deleted', toDelete(candidates)),
  ]
}

/** A line for each kind and namespace: `would be deleted: ConfigMap shop/a, b`. */
export function together(what: string, objects: readonly { readonly ref: ObjectRef }[]): string[] {
  const groups = groupBy(objects, ({ ref }) => `${ref.kind} ${ref.namespace ?? ''}`)
  return [...groups.values()].map(([{ ref }, ...others]) => {
    const names = [describeRef(ref), ...others.map((one) => one.ref.name)]
    return `${what}: ${names.join(', ')}${names.length > 3 ? ` (${names.length})` : ''}`
  })
}

function isHarmless(action: Action): action is keyof typeof harmless {
  return action in harmless
}
