import { KdeployError } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { isMap } from '../../json-map.ts'
import { listAt, textAt, textsAt } from '../../manifest/fields.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import { discoveryLimit } from '../connection/limits.ts'
import { ApiError } from '../errors/api-error.ts'
import type { Transport } from '../transport/transport.ts'
import type { ApiResource, ResourceType } from './cluster.ts'
import { readLegacy, type Served } from './legacy-discovery.ts'

/**
 * Aggregated discovery, v2 since Kubernetes 1.30 and v2beta1 since 1.26 (KEP-3352): two requests tell everything. An
 * older server answers the same requests in the legacy way.
 */
const accept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',')

/** What is served, found without a search. */
interface Catalog extends Served {
  /** By group and kind: each version that has it, in the server's order of preference. */
  readonly byKind: ReadonlyMap<string, readonly ApiResource[]>
}

/** Reads discovery at the first question, and again after `refresh`. */
export class Discovery {
  readonly #transport: Transport
  #served: Promise<Catalog> | undefined

  constructor(transport: Transport) {
    this.#transport = transport
  }

  refresh(): void {
    this.#served = undefined
  }

  served(): Promise<Catalog> {
    if (this.#served !== undefined) return this.#served
    const reading = readServed(this.#transport).then(catalogOf)
    reading.catch(() => {
      if (this.#served === reading) this.#served = undefined
    })
    this.#served = reading
    return reading
  }

  /** Without a version the server's preferred one that has the kind. @throws `api-unavailable` for a broken aggregated API */
  async resourceOf(type: ResourceType): Promise<ApiResource | undefined> {
    const { byKind, broken } = await this.served()
    const found = byKind
      .get(kindKey(type))
      ?.find(({ version }) => type.version === undefined || version === type.version)
    const down = broken.find((api) => api === `${type.group}/${type.version ?? api.split('/')[1]}`)
    if (found === undefined && down !== undefined) throw unavailable(down, type.kind)
    return found
  }

  /** `deploy`, `deployment`, `deployments`, each also with `.GROUP` or `.VERSION.GROUP`; case doesn't matter. */
  async resourceNamed(name: string): Promise<ApiResource | undefined> {
    const { resources } = await this.served()
    const [word = '', ...suffix] = name.toLowerCase().split('.')
    const qualifier = suffix.join('.')
    const named = resources.filter(
      (resource) =>
        qualifier === '' ||
        qualifier === resource.group ||
        qualifier === `${resource.version}.${resource.group}`.replace(/\.$/, ''),
    )
    return (
      named.find((resource) => resource.plural === word || resource.singular === word) ??
      named.find((resource) => resource.kind.toLowerCase() === word || resource.shortNames.includes(word))
    )
  }
}

function catalogOf(served: Served): Catalog {
  return { ...served, byKind: groupBy(served.resources, kindKey) }
}

function kindKey({ group, kind }: Pick<ResourceType, 'group' | 'kind'>): string {
  return `${group}/${kind}`
}

function unavailable(api: string, kind: string): KdeployError {
  return new KdeployError({
    code: 'api-unavailable',
    category: 'cluster',
    message: `the aggregated API ${api} (kind ${kind}) is unavailable: its server does not respond`,
    hint: `see \`kubectl get apiservice ${api.split('/').reverse().join('.')}\``,
  })
}

async function readServed(transport: Transport): Promise<Served> {
  const [core, groups] = await Promise.all([
    transport.json({ method: 'GET', path: '/api', accept: accept, limit: discoveryLimit }),
    transport.json({ method: 'GET', path: '/apis', accept: accept, limit: discoveryLimit }).catch(noneFound),
  ])
  if (!isOf(core, 'APIVersions'))
    throw transport.malformed({ method: 'GET', path: '/api' }, 'did not send a discovery document')
  if (!isOf(groups, 'APIGroupList'))
    throw transport.malformed({ method: 'GET', path: '/apis' }, 'did not send a discovery document')
  if (isAggregated(core) && isAggregated(groups)) {
    const lists = [readAggregated(core), readAggregated(groups)]
    return { resources: lists.flatMap((list) => list.resources), broken: lists.flatMap((list) => list.broken) }
  }
  return readLegacy(transport, core, groups)
}

function noneFound(error: unknown): Json {
  if (error instanceof ApiError && error.status === 404) return { kind: 'APIGroupList' }
  throw error
}

/** Whether it tells what is served, in the legacy way or at once. */
function isOf(answer: Json, legacy: string): boolean {
  return isAggregated(answer) || (isMap(answer) && answer['kind'] === legacy)
}

function isAggregated(answer: Json): boolean {
  return isMap(answer) && answer['kind'] === 'APIGroupDiscoveryList'
}

function readAggregated(answer: Json): Served {
  const resources: ApiResource[] = []
  const broken: string[] = []
  for (const item of listAt(answer, 'items')) {
    const group = textAt(item, 'metadata', 'name')
    for (const version of listAt(item, 'versions')) {
      const found = listAt(version, 'resources')
      if (found.length === 0 && version['freshness'] === 'Stale') broken.push(`${group}/${textAt(version, 'version')}`)
      resources.push(...found.map((resource) => readResource(resource, group, textAt(version, 'version'))))
    }
  }
  return { resources, broken }
}

function readResource(resource: JsonObject, group: string, version: string): ApiResource {
  const kind = textAt(resource, 'responseKind', 'kind')
  return {
    group,
    version,
    kind,
    plural: textAt(resource, 'resource'),
    singular: textAt(resource, 'singularResource') || kind.toLowerCase(),
    shortNames: textsAt(resource, 'shortNames'),
    namespaced: resource['scope'] === 'Namespaced',
    verbs: textsAt(resource, 'verbs'),
    hasStatus: listAt(resource, 'subresources').some((one) => textAt(one, 'subresource') === 'status'),
  }
}
