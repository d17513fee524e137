import type { Json, KubeObject, ObjectRef } from '../manifest/types.ts'
import { ApiError } from './api-error.ts'
import { isAsSent } from './as-sent.ts'
import type {
  ApiResource,
  ApplyOptions,
  DeleteOptions,
  KubeList,
  ListOptions,
  PatchOptions,
  PatchType,
  ReplaceOptions,
  ResourceType,
} from './cluster.ts'
import type { Discovery } from './discovery.ts'
import { isObject } from './json-object.ts'
import { applyPatch } from './request-body.ts'
import { apiVersionOf, refOf, requireResource, resourcePath } from './resource-path.ts'
import type { Request, Transport } from './transport.ts'

/** Objects a page, as kubectl asks for them. */
const PAGE = 500

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
    return asObject(await client.transport.json({ method: 'GET', path: pathOf(client, resource, ref) }))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

/** All pages. Where a page's continue token expired, all at once (as client-go's pager does). */
export async function listObjects(client: Client, type: ResourceType, options: ListOptions = {}): Promise<KubeList> {
  const resource = await requireResource(client.discovery, type, `GET ${type.kind}`)
  try {
    return await listPages(client, resource, options, PAGE)
  } catch (error) {
    if (error instanceof ApiError && error.status === 410) return listPages(client, resource, options, undefined)
    throw error
  }
}

async function listPages(
  client: Client,
  resource: ApiResource,
  options: ListOptions,
  limit: number | undefined,
): Promise<KubeList> {
  const items: KubeObject[] = []
  const apiVersion = apiVersionOf(resource)
  let next: string | undefined
  let resourceVersion = ''
  do {
    const { labelSelector, fieldSelector } = options
    const answer = await client.transport.json({
      method: 'GET',
      path: resourcePath(resource, options.namespace),
      query: { labelSelector, fieldSelector, limit, continue: next },
    })
    const metadata = isObject(answer) && isObject(answer['metadata']) ? answer['metadata'] : {}
    const page = isObject(answer) && Array.isArray(answer['items']) ? answer['items'] : []
    // The items of a built-in type's list carry neither apiVersion nor kind.
    items.push(...page.map((item) => asObject({ apiVersion, kind: resource.kind, ...(isObject(item) ? item : {}) })))
    resourceVersion = typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : ''
    next = typeof metadata['continue'] === 'string' && metadata['continue'] !== '' ? metadata['continue'] : undefined
  } while (next !== undefined)
  return { items, resourceVersion }
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
  if (ref.group === 'authorization.k8s.io')
    return asObject(await client.transport.json({ ...request, repeatable: true }))
  return writeOnce(client, object, (once) => client.transport.json({ ...request, ...once }).then(asObject))
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
 * A POST or a guarded PUT, repeated where nobody knows whether the server carried it out: where it did, the next try is
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
  return asObject(await client.transport.json({ ...request, path: pathOf(client, resource, ref) }))
}

function pathOf(client: Client, resource: ApiResource, ref: ObjectRef): string {
  return resourcePath(resource, ref.namespace ?? client.defaultNamespace, ref.name)
}

function asObject(answer: Json): KubeObject {
  if (isObject(answer) && typeof answer['kind'] === 'string') return answer as KubeObject
  throw new Error('The API server answered with something that is no object')
}
