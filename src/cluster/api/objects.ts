import type { Json, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { ApiError } from '../errors/api-error.ts'
import type { Request } from '../transport/request.ts'
import { applyPatch } from '../transport/request-body.ts'
import type { Transport } from '../transport/transport.ts'
import { isAsSent } from './as-sent.ts'
import type { ApiResource, ApplyOptions, DeleteOptions, PatchOptions, PatchType, ReplaceOptions } from './cluster.ts'
import type { Discovery } from './discovery.ts'
import { objectOf, objectProblem } from './object-shape.ts'
import { refOf, requireResource, resourcePath } from './resource-path.ts'

/** What the requests about objects share. */
export interface Client {
  readonly transport: Transport
  readonly discovery: Discovery
  readonly defaultNamespace: string
  /** Asked before each try of each request that writes (no dry-run), and may refuse it by throwing. */
  readonly beforeWrite?: (() => Promise<void>) | undefined
}

export async function getObject(client: Client, ref: ObjectRef): Promise<KubeObject | null> {
  const resource = await client.discovery.resourceOf(ref)
  if (resource === undefined) return null
  try {
    return await requestObject(client, { method: 'GET', path: pathOf(client, resource, ref) })
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

/** Server-side apply; repeating it gives the same object, so it is retried (kubernetes.io, "Server-Side Apply"). */
export async function applyObject(client: Client, object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
  return write(client, refOf(object), {
    method: 'PATCH',
    body: object,
    contentType: applyPatch,
    query: {
      fieldManager: options.fieldManager,
      force: options.force ? 'true' : undefined,
      fieldValidation: 'Strict',
      dryRun: options.dryRun ? 'All' : undefined,
    },
    repeatable: true,
    before: options.dryRun ? undefined : client.beforeWrite,
  })
}

/** POST to the collection; an empty name is left out, for reviews, which have none. */
export async function createObject(client: Client, object: KubeObject): Promise<KubeObject> {
  const ref = refOf(object)
  const resource = await requireResource(client.discovery, ref, `POST ${ref.kind}`)
  const { name, ...unnamed } = object.metadata
  const request: Request = {
    method: 'POST',
    path: resourcePath(resource, resource.namespaced ? (ref.namespace ?? client.defaultNamespace) : undefined),
    query: { fieldValidation: 'Strict' },
    body: name === '' ? { ...object, metadata: unnamed } : object,
  }
  // A review only asks.
  if (ref.group === 'authorization.k8s.io') return requestObject(client, { ...request, repeatable: true })
  return writeOnce(client, object, (once) => requestObject(client, { ...request, ...once }))
}

export async function replaceObject(
  client: Client,
  object: KubeObject,
  { fieldManager, dryRun = false }: ReplaceOptions = {},
): Promise<KubeObject> {
  const query = { fieldManager, fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined }
  const request = { method: 'PUT', body: object, query } as const
  if (dryRun) return write(client, refOf(object), { ...request, repeatable: true })
  return writeOnce(client, object, (once) => write(client, refOf(object), { ...request, ...once }))
}

/**
 * A POST or a guarded PUT, repeated if its outcome is unknown: if the server did it, the next try is
 * refused with 409, and the object is there as it was sent.
 */
async function writeOnce(
  client: Client,
  sent: KubeObject,
  write: (once: Pick<Request, 'repeatable' | 'before' | 'onRepeat'>) => Promise<KubeObject>,
): Promise<KubeObject> {
  let repeated = false
  const onRepeat = () => {
    repeated = true
  }
  try {
    return await write({ repeatable: true, before: client.beforeWrite, onRepeat })
  } catch (error) {
    if (!repeated || !(error instanceof ApiError) || error.status !== 409) throw error
    const live = await getObject(client, refOf(sent))
    if (live !== null && isAsSent(live, sent)) return live
    throw error
  }
}

export async function patchObject(
  client: Client,
  ref: ObjectRef,
  type: PatchType,
  body: Json,
  options: PatchOptions,
): Promise<KubeObject> {
  return write(client, ref, {
    method: 'PATCH',
    body,
    contentType: type,
    query: { fieldManager: options.fieldManager, dryRun: options.dryRun ? 'All' : undefined },
    repeatable: options.dryRun || options.guarded,
    before: options.dryRun ? undefined : client.beforeWrite,
  })
}

/** Without a propagation: Background, as kubectl (the API's own default orphans a Job's pods). */
export async function deleteObject(client: Client, ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
  const resource = await client.discovery.resourceOf(ref)
  if (resource === undefined) return false
  const { uid, resourceVersion } = options
  try {
    await client.transport.request({
      method: 'DELETE',
      path: pathOf(client, resource, ref),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: options.propagation ?? 'Background',
        ...(options.dryRun ? { dryRun: ['All'] } : {}),
        ...(uid === undefined && resourceVersion === undefined
          ? {}
          : {
              preconditions: {
                ...(uid === undefined ? {} : { uid }),
                ...(resourceVersion === undefined ? {} : { resourceVersion }),
              },
            }),
      },
      repeatable: options.dryRun === true || uid !== undefined || resourceVersion !== undefined,
      before: options.dryRun ? undefined : client.beforeWrite,
    })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false
    throw error
  }
}

async function write(client: Client, ref: ObjectRef, request: Omit<Request, 'path'>): Promise<KubeObject> {
  const resource = await requireResource(client.discovery, ref, `${request.method} ${ref.kind} ${ref.name}`)
  return requestObject(client, { ...request, path: pathOf(client, resource, ref) })
}

function pathOf(client: Client, resource: ApiResource, ref: ObjectRef): string {
  return resourcePath(resource, ref.namespace ?? client.defaultNamespace, ref.name)
}

async function requestObject({ transport }: Client, request: Request): Promise<KubeObject> {
  const answer = await transport.json(request)
  const object = objectOf(answer)
  if (object === undefined) throw transport.malformed(request, `sent ${objectProblem(answer)}`)
  return object
}
