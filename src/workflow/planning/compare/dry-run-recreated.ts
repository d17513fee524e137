import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { missingPermission, refusesName, webhookWithoutDryRun } from '../../../cluster/errors/explain.ts'
import { KdeployError } from '../../../errors.ts'
import { textAt } from '../../../manifest/fields.ts'
import { describeRef, refOf } from '../../../manifest/identity.ts'
import type { Json, JsonObject, KubeObject, Manifest } from '../../../manifest/types.ts'
import { checkPermissions } from '../facts/check-permissions.ts'
import { dryRunUnderFreeName } from './dry-run-free-name.ts'

/** What the server would make of a manifest if its object weren't there; `merged` is undefined where that can't be asked. */
export interface RecreateDryRun {
  readonly merged: KubeObject | undefined
  readonly refusingWebhook?: string | undefined
}

/**
 * Dry-runs an object to recreate under a free name. Refusals caused only by that name or the live
 * object are ignored. @throws ApiError, with the object's own name, if the new object would be refused; KdeployError
 * `forbidden`
 */
export async function dryRunRecreated(
  cluster: Cluster,
  { desired, manifest }: { readonly desired: KubeObject; readonly manifest: Manifest },
  live: KubeObject | null,
): Promise<RecreateDryRun> {
  await refuseTakenAddress(cluster, desired, manifest, live)
  try {
    return { merged: await dryRunUnderFreeName(cluster, desired) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const refusal = await refusalOf(cluster, error, { desired, manifest }, live)
    if (refusal !== undefined) throw refusal
    return { merged: undefined, refusingWebhook: webhookWithoutDryRun(error) }
  }
}

/** The refusal if it concerns the object itself; undefined if only the name, the dry-run or the live object caused it. */
async function refusalOf(
  cluster: Cluster,
  error: ApiError,
  { desired, manifest }: { readonly desired: KubeObject; readonly manifest: Manifest },
  live: KubeObject | null,
): Promise<ApiError | undefined> {
  if (error.status === 404 || error.reason === 'AlreadyExists' || webhookWithoutDryRun(error) !== undefined) return
  // The sum of the plan is held to the quotas anyway (check-quota.ts), with what the live object gives back.
  if (error.status === 403 && /exceeded quota/.test(error.message)) return
  // The name of a CustomResourceDefinition, for one, follows from its content.
  if (refusesName(error)) return
  const missing = missingPermission(error)
  if (missing !== undefined) {
    // It may be given for the own name alone.
    const { name, namespace } = desired.metadata as { name: string; namespace?: string }
    const { verb, group, resource } = missing
    if (verb !== 'create' && verb !== 'patch') return error
    const needed = { verb, group, resource, namespace, names: [name], for: manifest.placeOf(['kind']) } as const
    const needs = [{ ...needed, onlyForNew: false }]
    await checkPermissions({ cluster, concurrency: 1 }, { role: 'kdeploy-recreate', needs, further: async () => [] })
    return
  }
  if (live === null || desired.kind !== 'Service' || !/already allocated/.test(error.message)) return error
  return dryRunUnderFreeName(cluster, withoutHeld(desired, live)).then(
    () => undefined,
    (refused: unknown) => {
      if (refused instanceof ApiError) return refused
      throw refused
    },
  )
}

/**
 * The dry-run doesn't look whether an address is free (kubernetes: pkg/registry/core/service/ipallocator). Where IPAddresses
 * can't be read, nothing is known. @throws KdeployError `address-taken`
 */
async function refuseTakenAddress(
  cluster: Cluster,
  desired: KubeObject,
  manifest: Manifest,
  live: KubeObject | null,
): Promise<void> {
  const address = textAt(desired, 'spec', 'clusterIP')
  if (desired.kind !== 'Service' || desired.apiVersion !== 'v1' || address === '' || address === 'None') return
  if (address === textAt(live, 'spec', 'clusterIP')) return
  const type = { group: 'networking.k8s.io', version: 'v1', kind: 'IPAddress', namespace: undefined, name: address }
  const taken = await cluster.get(type).catch((error: unknown) => {
    if (error instanceof ApiError) return null
    throw error
  })
  if (taken === null) return
  const holder = `${textAt(taken, 'spec', 'parentRef', 'namespace')}/${textAt(taken, 'spec', 'parentRef', 'name')}`
  throw new KdeployError({
    code: 'address-taken',
    category: 'input',
    message: `${describeRef(refOf(desired))} can't be recreated with the clusterIP ${address}, which ${holder} holds`,
    place: manifest.placeOf(['spec', 'clusterIP']),
    hint: 'use another address, or remove clusterIP',
  })
}

/** A Service without the addresses and ports that the live one holds, and gives back when it is deleted. */
function withoutHeld(desired: KubeObject, live: KubeObject): KubeObject {
  const spec = (desired['spec'] ?? {}) as JsonObject
  const held = (live['spec'] ?? {}) as JsonObject
  const ports = ((held['ports'] ?? []) as JsonObject[]).map(({ nodePort }) => nodePort)
  const isHeld = (key: string, value: Json) =>
    key === 'clusterIPs'
      ? (value as Json[])[0] === held['clusterIP']
      : (key === 'clusterIP' || key === 'healthCheckNodePort') && value === held[key]
  const free = Object.fromEntries(Object.entries(spec).filter(([key, value]) => !isHeld(key, value)))
  const freePorts = ((spec['ports'] ?? []) as JsonObject[]).map(({ nodePort, ...port }) =>
    nodePort === undefined || ports.includes(nodePort) ? port : { ...port, nodePort },
  )
  return { ...desired, spec: { ...free, ports: freePorts } }
}
