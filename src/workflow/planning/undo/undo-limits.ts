import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError, throwCollected } from '../../../errors.ts'
import { membershipFor, type Release } from '../../../history/records/release.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import { nearest } from '../../../nearest.ts'
import { applyRule } from '../../../plan/prune/decide.ts'
import { unprovenAdoption } from '../../../plan/prune/rules/unproven-adoption.ts'
import { toOrphan } from '../../../plan/prune-candidates.ts'
import { optionName } from '../../../plan/scope/outside.ts'
import { type Present, type Restored, whyUnproven } from '../../../plan/scope/restoration.ts'
import type { NotRestored, Plan } from '../../../plan/types.ts'
import { shellWords } from '../../../shell-words.ts'
import { isNamed, type NamedObject, typedName } from '../../run/named-object.ts'
import { asKdeployError } from '../../run/request-errors.ts'
import { fieldManager, type Run } from '../../run/run.ts'

/** What else an undo of an unsigned revision may rely on. */
export interface UndoLimits {
  /**
   * `--also-restore`: what is restored although only the revision says that it belongs to the release; with `none`, or any name, the rest is left as it is. Empty: where
   * there is anything of the kind, the undo is refused.
   */
  readonly named: readonly (NamedObject | 'none')[]
  /** What the templates render now; asked only where it matters. */
  readonly rendered: () => Promise<readonly Manifest[]>
  /** What the run found on the cluster before it wrote. Default: it wrote nothing yet. */
  readonly before?: readonly KubeObject[]
  /** The command to run again, ready to be typed. */
  readonly again: string
  /** An adopted object that isn't given back is orphaned as it is. Default: it stays a member. */
  readonly orphans?: boolean
}

/** An object that would be written, with where its manifest comes from. */
interface Candidate extends Restored {
  readonly manifest: Manifest | undefined
}

/**
 * The plan of an undo without unproven objects (see whyUnproven), which are reported as not restored.
 * @throws KdeployError `restore-unproven` where nothing is named, with each such object; `restore-unknown`
 */
export async function withinLimits<Planned extends Pick<Plan, 'changes' | 'candidates' | 'notRestored'>>(
  run: Run,
  release: Release,
  plan: Planned,
  limits: UndoLimits,
): Promise<Planned> {
  const { cluster, emit } = run
  const { named } = limits
  const isGiven = await namedAmong(cluster, release, plan, named)
  const open = (await candidatesOf(cluster, plan)).filter(({ ref }) => !isGiven(ref))
  const before = byKey(limits.before ?? [])
  const find = (manifests: readonly Manifest[]) =>
    unprovenOf(open, release, { rendered: byKey(manifests.map(({ object }) => object)), before })
  if (find([]).length === 0) return plan
  const { manifests, problem } = await present(run, limits)
  const unproven = find(manifests)
  if (unproven.length === 0) return plan
  if (named.length === 0) throw refusal(release, unproven, limits, problem)
  const notRestored = unproven.map((one) => withRestoreHint(one, release, limits))
  for (const { ref, problem: why } of notRestored) emit({ type: 'not-restored', ref, problem: why })
  return withoutUnproven(plan, notRestored, limits)
}

/** With what brings it back later; after a delete nothing does. */
function withRestoreHint(
  notRestored: NotRestored,
  { namespace }: Release,
  { again, orphans = false }: UndoLimits,
): NotRestored {
  if (orphans) return notRestored
  const { code, category, message, place } = notRestored.problem
  const option = shellWords(['--also-restore', optionName(notRestored.ref, namespace)])
  const hint = `to restore it, after reviewing it: ${again} ${option}`
  return { ...notRestored, problem: new KdeployError({ code, category, message, place, hint }) }
}

/** What the plan would write as the revision says: manifests, and adopted objects that are given back. */
async function candidatesOf(
  cluster: Cluster,
  { changes, candidates }: Pick<Plan, 'changes' | 'candidates'>,
): Promise<Candidate[]> {
  const written = changes.filter(({ action }) => action !== 'unchanged')
  const restored = await Promise.all(
    written.map(async ({ ref, manifest, live }): Promise<Candidate> => {
      const isNamespaced = (await cluster.resourceOf(ref))?.namespaced
      return { ref, object: manifest.object, live, isNamespaced, manifest }
    }),
  )
  const returned = toOrphan(candidates).flatMap(({ ref, live, fate: { giveBack } }): Candidate[] => {
    if (giveBack === undefined) return []
    return [{ ref, object: giveBack.object, live, isNamespaced: ref.namespace !== undefined, manifest: undefined }]
  })
  return [...restored, ...returned]
}

function byKey(objects: readonly KubeObject[]): Map<string, KubeObject> {
  return new Map(objects.map((object) => [keyOf(refOf(object)), object]))
}

