import type { ApiResource, Cluster } from '../../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import type { Reach } from '../../../history/records/parent.ts'
import type { Release } from '../../../history/records/release.ts'
import { keyOf } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import {
  needsOfAutoscalers,
  needsOfDrift,
  needsOfNamespaces,
  needsOfPrune,
  needsOfReferences,
  type Where,
} from '../../../plan/permissions/further.ts'
import {
  type Applied,
  type Need,
  needsOfHooks,
  needsOfObjects,
  needsOfRelease,
} from '../../../plan/permissions/need.ts'
import { needsOfWaiting } from '../../../plan/permissions/waiting.ts'
import { referencesOf } from '../../../plan/references/references.ts'
import { namespaceRef } from '../../run/namespace.ts'
import type { Policy } from '../../run/policy.ts'
import type { RunNeeds } from './check-permissions.ts'

/** A manifest whose kind may be known, with what is sent. */
interface Rendered {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
  readonly resource: ApiResource | undefined
}

/** What is deployed, by which policy. */
interface Deployment {
  readonly release: Release
  readonly manifests: readonly Manifest[]
  /** What is applied. */
  readonly items: readonly Rendered[]
  /** What they come after, besides each other. */
  readonly dependencies: readonly Applied[]
  /** The hooks that run where anything changes. */
  readonly running: readonly Rendered[]
  /** Namespaces that aren't there. */
  readonly absent: ReadonlySet<string>
  /** See Plan. */
  readonly madeNamespace: string | undefined
  /** The release's namespace is made where it isn't there, which can't be seen. */
  readonly mayBeMade: boolean
  readonly policy: Pick<Policy, 'writes' | 'waiting' | 'prune' | 'references' | 'quotas'>
}

/** All that a deploy needs, or had better have. `reach`: where members may be, as far as that may be read. */
export function needsOfDeploy(
  cluster: Cluster,
  { release, manifests, items, dependencies, running, absent, madeNamespace, mayBeMade, policy }: Deployment,
  reach: () => Promise<Reach | undefined>,
): RunNeeds {
  const { writes, waiting } = policy
  const objects = appliedOf(items, writes ? absent : new Set())
  const hooks = appliedOf(running, absent)
  const waitedFor = [...hooks, ...(waiting.wait ? objects : [])]
  const needs = writes
    ? [
        ...needsOfObjects(objects),
        ...needsOfHooks(hooks),
        ...needsOfWaiting(waitedFor, waiting.stableFor),
        ...needsOfObjects(dependencies, ['get']),
        ...needsOfWaiting(dependencies, 0),
        ...needsOfRelease(release.namespace),
        ...needsOfMaking(mayBeMade ? release.namespace : madeNamespace, mayBeMade),
      ]
    : needsOfObjects([...objects, ...hooks])
  const further = async (): Promise<Need[]> => [
    ...(policy.prune.enabled ? needsOfPrune(await memberPlaces(cluster, release, [...objects, ...hooks], reach)) : []),
    ...needsOfDrift(objects),
    ...needsOfAutoscalers(objects),
    ...needsOfNamespaces([...new Set([release.namespace, ...objects.flatMap(({ ref }) => ref.namespace ?? [])])]),
    ...(policy.references.missing === 'ignore' ? [] : needsOfReferences(await targetsOf(cluster, manifests))),
  ]
  const unborn = new Set([...absent, ...(mayBeMade ? [release.namespace] : [])])
  return { role: writes ? 'kdeploy' : 'kdeploy-diff', needs, isDryRun: !writes, unborn, further }
}

function appliedOf(items: readonly Rendered[], absent: ReadonlySet<string>): Applied[] {
  return items.flatMap(({ ref, resource, manifest, desired }) => {
    if (resource === undefined) return []
    return {
      ref,
      plural: resource.plural,
      // Looked up of the few that stand for all of their kind.
      get place() {
        return manifest.placeOf(['kind'])
      },
      absent: absent.has(ref.namespace ?? ''),
      desired,
    }
  })
}

/** `isUnread`: it may be there, which only its reading would tell. */
function needsOfMaking(name: string | undefined, isUnread: boolean): Need[] {
  if (name === undefined) return []
  const place = { file: '--create-namespace' }
  const needs = needsOfObjects([{ ref: namespaceRef(name), plural: 'namespaces', place, absent: true }])
  return isUnread ? needs.map((need) => ({ ...need, onlyForNew: true })) : needs
}

/**
 * Where what is rendered is, and what else the release's records name, as far as that is in its namespace: whoever may write the
 * records could ask for any other place.
 */
async function memberPlaces(
  cluster: Cluster,
  release: Release,
  objects: readonly Applied[],
  reach: () => Promise<Reach | undefined>,
): Promise<Where[]> {
  const { groupKinds = [] } = (await unlessForbidden(reach(), undefined)) ?? {}
  return [
    ...objects.map(({ ref, plural }) => ({ group: ref.group, resource: plural, namespace: ref.namespace })),
    ...(await placesOfKinds(cluster, groupKinds, release.namespace)),
  ]
}

/** Of kinds (`Deployment.apps`), those that are namespaced, as resources in a namespace. */
export async function placesOfKinds(
  cluster: Cluster,
  groupKinds: readonly string[],
  namespace: string,
): Promise<Where[]> {
  const places = await Promise.all(
    groupKinds.map(async (groupKind): Promise<Where[]> => {
      const [kind = '', ...group] = groupKind.split('.')
      const resource = await cluster.resourceOf({ group: group.join('.'), kind })
      return resource?.namespaced ? [{ group: resource.group, resource: resource.plural, namespace }] : []
    }),
  )
  return places.flat()
}

async function targetsOf(cluster: Cluster, manifests: readonly Manifest[]) {
  const targets = new Map(referencesOf(manifests).map(({ to }) => [keyOf(to), to]))
  const found = await Promise.all(
    [...targets.values()].map(async (ref) => {
      const resource = await cluster.resourceOf({ group: ref.group, kind: ref.kind })
      return resource === undefined ? [] : [{ ref, plural: resource.plural }]
    }),
  )
  return found.flat()
}
