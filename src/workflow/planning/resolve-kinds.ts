import type { ApiResource, Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { asMember, type Membership } from '../../manifest/membership.ts'
import type { Manifest, ObjectRef } from '../../manifest/types.ts'
import { ownServers, servedApi } from '../../plan/own-servers.ts'
import { definedKind } from '../../plan/prerequisites.ts'
import type { NotRestored } from '../../plan/types.ts'
import { namespaceRef } from '../run/namespace.ts'
import type { Item } from './compare/item.ts'
import { unknownKind } from './facts/unknown-kind.ts'

/** An item with what is known of it before the server is asked. */
export interface KnownManifest extends Item {
  /** undefined where the server doesn't know its kind yet. */
  readonly resource: ApiResource | undefined
  /** Where the server knows the kind, but not in the manifest's version: in the one that it prefers. */
  readonly servedAs?: ApiResource | undefined
  /** Keys of objects of this plan without which it can't be asked about. */
  readonly checkAfter: readonly string[]
  /** The key of the rendered CustomResourceDefinition that defines its kind. */
  readonly definition: string | undefined
}

/** What is known of the manifests before the server is asked about them. */
interface KnownManifests {
  readonly located: readonly KnownManifest[]
  /** Those whose kind the cluster doesn't know, and that no manifest defines. */
  readonly unknown: readonly NotRestored[]
}

/** Finds each manifest's resource type, and what must be there before the server can be asked about it. */
export async function resolveKinds(
  cluster: Cluster,
  manifests: readonly Manifest[],
  membership: Membership,
  absent: ReadonlySet<string>,
  madeNamespace: string | undefined,
): Promise<KnownManifests> {
  const refs = manifests.map(({ object }) => refOf(object))
  const keys = new Set(refs.map(keyOf))
  const definitions = new Map(
    manifests.flatMap(({ object }) => {
      const kind = definedKind(object)
      return kind === undefined ? [] : [[kind, keyOf(refOf(object))] as const]
    }),
  )
  const servers = ownServers(manifests.map(({ object }) => ({ ref: refOf(object), desired: object })))
  const unknown: NotRestored[] = []
  const items: KnownManifest[] = []
  for (const [index, manifest] of manifests.entries()) {
    const ref = refs[index] as ObjectRef
    const server = servers.find((one) => servedApi(one) === `${ref.group}/${ref.version}`)
    // Where it is down, this apply may bring it up again.
    const resource = await cluster.resourceOf(ref).catch((error: unknown) => {
      if (server === undefined || !(error instanceof KdeployError) || error.code !== 'api-unavailable') throw error
      return undefined
    })
    const servedAs =
      resource === undefined && server === undefined
        ? await cluster.resourceOf({ group: ref.group, kind: ref.kind })
        : undefined
    const definition = definitions.get(`${ref.kind}.${ref.group}`)
    const checkAfter: string[] = []
    if (resource === undefined && server !== undefined) checkAfter.push(keyOf(server.ref))
    else if (resource === undefined) {
      if (definition === undefined) {
        unknown.push({ ref, problem: unknownKind(manifest, ref, await cluster.servedResources()) })
        continue
      }
      checkAfter.push(definition)
    }
    const { namespace } = ref
    if (namespace !== undefined && absent.has(namespace)) {
      const key = keyOf(namespaceRef(namespace))
      if (keys.has(key) || namespace === madeNamespace) checkAfter.push(key)
    }
    const desired = asMember(manifest.object, membership)
    items.push({ ref, manifest, desired, resource, servedAs, checkAfter, definition })
  }
  return { located: items, unknown }
}
