import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { ApiError } from '../errors/api-error.ts'
import type { ApiResource, ResourceType, WarningSubject } from './cluster.ts'
import type { Discovery } from './discovery.ts'

/** `apps/v1` as group and version; `v1` is the core group's. */
function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? { group: '', version: first } : { group: first, version: second }
}

export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}

/** The URL path of a resource type, of all namespaces where none is given, or of one object. */
export function resourcePath(resource: ApiResource, namespace?: string, name?: string): string {
  const base = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${base}${scope}/${resource.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}

/** As the API server says it where the resource type isn't served: ApiError 404. */
export async function requireResource(discovery: Discovery, type: ResourceType, request: string): Promise<ApiResource> {
  const resource = await discovery.resourceOf(type)
  if (resource !== undefined) return resource
  const apiVersion = apiVersionOf({ group: type.group, version: type.version ?? '*' })
  throw new ApiError({
    status: 404,
    reason: 'NoKindMatch',
    message: `the server has no kind ${type.kind} in ${apiVersion}`,
    request,
  })
}

export function refOf(object: KubeObject): ObjectRef {
  const namespace = object.metadata['namespace']
  return {
    ...splitApiVersion(object.apiVersion),
    kind: object.kind,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
    name: object.metadata.name,
  }
}

/** What a path of the API asks about: the reverse of resourcePath. undefined for any other path. */
export function subjectOf(path: string): WarningSubject | undefined {
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+)(?=\/[^/]))?\/([^/]+)(?:\/([^/]+))?/.exec(
    path,
  )
  if (match === null) return undefined
  const [, group = '', version = '', namespace, plural = '', name] = match
  const decoded = (part: string | undefined) => (part === undefined ? undefined : decodeURIComponent(part))
  return { group, version, plural, namespace: decoded(namespace), name: decoded(name) }
}
