import pLimit from 'p-limit'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { fieldConflicts } from '../cluster/conflicts.ts'
import { explainApiError } from '../cluster/explain.ts'
import { KdeployError, throwCollected } from '../errors.ts'
import { applySetIdOf, identityOf, type Release } from '../history/release.ts'
import { describeRef, keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import { buildPlan, type Comparison } from '../plan/build.ts'
import { asMember, type Membership, membershipOf, partOfLabel } from '../plan/membership.ts'
import type { Plan } from '../plan/types.ts'

/** The field manager of apply and undo alike: an Update under the same name would make the next apply conflict. */
export const fieldManager = 'kdeploy'

/** Requests at a time; beyond it the API server's own queues are the limit. */
export const concurrency = 32

/** One manifest on its way to a comparison. */
interface Item {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
  /** False where its kind or namespace is made by this same plan. */
  readonly known: boolean
}

/**
 * Compares what should be with what is, asking the server by dry-run what each manifest would become. `madeNamespace` is
 * one that will be made before the writes. Writes nothing.
 * @throws KdeployError with every problem of every manifest at once, in their order
 */
export async function planRelease(
  cluster: Cluster,
  release: Release,
  manifests: readonly Manifest[],
  madeNamespace?: string,
): Promise<Plan> {
  const membership: Membership = { applySet: applySetIdOf(release), release: identityOf(release) }
  const items = await locate(cluster, manifests, membership, madeNamespace)
  const members = await readMembers(cluster, items, membership)
  const limit = pLimit(concurrency)
  const outcomes = await Promise.all(
    items.map((item) =>
      limit(() =>
        compare(cluster, item, members.get(keyOf(item.ref)), membership).catch((error: unknown) =>
          explainItem(error, item),
        ),
      ),
    ),
  )
  const problems = outcomes.filter((outcome) => outcome instanceof KdeployError)
  throwCollected(problems, (count) => `${count} of ${items.length} manifests can't be applied; nothing was written`)
  return buildPlan(outcomes.filter((outcome): outcome is Comparison => !(outcome instanceof KdeployError)))
}

/** Finds each manifest's resource type, and whether the server can be asked about it already. */
async function locate(
  cluster: Cluster,
  manifests: readonly Manifest[],
  membership: Membership,
  madeNamespace: string | undefined,
): Promise<Item[]> {
  const refs = manifests.map(({ object }) => refOf(object))
  const made = {
    kinds: new Set(manifests.map(({ object }) => definedKind(object)).filter((kind) => kind !== undefined)),
    namespaces: new Set(refs.filter(({ group, kind }) => group === '' && kind === 'Namespace').map(({ name }) => name)),
  }
  const absent = new Set(madeNamespace === undefined ? [] : [madeNamespace])
  for (const namespace of new Set(refs.map((ref) => ref.namespace))) {
    if (namespace !== undefined && made.namespaces.has(namespace) && !(await namespaceExists(cluster, namespace)))
      absent.add(namespace)
  }
  const problems: KdeployError[] = []
  const items: Item[] = []
  for (const [index, manifest] of manifests.entries()) {
    const ref = refs[index] as ObjectRef
    const resource = await cluster.resourceOf(ref)
    if (resource === undefined && !made.kinds.has(`${ref.kind}.${ref.group}`)) problems.push(unknownKind(manifest, ref))
    const known = resource !== undefined && !absent.has(ref.namespace ?? '')
    items.push({ ref, manifest, desired: asMember(manifest.object, membership), known })
  }
  throwCollected(problems, (count) => `the cluster doesn't know the kinds of ${count} manifests`)
  return items
}

/** `Kind.group` that a rendered CustomResourceDefinition defines. */
function definedKind(object: KubeObject): string | undefined {
  if (object.kind !== 'CustomResourceDefinition') return undefined
  const spec = object['spec'] as { group?: string; names?: { kind?: string } } | undefined
  return `${spec?.names?.kind}.${spec?.group}`
}

/** Whether a namespace is there. Where reading it is forbidden it is taken to be: the next request tells. */
export async function namespaceExists(cluster: Cluster, name: string): Promise<boolean> {
  try {
    return (await getNamespace(cluster, name)) !== null
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return true
    throw error
  }
}

/** null where it isn't there. */
export function getNamespace(cluster: Cluster, name: string): Promise<KubeObject | null> {
  return cluster.get({ group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name })
}

/** The release's live objects: one LIST per kind and namespace, by the ApplySet's label. */
async function readMembers(cluster: Cluster, items: readonly Item[], membership: Membership) {
  const places = new Map(
    items.filter(({ known }) => known).map(({ ref }) => [`${ref.group}/${ref.kind}/${ref.namespace ?? ''}`, ref]),
  )
  const lists = await Promise.all(
    [...places.values()].map((ref) =>
      cluster.list(ref, { namespace: ref.namespace, labelSelector: `${partOfLabel}=${membership.applySet}` }),
    ),
  )
  return new Map(lists.flatMap(({ items }) => items).map((object) => [keyOf(refOf(object)), object]))
}

async function compare(
  cluster: Cluster,
  item: Item,
  member: KubeObject | undefined,
  own: Membership,
): Promise<Comparison> {
  const { ref, manifest, desired } = item
  if (!item.known) return { ref, manifest, desired, live: null, merged: undefined, takesOver: false }
  const { merged, takesOver } = await dryRun(cluster, item, own)
  // What a dry-run would create has no resourceVersion: it isn't there yet, and need not be asked for.
  const exists = merged.metadata['resourceVersion'] !== undefined
  const live = member ?? (exists ? await cluster.get(ref) : null)
  refuseForeign(live, own, item)
  return { ref, manifest, desired, live, merged, takesOver }
}

async function dryRun(
  cluster: Cluster,
  item: Item,
  own: Membership,
): Promise<{ merged: KubeObject; takesOver: boolean }> {
  const { ref, desired } = item
  try {
    return { merged: await cluster.apply(desired, { fieldManager, dryRun: true }), takesOver: false }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
    refuseForeign(await cluster.get(ref), own, item)
    const conflicts = fieldConflicts(error)
    if (conflicts.length === 0 || conflicts.some(({ manager }) => manager !== fieldManager)) throw error
    return { merged: await cluster.apply(desired, { fieldManager, dryRun: true, force: true }), takesOver: true }
  }
}

function refuseForeign(live: KubeObject | null, own: Membership, { ref, manifest }: Item): void {
  const other = live === null ? undefined : membershipOf(live)
  if (other === undefined || other.applySet === own.applySet) return
  throw new KdeployError({
    code: 'foreign-object',
    category: 'conflict',
    message: `${describeRef(ref)} belongs to ${other.release}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'give it another name, or remove it from the other release first',
  })
}

function explainItem(error: unknown, { ref, manifest, desired }: Item): KdeployError {
  if (error instanceof KdeployError) return error
  if (error instanceof ApiError)
    return explainApiError(error, { what: describeRef(ref), object: desired, placeOf: manifest.placeOf })
  throw error
}

function unknownKind(manifest: Manifest, ref: ObjectRef): KdeployError {
  return new KdeployError({
    code: 'kind-unknown',
    category: 'input',
    message: `the cluster doesn't know the kind ${ref.kind} of ${manifest.object.apiVersion}`,
    place: manifest.placeOf(['kind']),
    hint: 'install its CustomResourceDefinition first, render it in this project, or correct apiVersion and kind',
  })
}
