import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { webhookWithoutDryRun } from '../../cluster/errors/explain.ts'
import { KdeployError } from '../../errors.ts'
import type { RevisionStatus } from '../../history/records/revision.ts'
import type { StoredRevision } from '../../history/store.ts'
import { describeRef, keyOf } from '../../manifest/identity.ts'
import { membershipOf } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import {
  hookAnnotation,
  hookOf,
  hookPhaseOf,
  isWrittenBeforeDeploy,
  recordedHooks,
  selectHooks,
  sortHooks,
} from '../../plan/hooks.ts'
import { toDelete } from '../../plan/prune-candidates.ts'
import type { Hook, HookPhase, Plan, PlannedHook } from '../../plan/types.ts'
import type { Emit } from '../run/events.ts'
import { namespaceRef } from '../run/namespace.ts'
import { fieldManager } from '../run/run.ts'
import { explainItem } from './compare/compare.ts'
import { dryRunUnderFreeName } from './compare/dry-run-free-name.ts'
import type { Item } from './compare/item.ts'

/** A rendered hook or object, and what must be there before the server can be asked about it. */
interface WithPrerequisites extends Item {
  /** Keys of objects of the plan. */
  readonly checkAfter: readonly string[]
}

/** What is deployed, the hooks, and those of them that are of `phases`, which this run runs. */
export function splitHooks<Found extends Item>(located: readonly Found[], phases: readonly HookPhase[]) {
  const phaseOf = ({ manifest }: Found) => hookPhaseOf(manifest.object)
  const hooks = located.filter((item) => phaseOf(item) !== undefined)
  return {
    items: located.filter((item) => phaseOf(item) === undefined),
    hooks,
    run: hooks.filter((item) => phases.some((phase) => phase === phaseOf(item))),
  }
}

/** Holds each hook to what any manifest is held to. Returns what is wrong, in their order. */
export async function checkHooks(
  cluster: Cluster,
  hooks: readonly WithPrerequisites[],
  memberOf: (hook: Item) => KubeObject | undefined,
  mask: Masker,
): Promise<KdeployError[]> {
  const outcomes = await Promise.all(
    hooks.map((hook) => checkHook(cluster, hook, memberOf).catch((error: unknown) => explainItem(error, hook, mask))),
  )
  return outcomes.filter((outcome) => outcome !== undefined)
}

/** Dry-runs a hook under a free name, since its Job is recreated at each run. */
async function checkHook(
  cluster: Cluster,
  hook: WithPrerequisites,
  memberOf: (hook: Item) => KubeObject | undefined,
): Promise<undefined> {
  const { ref, desired, checkAfter } = hook
  const live = memberOf(hook) ?? (await cluster.get(ref))
  refuseForeign(live, hook)
  if (checkAfter.length > 0) return
  try {
    await (live === null
      ? cluster.apply(desired, { fieldManager, dryRun: true })
      : dryRunUnderFreeName(cluster, desired))
  } catch (error) {
    if (!(error instanceof ApiError) || webhookWithoutDryRun(error) === undefined) throw error
  }
}

/** What somebody else made under its name would have to be deleted. @throws KdeployError `foreign-object` */
export function refuseForeign(live: KubeObject | null, { ref, manifest, desired }: Item): void {
  const other = live === null ? undefined : membershipOf(live)
  if (live === null || other?.applySet === membershipOf(desired)?.applySet) return
  throw new KdeployError({
    code: 'foreign-object',
    category: 'conflict',
    message:
      other === undefined
        ? `${describeRef(ref)} already exists and was not created by kdeploy: running the hook would delete it`
        : `${describeRef(ref)} belongs to ${other.release}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'rename the hook, or delete that Job first',
  })
}

/**
 * Hooks, and what is written for them, that need something that only the deploy after them writes, as KdeployError
 * `hook-too-early`. The release's own namespace is made before everything else.
 */
export function findTooEarly(items: readonly WithPrerequisites[], releaseNamespace: string): KdeployError[] {
  const early = items.filter(({ manifest }) => isWrittenBeforeDeploy(manifest.object))
  const there = new Set([keyOf(namespaceRef(releaseNamespace)), ...early.map(({ ref }) => keyOf(ref))])
  return early.flatMap(({ ref, manifest, checkAfter }) => {
    const missing = checkAfter.find((key) => !there.has(key))
    if (missing === undefined) return []
    const [, kind, , name] = missing.split('/')
    return new KdeployError({
      code: 'hook-too-early',
      category: 'input',
      message: `${describeRef(ref)} runs before the deploy, but needs ${kind} ${name}, which the deploy creates`,
      place: manifest.placeOf(['metadata', 'name']),
      hint: `create ${kind} ${name} beforehand, or annotate it as well (${hookAnnotation}: before-apply) where its kind allows that`,
    })
  })
}

/** The rendered hooks in their order, with which of them run. `phases`: those that this run runs at all. */
export function planHooks(
  items: readonly Item[],
  { changes, candidates }: Pick<Plan, 'changes' | 'candidates'>,
  history: readonly StoredRevision[],
  phases: readonly HookPhase[],
  emit: Emit,
): PlannedHook[] {
  const last = history.at(-1)?.revision
  const recorded = recordedHooks((last?.manifests ?? []).map(({ object }) => object))
  const hooks = items.map(({ ref, manifest, desired }) => hookOf(manifest, desired, recorded.get(keyOf(ref))))
  const ordered = sortHooks(hooks.filter((hook) => hook !== undefined))
  const isChanged = changes.some(({ action }) => action !== 'unchanged') || toDelete(candidates).length > 0
  const planned = selectHooks(ordered, phases, isChanged, unfinished(last?.status))
  if (phases.length > 0) warnHooksSkipped(planned, phases, emit)
  return planned
}

/** Those of a plan's hooks that this run leaves out, though the last deploy didn't get through their phase. */
export function hooksLeftOut(
  hooks: readonly PlannedHook[],
  phases: readonly HookPhase[],
  status: RevisionStatus | undefined,
): PlannedHook[] {
  return hooks.filter(({ phase }) => unfinished(status).includes(phase) && !phases.includes(phase))
}

/** The phases that the last deploy didn't get through. */
function unfinished(status: RevisionStatus | undefined): readonly HookPhase[] {
  if (status === 'succeeded') return []
  return status === 'applied' ? ['after-apply'] : ['before-apply', 'after-apply']
}

function warnHooksSkipped(hooks: readonly Hook[], phases: readonly HookPhase[], emit: Emit): void {
  const left = hooks.filter(({ phase }) => !phases.includes(phase))
  if (left.length === 0) return
  const names = left.map(({ ref }) => describeRef(ref)).join(', ')
  const message = `hooks not run because of --no-wait: ${names}`
  emit({ type: 'warning', message, place: left[0]?.manifest.placeOf([]) })
}
