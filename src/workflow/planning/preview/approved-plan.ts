import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { joinNames } from '../../../counts.ts'
import { KdeployError } from '../../../errors.ts'
import { planKeyOf } from '../../../history/plan-key.ts'
import { readParent } from '../../../history/records/parent.ts'
import { identityOf, type Release } from '../../../history/records/release.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { stringifyJson } from '../../../json.ts'
import type { Json } from '../../../json-map.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import { comparePlans, sensitiveDiffers } from '../../../plan/saved/compare-plans.ts'
import {
  type PlanKey,
  type PlanKeySource,
  type SavedPlan,
  savedObjects,
  savedVersion,
} from '../../../plan/saved/saved-plan.ts'
import type { Plan } from '../../../plan/types.ts'
import { getNamespaceIfAllowed } from '../../run/namespace.ts'
import type { Run } from '../../run/run.ts'
import type { World } from '../../run/world.ts'
import { diffOf } from './difference.ts'

/** The variable that holds the key by which plans compare sensitive values. */
const keyVariable = 'KDEPLOY_PLAN_KEY'

/** Characters that a key has at least. */
const shortestKey = 16

/** Of the differences between two plans, and of objects; more are counted. */
const mostNamed = 20

/** A plan that somebody approved, and where it was read. */
export interface ApprovedPlan {
  readonly plan: SavedPlan
  readonly file: string
  /** Whether a plan of which sensitive values can't be compared is refused. */
  readonly strict: boolean
}

/** A plan for a file. It holds no sensitive value. */
export async function savePlan(
  run: Run,
  release: Release,
  plan: Plan,
  history: readonly StoredRevision[],
): Promise<SavedPlan> {
  const { world } = run
  const key = (await findKey(run, release, 'variable')) ?? (await findKey(run, release, 'release'))
  const cluster = await clusterUid(run)
  return {
    kind: 'kdeploy-plan',
    version: savedVersion,
    kdeploy: world.version,
    createdAt: new Date(world.wallClock()).toISOString(),
    by: world.deployer,
    release: identityOf(release),
    ...(cluster === undefined ? {} : { cluster }),
    ...(key === undefined ? {} : { key: key.source }),
    revision: Math.max(0, ...history.map(({ revision }) => revision.number)),
    objects: savedObjects(diffOf(run, withoutNamespace(plan), history), key),
  }
}

/** A plan as its file has it. */
export function writeSavedPlan(plan: SavedPlan): string {
  return `${stringifyJson(plan as unknown as Json, 2)}\n`
}

/**
 * Refuses a plan that isn't the approved one: another release or cluster, other objects by their UIDs, other actions, other changes
 * of fields. What others changed that the plan isn't about doesn't matter.
 * @throws KdeployError `plan-differs` with every difference, `plan-unverified` where sensitive values can't be compared and must be
 */
export async function refuseUnlessApproved(
  run: Run,
  release: Release,
  plan: Plan,
  history: readonly StoredRevision[],
  { plan: approved, file, strict }: ApprovedPlan,
): Promise<void> {
  const { world, emit } = run
  if (approved.release !== identityOf(release))
    throw differs(world, file, [`it is a plan of ${approved.release}, not of ${identityOf(release)}`])
  const cluster = await clusterUid(run)
  if (approved.cluster !== undefined && cluster !== undefined && approved.cluster !== cluster)
    throw differs(world, file, ['it was made on another cluster'])
  const key = approved.key === undefined ? undefined : await findKey(run, release, approved.key)
  const { differences, uncompared } = comparePlans(
    approved.objects,
    savedObjects(diffOf(run, withoutNamespace(plan), history), key),
  )
  if (differences.length > 0) {
    const isKeyInDoubt = key?.source === 'variable' && differences.every((line) => line.endsWith(sensitiveDiffers))
    const lines = [...deployedSince(approved, history), ...differences]
    throw differs(world, file, lines.map(world.masking.redact), isKeyInDoubt ? otherKey : undefined)
  }
  for (const { message, hint } of [
    ...clusterUnknown(approved, cluster, file),
    ...valuesUnknown(approved, uncompared, file),
  ]) {
    if (strict) throw new KdeployError({ code: 'plan-unverified', category: 'input', message, hint })
    emit({ type: 'warning', message: `${message}; ${hint}` })
  }
}

