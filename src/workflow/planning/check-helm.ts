import type { Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { forgetCommand, helmReleaseOf, isHelmHook, isUnderWay } from '../../plan/helm/helm.ts'
import { isListedAs } from '../../plan/helm/helm-manifest.ts'
import type { HelmRelease } from '../../plan/helm/helm-record.ts'
import { isPermitted } from './facts/check-permissions.ts'
import { deletes, type HelmHistory, lists, type ReadRecord, readHelmHistory } from './facts/helm-records.ts'

/** An object that a release of kdeploy takes over. */
export interface Adopted {
  readonly ref: ObjectRef
  readonly live: KubeObject
}

/** A Helm release of which objects are adopted. */
export interface HelmFacts {
  readonly release: HelmRelease
  /** The adopted objects that its newest revision lists. */
  readonly adopted: readonly ObjectRef[]
  /** What that revision lists besides. */
  readonly left: readonly ObjectRef[]
  /** Makes Helm forget the release, and deletes nothing else; undefined where something is left in it. */
  readonly forget: string | undefined
}

/** What adopting objects means for the Helm releases that made them. */
export interface HelmCheck {
  readonly releases: readonly HelmFacts[]
  /** Why they can't be adopted safely; each of category `conflict`. */
  readonly problems: readonly KdeployError[]
  /** What the plan tells, one line each. */
  readonly notices: readonly string[]
}

/**
 * Asks, and writes nothing: which Helm releases made these objects, whether Helm would delete them, and whether the user may
 * prevent it. Problems: `helm-would-delete`, `helm-busy`, `helm-record-unreadable`, `helm-manifest-unreadable`.
 * @throws ApiError where the records can't be listed for another reason than a missing permission
 */
export async function checkHelm(cluster: Cluster, objects: readonly Adopted[]): Promise<HelmCheck> {
  const checks = await Promise.all(byRelease(objects).map((group) => checkRelease(cluster, group)))
  const hooks = objects.filter(({ live }) => isHelmHook(live)).map(({ ref }) => hookNotice(ref))
  return {
    releases: checks.flatMap(({ releases }) => releases),
    problems: checks.flatMap(({ problems }) => problems),
    notices: [...checks.flatMap(({ notices }) => notices), ...hooks],
  }
}

/** The objects of each Helm release, by what they say themselves. */
export function byRelease(
  objects: readonly Adopted[],
): { readonly release: HelmRelease; readonly objects: readonly Adopted[] }[] {
  const named = objects.flatMap((object) => {
    const release = helmReleaseOf(object.live)
    return release === undefined ? [] : [{ release, object }]
  })
  const groups = groupBy(named, ({ release }) => `${release.namespace}/${release.name}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ release: first.release, objects: group.map(({ object }) => object) }]
  })
}

async function checkRelease(
  cluster: Cluster,
  { release, objects }: { readonly release: HelmRelease; readonly objects: readonly Adopted[] },
): Promise<HelmCheck> {
  const refs = objects.map(({ ref }) => ref)
  let history: HelmHistory
  try {
    history = await readHelmHistory(cluster, release)
  } catch (error) {
    if (error instanceof KdeployError && error.code.startsWith('helm-')) return { ...nothing, problems: [error] }
    throw error
  }
  const { records, newest } = history
  const unread = unreadProblem(history, refs)
  if (unread !== undefined) return { ...nothing, problems: [unread] }
  if (newest.length === 0) return { ...nothing, notices: [unseen(release, refs)] }
  const busy = helmBusy(history)
  if (busy !== undefined) return { ...nothing, problems: [busy] }
  const adopted = refs.filter((ref) => newest.some((record) => lists(record, ref)))
  const left = newest.flatMap((record) => leftIn(record, refs))
  const kinds = newest.map(({ kind }) => kind)
  const forget = left.length === 0 && adopted.length > 0 ? forgetCommand(release, kinds) : undefined
  const facts = { release, adopted, left, forget }
  const unwritable = await unwritableRecords(cluster, history, refs)
  const problems = unwritable.length === 0 ? [] : [wouldDelete(release, records, refs, unwritable)]
  const releases = adopted.length === 0 ? [] : [facts]
  return { releases, problems, notices: problems.length > 0 ? [] : releases.flatMap(noticesOf) }
}

const nothing: HelmCheck = { releases: [], problems: [], notices: [] }

/** @throws KdeployError `helm-would-delete` where the records of these objects may not be read */
export function refuseUnread(history: HelmHistory, refs: readonly ObjectRef[]): void {
  const problem = unreadProblem(history, refs)
  if (problem !== undefined) throw problem
}

/** @throws KdeployError `helm-busy` where Helm is at work on the release, or was killed there */
export function refuseHelmBusy(history: HelmHistory): void {
  const problem = helmBusy(history)
  if (problem !== undefined) throw problem
}

function helmBusy({ release, newest }: HelmHistory): KdeployError | undefined {
  const busy = newest.find(({ status }) => isUnderWay(status))
  if (busy === undefined) return undefined
  return new KdeployError({
    code: 'helm-busy',
    category: 'conflict',
    message: `${describe(release)} is ${busy.status} (revision ${busy.revision}): Helm would overwrite its record`,
    hint: `wait until Helm is done; if it was killed, run helm rollback ${release.name} -n ${release.namespace}`,
  })
}

/** What a revision lists and nobody adopts, now or before. */
function leftIn({ listed, release }: ReadRecord, refs: readonly ObjectRef[]): ObjectRef[] {
  return listed
    .filter(
      ({ policy, ref }) => policy !== 'keep-by-kdeploy' && !refs.some((one) => isListedAs(ref, one, release.namespace)),
    )
    .map(({ ref }) => ref)
}

/** The records that list one of the objects as theirs to delete, and may not be written. */
async function unwritableRecords(
  cluster: Cluster,
  { records, release }: HelmHistory,
  refs: readonly ObjectRef[],
): Promise<ReadRecord[]> {
  const needed = records.filter((record) => refs.some((ref) => deletes(record, ref)))
  const answers = await Promise.all(
    needed.map(({ kind, object }) =>
      isPermitted(cluster, {
        verb: 'update',
        group: '',
        resource: `${kind.toLowerCase()}s`,
        namespace: release.namespace,
        names: [object.metadata.name],
        for: 'the Helm release record',
        onlyForNew: false,
      }),
    ),
  )
  return needed.filter((_, index) => !answers[index])
}

function wouldDelete(
  release: HelmRelease,
  records: readonly ReadRecord[],
  refs: readonly ObjectRef[],
  unwritable: readonly ReadRecord[],
): KdeployError {
  const listed = refs.filter((ref) => records.some((record) => deletes(record, ref)))
  const resources = [...new Set(unwritable.map(({ kind }) => `${kind.toLowerCase()}s`))].join(' and ')
  return deletionProblem(release, listed, `may not update its records (${resources})`, `update on ${resources}`)
}

function unreadProblem({ release, forbidden }: HelmHistory, refs: readonly ObjectRef[]): KdeployError | undefined {
  if (!forbidden.includes('Secret')) return undefined
  return deletionProblem(release, refs, 'may not list its records (secrets)', 'list and update on secrets')
}

function deletionProblem(
  release: HelmRelease,
  refs: readonly ObjectRef[],
  lack: string,
  permission: string,
): KdeployError {
  const { name, namespace } = release
  return new KdeployError({
    code: 'helm-would-delete',
    category: 'conflict',
    message: `${describe(release)}: helm uninstall would delete ${adoptedObjects(refs.length)}, and the user ${lack}`,
    detail: refs.map(describeRef).join('\n'),
    hint: `ask for a Role that allows ${permission} in the namespace ${namespace}, or add helm.sh/resource-policy: keep to the chart and run helm upgrade ${name}`,
  })
}

function noticesOf({ release, adopted, left, forget }: HelmFacts): string[] {
  const kept = `${describe(release)}: helm uninstall keeps ${adoptedObjects(adopted.length)}`
  if (forget !== undefined)
    return [`${kept}; no other object is left in it; to delete Helm's records of it, and nothing else: ${forget}`]
  const others = left.length === 1 ? '1 other object remains' : `${left.length} other objects remain`
  const again = 'remove the adopted objects from the chart, or helm upgrade and helm rollback will write them again'
  return [`${kept}; ${others} in it`, `${describe(release)}: ${again}`]
}

function adoptedObjects(count: number): string {
  return count === 1 ? '1 adopted object' : `${count} adopted objects`
}

function unseen(release: HelmRelease, refs: readonly ObjectRef[]): string {
  return `${refs.map(describeRef).join(', ')}: created by ${describe(release)}, but the cluster has no record of it; if Helm stores its records in SQL, helm uninstall will delete them`
}

function hookNotice(ref: ObjectRef): string {
  return `${describeRef(ref)} is a hook of a Helm chart: Helm deletes it before it runs the hook again`
}

function describe({ name, namespace }: HelmRelease): string {
  return `Helm release ${namespace}/${name}`
}
