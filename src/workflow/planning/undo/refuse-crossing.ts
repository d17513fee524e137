import { KdeployError } from '../../../errors.ts'
import type { RecordedBarrier, Revision } from '../../../history/records/revision.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import type { JsonObject, ObjectRef } from '../../../manifest/types.ts'
import type { TemplateRevision } from '../../../plan/pod-template.ts'
import { rendersTemplate } from '../../../plan/template-change.ts'
import { shorten } from '../../../shorten.ts'
import type { Policy } from '../../run/policy.ts'
import { barriersBefore, barriersNow, revisionsBeyond } from './barriers.ts'
import { goodStates, sameManifests } from './good-states.ts'

/** Of an annotation in a message. */
const longestText = 100

/** `undo barrier "schema 42" (Job my-ns/migrate, revision 7)`, of one or several. */
export function describeBarriers(barriers: readonly RecordedBarrier[]): string {
  const each = barriers.map(
    ({ text, ref, revision }) =>
      `"${shorten(text, { most: longestText })}" (${describeRef(ref)}, revision ${revision})`,
  )
  return `undo ${barriers.length === 1 ? 'barrier' : 'barriers'} ${each.join(', ')}`
}

/**
 * Refuses to restore a revision from which a barrier separates what is deployed now, unless the policy crosses barriers.
 * `detail`: the revisions that there are. @throws KdeployError `undo-barrier`
 */
export function refuseCrossing(
  history: readonly StoredRevision[],
  target: number,
  { barriers: treated }: Pick<Policy, 'barriers'>,
  detail?: string,
): void {
  const barriers = barriersBefore(history, target)
  if (barriers.length === 0 || treated === 'cross') return
  const back = furthestBack(history)
  const instead = 'to go forward instead, fix the cause and apply again'
  const nearer =
    back === undefined ? '' : `; an undo goes no further back than revision ${back} (--to-revision ${back})`
  throw new KdeployError({
    code: 'undo-barrier',
    category: 'input',
    message: `an undo to revision ${target} would cross the ${describeBarriers(barriers)}`,
    detail,
    hint: `${instead}${nearer}; --cross-barrier restores revision ${target} nevertheless`,
  })
}

/**
 * Refuses a deploy that brings an undo barrier, where the policy wants it to be one that can be brought back. `revision`: the one that
 * would record it. @throws KdeployError `undo-barrier-brought`
 */
export function refuseBringing(
  { number, barriers = [] }: Pick<Revision, 'number' | 'barriers'>,
  { newBarriers }: Pick<Policy, 'newBarriers'>,
): void {
  const brought = barriers.filter(({ revision }) => revision === number)
  if (brought.length === 0 || newBarriers === 'allow') return
  throw new KdeployError({
    code: 'undo-barrier-brought',
    category: 'input',
    message: `this deploy would bring the ${describeBarriers(brought)}, behind which --all-or-nothing could not go back`,
    hint: 'deploy this release by itself first, or the set without --all-or-nothing',
  })
}

/**
 * The same for the undo of one workload: its pod template must be known to be of a revision that no barrier separates from what is
 * deployed now, where there are barriers at all. Returns those that the policy has it cross, in words; undefined where there are none.
 * @throws KdeployError `undo-barrier`
 */
export function refuseCrossingOfWorkload(
  history: readonly StoredRevision[],
  ref: ObjectRef,
  { number, template }: TemplateRevision,
  { barriers: treated }: Pick<Policy, 'barriers'>,
): string | undefined {
  const [nearest, ...others] = revisionsWithTemplate(history, ref, template).map((one) => barriersBefore(history, one))
  const barriers = nearest === undefined ? barriersNow(history) : nearest
  if (barriers.length === 0 || others.some((between) => between.length === 0)) return undefined
  const where =
    nearest === undefined ? 'no revision since is known to have had its pod template' : 'its pod template is older'
  const crossed = `${describeBarriers(barriers)}: ${where}`
  if (treated === 'cross') return crossed
  throw new KdeployError({
    code: 'undo-barrier',
    category: 'input',
    message: `an undo of ${describeRef(ref)} to its rollout revision ${number} would cross the ${crossed}`,
    hint: 'to go forward instead, fix the cause and apply again; --cross-barrier restores it nevertheless',
  })
}

/** The numbers of the revisions that are known to have deployed a workload with this pod template, the newest first. */
function revisionsWithTemplate(history: readonly StoredRevision[], ref: ObjectRef, template: JsonObject): number[] {
  const having = history.filter(({ revision: { manifests } }) =>
    manifests.some(({ object }) => keyOf(refOf(object)) === keyOf(ref) && rendersTemplate(object, template)),
  )
  return having.map(({ revision }) => revision.number).toReversed()
}

/** The oldest good state that an undo reaches without crossing a barrier; undefined where none differs from what is deployed. */
function furthestBack(history: readonly StoredRevision[]): number | undefined {
  const revisions = history.map(({ revision }) => revision)
  const beyond = revisionsBeyond(history).numbers
  return goodStates(revisions).find((state) => !beyond.has(state.number) && !sameManifests(state, revisions.at(-1)))
    ?.number
}