/** Who deployed between the two: most often the whole reason. */
function deployedSince({ revision: last }: SavedPlan, history: readonly StoredRevision[]): string[] {
  const since = history.flatMap(({ revision }) => (last !== undefined && revision.number > last ? revision : []))
  return since
    .toSorted((a, b) => a.number - b.number)
    .map(
      ({ number, command, by, createdAt }) => `since the plan: revision ${number} (${command} by ${by}, ${createdAt})`,
    )
}

interface Unverified {
  readonly message: string
  readonly hint: string
}

/** The UID of any object tells the cluster, too. */
function clusterUnknown(approved: SavedPlan, cluster: string | undefined, file: string): Unverified[] {
  const isTold = approved.cluster !== undefined && cluster !== undefined
  if (isTold || approved.objects.some(({ uid }) => uid !== null)) return []
  const message = `the cluster was not compared with the plan ${file}, which only creates objects`
  return [{ message, hint: 'allow both the diff and the apply to read the namespace kube-system' }]
}

function valuesUnknown({ key }: SavedPlan, uncompared: readonly ObjectRef[], file: string): Unverified[] {
  if (uncompared.length === 0) return []
  const what = joinNames(uncompared, mostNamed, describeRef)
  return [{ message: `sensitive values were not compared with the plan ${file}: ${what}`, hint: whyUncompared(key) }]
}

/** Whether the release's namespace is made is an option of apply alone. */
function withoutNamespace(plan: Plan): Plan {
  return { ...plan, madeNamespace: undefined }
}

const otherKey = `set ${keyVariable} to the key that the diff had; if it is that one, approve a new plan, written by kdeploy diff --plan`
const otherPlanInCi =
  'start the job that made the plan (kdeploy diff --plan) again, approve what it shows, then start this one again; if only options differ, give apply those that the diff had'
const otherPlan =
  'run kdeploy diff --plan again, and approve what it shows; if only options differ, give apply those that the diff had'

function differs(
  { environment }: World,
  file: string,
  differences: readonly string[],
  hint = isSet(environment['CI']) ? otherPlanInCi : otherPlan,
): KdeployError {
  const more = differences.length - mostNamed
  return new KdeployError({
    code: 'plan-differs',
    category: 'conflict',
    message: `the plan ${file} is not what would be done now`,
    detail: [...differences.slice(0, mostNamed), ...(more > 0 ? [`and ${more} more differences`] : [])].join('\n'),
    hint,
  })
}

function isSet(variable = ''): boolean {
  return !['', '0', 'false'].includes(variable)
}

function whyUncompared(source: PlanKeySource | undefined): string {
  if (source === 'variable') return `set ${keyVariable} to the key that the diff had`
  if (source === 'release') return "the key in the release's Secret can't be read"
  return `set ${keyVariable} for both the diff and the apply; after its first deploy a release has a key of its own`
}

/** @throws KdeployError `plan-key-invalid` */
async function findKey(run: Run, release: Release, source: PlanKeySource): Promise<PlanKey | undefined> {
  const secret = source === 'variable' ? keyIn(run.world) : await keyOfRelease(run, release)
  return secret === undefined ? undefined : { source, secret }
}

function keyIn({ environment, masking }: Pick<World, 'environment' | 'masking'>): string | undefined {
  const secret = environment[keyVariable]?.trim() ?? ''
  if (secret === '') return undefined
  masking.registerSecrets([secret])
  if (secret.length >= shortestKey) return secret
  throw new KdeployError({
    code: 'plan-key-invalid',
    category: 'input',
    message: `${keyVariable} has ${secret.length} characters, but needs at least ${shortestKey}`,
    hint: 'make one with "openssl rand -hex 32"',
  })
}

async function keyOfRelease({ cluster, world }: Run, release: Release): Promise<string | undefined> {
  const secret = planKeyOf(await unlessForbidden(readParent(cluster, release), null))
  if (secret !== undefined) world.masking.registerSecrets([secret])
  return secret
}

async function clusterUid({ cluster }: Run): Promise<string | undefined> {
  const uid = (await getNamespaceIfAllowed(cluster, 'kube-system'))?.metadata['uid']
  return typeof uid === 'string' ? uid : undefined
}
