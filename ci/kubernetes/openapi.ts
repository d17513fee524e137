import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A schema of Kubernetes' OpenAPI v3 documents: what these use of JSON Schema. */
export interface OpenApiSchema {
  readonly $ref?: string
  readonly allOf?: readonly OpenApiSchema[]
  readonly type?: string
  readonly format?: string
  readonly default?: unknown
  readonly items?: OpenApiSchema
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
  readonly additionalProperties?: OpenApiSchema
  readonly required?: readonly string[]
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
}

/** A kind that objects can be created of. */
export interface ServedKind {
  /** `apps/v1`. */
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
  /** The short name of its definition. */
  readonly definition: string
}

interface Operation {
  readonly 'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }
  readonly requestBody?: { content: Record<string, { schema: OpenApiSchema }> }
}

interface Document {
  readonly components?: { schemas?: Record<string, OpenApiSchema> }
  readonly paths?: Record<string, { post?: Operation }>
}

/** What an API server of one version serves. */
export interface Api {
  /** By short name. */
  readonly definitions: ReadonlyMap<string, OpenApiSchema>
  readonly kinds: readonly ServedKind[]
  /** The fields that tell the items of a list apart: `core.v1.ContainerPort.protocol`. */
  readonly keys: ReadonlySet<string>
}

/** Reads the OpenAPI documents in the folder of the module k8s.io/kubernetes. */
export function readApi(module: string): Api {
  const folder = join(module, 'api/openapi-spec/v3')
  const definitions = new Map<string, OpenApiSchema>()
  const kinds: ServedKind[] = []
  for (const file of readdirSync(folder).sort()) {
    const document = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Document
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
      definitions.set(shortName(name), schema)
    for (const [path, { post }] of Object.entries(document.paths ?? {})) {
      const type = post?.['x-kubernetes-group-version-kind']
      const ref = Object.values(post?.requestBody?.content ?? {})[0]?.schema.$ref
      // What has a name before it is a subresource, such as an eviction of a pod.
      if (type === undefined || ref === undefined || path.includes('{name}')) continue
      const { group, version, kind } = type
      const definition = shortName(nameIn(ref))
      const apiVersion = group === '' ? version : `${group}/${version}`
      kinds.push({ apiVersion, kind, namespaced: path.includes('/namespaces/{namespace}/'), definition })
    }
  }
  return { definitions, kinds, keys: keysIn(definitions) }
}

function keysIn(definitions: ReadonlyMap<string, OpenApiSchema>): Set<string> {
  const found = new Set<string>()
  for (const { properties = {} } of definitions.values()) {
    for (const list of Object.values(properties)) {
      const ref = list.items?.$ref ?? list.items?.allOf?.[0]?.$ref ?? ''
      for (const key of list['x-kubernetes-list-map-keys'] ?? []) found.add(`${shortName(nameIn(ref))}.${key}`)
    }
  }
  return found
}

/**
 * The same with the group of kube-aggregator, of which the documents of before 1.28 don't tell; it is as in the first that does.
 */
export function withAggregator(api: Api, later: Api): Api {
  const isAggregator = (name: string) => name.startsWith('apiregistration.')
  if (api.kinds.some(({ definition }) => isAggregator(definition))) return api
  return {
    ...api,
    definitions: new Map([...[...later.definitions].filter(([name]) => isAggregator(name)), ...api.definitions]),
    kinds: [...api.kinds, ...later.kinds.filter(({ definition }) => isAggregator(definition))],
  }
}

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod`. */
export function shortName(name: string): string {
  return name.replace(/^io\.k8s\.(?:api|(?:apimachinery|apiextensions-apiserver|kube-aggregator)\.pkg\.apis|)\./, '')
}

/** The name in `#/components/schemas/NAME`. */
export function nameIn(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
