import { isDeepStrictEqual } from 'node:util'
import { KdeployError } from '../errors.ts'
import { annotationOf } from '../manifest/annotations.ts'
import { fieldAt } from '../manifest/fields.ts'
import { describeRef, groupKindOf, keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject, Manifest } from '../manifest/types.ts'
import type { Hook, HookDeletion, HookPhase } from './types.ts'
import { inSteps } from './waves.ts'

/** On a Job: it runs before or after the deploy instead of being a part of it. On configuration: it is written for the hooks. */
export const hookAnnotation = 'kdeploy.dev/hook'

/** On a hook: when its Job is deleted. */
export const hookDeleteAnnotation = 'kdeploy.dev/hook-delete'

const phases: readonly HookPhase[] = ['before-apply', 'after-apply']
const deletions: readonly HookDeletion[] = ['before-next', 'succeeded', 'always']

/** What may be written before the hooks run, as they need it. */
const configuration: ReadonlySet<string> = new Set([
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'ServiceAccount',
  'Role.rbac.authorization.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
])

/** Those after the deploy run only where something waits until everything else is ready. */
export function phasesToRun({
  hooks,
  wait,
}: {
  readonly hooks: boolean
  readonly wait: boolean
}): readonly HookPhase[] {
  if (!hooks) return []
  return wait ? phases : ['before-apply']
}

/** When a Job runs as a hook; undefined for every other object. */
export function hookPhaseOf(object: KubeObject): HookPhase | undefined {
  const value = annotationOf(object, hookAnnotation)
  return isJob(object) ? phases.find((phase) => phase === value) : undefined
}

/** Whether an object is written before the hooks run: configuration that says so. */
export function isHookPrerequisite(object: KubeObject): boolean {
  return !isJob(object) && annotationOf(object, hookAnnotation) === 'before-apply'
}

/** Whether it comes before the deploy: a hook, or what is written for hooks. */
export function isWrittenBeforeDeploy(object: KubeObject): boolean {
  return hookPhaseOf(object) === 'before-apply' || isHookPrerequisite(object)
}

/** What is deployed. */
export function withoutHooks<Item extends { readonly object: KubeObject }>(manifests: readonly Item[]): Item[] {
  return manifests.filter(({ object }) => hookPhaseOf(object) === undefined)
}

/** The hook that a manifest renders; undefined where it renders none. */
export function hookOf(manifest: Manifest, desired: KubeObject, previous: KubeObject | undefined): Hook | undefined {
  const phase = hookPhaseOf(manifest.object)
  if (phase === undefined) return undefined
  const value = annotationOf(manifest.object, hookDeleteAnnotation)
  const deletion = deletions.find((one) => one === value) ?? 'before-next'
  return { ref: refOf(manifest.object), manifest, desired, phase, deletion, previous }
}

/** In the order they run, one after another: those before the deploy first, then by wave, then as they are rendered. */
export function sortHooks(hooks: readonly Hook[]): Hook[] {
  return phases.flatMap((phase) => inSteps(hooks.filter((hook) => hook.phase === phase)))
}

/** Whether a hook isn't the one that the last revision recorded. */
function isNewOrChanged({ manifest, previous }: Hook): boolean {
  return !isDeepStrictEqual(manifest.object, previous)
}

/**
 * Which of the rendered hooks run: all of `phases` where the deploy changes anything, a hook among it, or where the last
 * deploy didn't get through that phase (`unfinished`).
 */
export function selectHooks<Item extends Hook>(
  hooks: readonly Item[],
  phases: readonly HookPhase[],
  isChanged: boolean,
  unfinished: readonly HookPhase[],
): (Item & { runs: boolean })[] {
  const runnable = hooks.filter(({ phase }) => phases.includes(phase))
  const all = isChanged || runnable.some(isNewOrChanged)
  return hooks.map((hook) => ({
    ...hook,
    runs: runnable.includes(hook) && (all || unfinished.includes(hook.phase)),
  }))
}

/** The recorded hooks by `keyOf`. */
export function recordedHooks(objects: readonly KubeObject[]): Map<string, KubeObject> {
  const hooks = objects.filter((object) => hookPhaseOf(object) !== undefined)
  return new Map(hooks.map((object) => [keyOf(refOf(object)), object]))
}

/** What is wrong with the annotations of hooks, as KdeployError `hook-invalid`. */
export function hookProblems(manifests: readonly Manifest[]): KdeployError[] {
  return manifests.flatMap((manifest) => {
    const [problem] = [phaseProblem(manifest), deletionProblem(manifest), suspendedProblem(manifest)].flat()
    return problem === undefined ? [] : [problem]
  })
}

function phaseProblem({ object, placeOf }: Manifest): KdeployError[] {
  const value = annotationOf(object, hookAnnotation)
  if (value === undefined) return []
  const name = describeRef(refOf(object))
  const place = placeOf(['metadata', 'annotations', hookAnnotation])
  if (!isOneOf(phases, value)) {
    const message = `the annotation ${hookAnnotation} of ${name} must be ${phases.join(' or ')}, found ${JSON.stringify(value)}`
    return [invalid(message, place, undefined)]
  }
  if (isJob(object)) return []
  if (value === 'before-apply' && configuration.has(groupKindOf(refOf(object)))) return []
  const hint =
    value === 'before-apply'
      ? 'only a Job can be a hook; ConfigMaps, Secrets, PersistentVolumeClaims, ServiceAccounts, Roles and their bindings can be written before it'
      : 'only a Job can run after the deploy'
  return [invalid(`${name} can't be a hook: ${hookAnnotation}: ${value}`, place, hint)]
}

function deletionProblem({ object, placeOf }: Manifest): KdeployError[] {
  const value = annotationOf(object, hookDeleteAnnotation)
  if (value === undefined) return []
  const name = describeRef(refOf(object))
  const place = placeOf(['metadata', 'annotations', hookDeleteAnnotation])
  if (!isJob(object) || annotationOf(object, hookAnnotation) === undefined) {
    const hint = `use it only on a Job with the annotation ${hookAnnotation}`
    return [invalid(`the annotation ${hookDeleteAnnotation} of ${name} has no effect: it is not a hook`, place, hint)]
  }
  if (isOneOf(deletions, value)) return []
  const message = `the annotation ${hookDeleteAnnotation} of ${name} must be ${deletions.join(', ')}, found ${JSON.stringify(value)}`
  return [invalid(message, place, undefined)]
}

/** It would count as done without having run. */
function suspendedProblem({ object, placeOf }: Manifest): KdeployError[] {
  if (hookPhaseOf(object) === undefined || fieldAt(object, 'spec', 'suspend') !== true) return []
  const message = `the hook ${describeRef(refOf(object))} is suspended, so it would never run`
  return [invalid(message, placeOf(['spec', 'suspend']), 'remove suspend, or the hook')]
}

function invalid(message: string, place: KdeployError['place'], hint: string | undefined): KdeployError {
  return new KdeployError({ code: 'hook-invalid', category: 'input', message, place, hint })
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return values.some((one) => one === value)
}

function isJob(object: KubeObject): boolean {
  return groupKindOf(refOf(object)) === 'Job.batch'
}