function unprovenOf(
  candidates: readonly Candidate[],
  release: Release,
  known: Pick<Present, 'rendered' | 'before'>,
): NotRestored[] {
  const own = membershipFor(release)
  const { namespace } = release
  return candidates.flatMap((candidate): NotRestored[] => {
    const { ref, manifest } = candidate
    const why = whyUnproven(candidate, { own, manager: fieldManager, namespace, ...known })
    if (why === undefined) return []
    const problem = new KdeployError({
      code: 'restore-unproven',
      category: 'input',
      message: `${describeRef(ref)}: ${why}`,
      place: manifest?.placeOf([]),
    })
    return [{ ref, problem, isUnproven: true }]
  })
}

/** What the templates render now, or why that isn't known: an undo must work while they are broken. */
async function present(
  { world }: Run,
  { rendered }: UndoLimits,
): Promise<{ manifests: readonly Manifest[]; problem?: KdeployError }> {
  try {
    return { manifests: await rendered() }
  } catch (error) {
    const problem = world.interrupted.aborted ? undefined : asKdeployError(error)
    if (problem === undefined) throw error
    return { manifests: [], problem }
  }
}

function withoutUnproven<Planned extends Pick<Plan, 'changes' | 'candidates' | 'notRestored'>>(
  plan: Planned,
  notRestored: readonly NotRestored[],
  { orphans = false }: UndoLimits,
): Planned {
  const unproven = new Map(notRestored.map(({ ref, problem }) => [keyOf(ref), problem.message]))
  return {
    ...plan,
    changes: plan.changes.filter(({ ref }) => !unproven.has(keyOf(ref))),
    candidates: applyRule(unprovenAdoption, plan.candidates, { unproven, orphansUnproven: orphans }),
    notRestored: [...plan.notRestored, ...notRestored],
  }
}

/** Whether a person named an object. @throws KdeployError `restore-unknown` for each name that matches no object */
async function namedAmong(
  cluster: Cluster,
  { namespace }: Release,
  { changes, notRestored, candidates }: Pick<Plan, 'changes' | 'candidates' | 'notRestored'>,
  named: UndoLimits['named'],
): Promise<(ref: ObjectRef) => boolean> {
  const names = named.filter((one) => one !== 'none')
  const resources = await Promise.all(names.map(({ kind }) => cluster.resourceNamed(kind)))
  const leadsTo = (one: NamedObject, index: number, ref: ObjectRef) => {
    const resource = resources[index]
    // What only the revision's own CustomResourceDefinition defines.
    if (resource === undefined) return optionName(ref, namespace) === typedName(one).toLowerCase()
    const place = resource.namespaced ? (one.namespace ?? namespace) : undefined
    return isNamed(ref, { name: one.name, namespace: place }, resource)
  }
  const returned = toOrphan(candidates).filter(({ fate }) => fate.giveBack !== undefined)
  const refs = [...changes, ...notRestored, ...returned].map(({ ref }) => ref)
  const unknown = names.filter((one, index) => !refs.some((ref) => leadsTo(one, index, ref)))
  const problems = unknown.map((one) => {
    const typed = typedName(one)
    const meant = nearest(
      typed,
      refs.map((ref) => optionName(ref, namespace)),
    )
    return new KdeployError({
      code: 'restore-unknown',
      category: 'input',
      message: `--also-restore ${typed} matches no object that would be restored`,
      hint:
        meant === undefined ? 'write KIND/NAME, or KIND/NAMESPACE/NAME in another namespace' : `did you mean ${meant}?`,
    })
  })
  throwCollected(problems, (count) => `${count} names of --also-restore match no object`)
  return (ref) => names.some((one, index) => leadsTo(one, index, ref))
}

function refusal(
  { namespace }: Release,
  unproven: readonly NotRestored[],
  { again }: UndoLimits,
  problem: KdeployError | undefined,
): KdeployError {
  // A role's name may hold what a shell would run.
  const options = shellWords(unproven.flatMap(({ ref }) => ['--also-restore', optionName(ref, namespace)]))
  const [objects, them] =
    unproven.length === 1 ? ['1 object belongs', 'it'] : [`${unproven.length} objects belong`, 'them']
  return new KdeployError({
    code: 'restore-unproven',
    category: 'input',
    message: `only the revision says that ${objects} to the release, and anyone who may write Secrets in ${namespace} can rewrite the revision`,
    problems: unproven.map((one) => one.problem),
    detail: [
      ...(problem === undefined ? [] : [`the templates could not be rendered: ${problem.message}`]),
      `to restore ${them} anyway, after reviewing ${them}:`,
      `  ${again} ${options}`,
      `to restore everything else:`,
      `  ${again} --also-restore none`,
    ].join('\n'),
    hint: 'objects that are not named are not restored; with KDEPLOY_HISTORY_KEY revisions are signed, and nothing needs to be named (docs/operating/security.md)',
  })
}
