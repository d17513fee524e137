import { describeRef } from '../manifest/identity.ts'
import { toDelete, toOrphan } from './prune-candidates.ts'
import type { Action, HookPhase, Plan } from './types.ts'

/** Of what is only created or changed; what a plan takes away or recreates is named whatever its number. */
const mostNamed = 20

const harmless = { create: 'created', change: 'changed', adopt: 'adopted', transfer: 'transferred' } as const

const when: Readonly<Record<HookPhase, string>> = { 'before-apply': 'before', 'after-apply': 'after' }

/** What a plan would do, a line for each object that it does not leave as it is; what is deleted comes last. */
export function outlineOf({ changes, hooks, madeNamespace, candidates }: Omit<Plan, 'members'>): string[] {
  const written = changes.flatMap(({ action, ref }) =>
    isHarmless(action) ? [`would be ${harmless[action]}: ${describeRef(ref)}`] : [],
  )
  const recreated = changes.filter(({ action }) => action === 'recreate')
  const left = written.length - mostNamed
  return [
    ...(madeNamespace === undefined ? [] : [`would be created: Namespace ${madeNamespace}`]),
    ...(left > 1 ? [...written.slice(0, mostNamed), `and ${left} more would be created or changed`] : written),
    ...hooks.flatMap(({ runs, ref, phase }) =>
      runs ? [`would run ${when[phase]} the deploy: ${describeRef(ref)}`] : [],
    ),
    ...recreated.map(({ ref }) => `would be recreated: ${describeRef(ref)}`),
    ...toOrphan(candidates).map(({ ref, fate }) =>
      fate.giveBack === undefined
        ? `would be orphaned: ${describeRef(ref)}`
        : `would be given back: ${describeRef(ref)}`,
    ),
    ...toDelete(candidates).map(({ ref }) => `would be deleted: ${describeRef(ref)}`),
  ]
}

function isHarmless(action: Action): action is keyof typeof harmless {
  return action in harmless
}
