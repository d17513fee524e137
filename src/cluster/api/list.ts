import { isMap } from '../../json-map.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import { pageLimit } from '../connection/limits.ts'
import { ApiError } from '../errors/api-error.ts'
import { ResponseError } from '../errors/response-error.ts'
import type { Request } from '../transport/request.ts'
import type { ApiResource, KubeList, ListOptions, ResourceType } from './cluster.ts'
import { ListBudget } from './list-budget.ts'
import { nextOf } from './next-page.ts'
import { objectOf, objectProblem } from './object-shape.ts'
import type { Client } from './objects.ts'
import { apiVersionOf, requireResource, resourcePath } from './resource-path.ts'

/** Objects a page, as kubectl asks for them. */
const pageSize = 500

/** What every API server since 1.15 answers with the metadata of objects alone. */
const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'

/** All pages. Where a page's continue token expired, all at once (as client-go's pager does). */
export async function listObjects(client: Client, type: ResourceType, options: ListOptions = {}): Promise<KubeList> {
  const resource = await requireResource(client.discovery, type, `GET ${type.kind}`)
  try {
    return await listPages(client, resource, options, pageSize)
  } catch (error) {
    if (error instanceof ApiError && error.status === 410) return listPages(client, resource, options, undefined)
    throw error
  }
}

async function listPages(
  client: Client,
  resource: ApiResource,
  { namespace, labelSelector, fieldSelector, metadataOnly = false }: ListOptions,
  most: number | undefined,
): Promise<KubeList> {
  const items: KubeObject[] = []
  const budget = new ListBudget()
  const path = resourcePath(resource, namespace)
  let limit = most
  let next: string | undefined
  const ask = (from: string | undefined) => {
    const query = { labelSelector, fieldSelector, limit, continue: from }
    const accept = metadataOnly ? metadataList : undefined
    const request: Request = { method: 'GET', path, query, accept, limit: pageLimit }
    const answer = client.transport.request(request)
    // It may be asked for before it is known to be wanted.
    answer.catch(() => {})
    return { request, answer, from }
  }
  let asked = ask(next)
  for (;;) {
    const { request } = asked
    const answer = await asked.answer.catch((error: unknown) => {
      if (!isTooLarge(error) || limit === undefined || limit === 1) throw error
      return undefined
    })
    if (answer === undefined) {
      // Its objects are large: fewer of them are a page that can be read.
      limit = Math.ceil((limit ?? pageSize) / 10)
      asked = ask(next)
      continue
    }
    // The next page is under way while this one is read.
    const ahead = nextOf(answer.text)
    if (ahead !== undefined && !budget.hasTaken(ahead)) asked = ask(ahead)
    const page = readPage(client, resource, request, client.transport.parse(request, answer))
    for (const item of page.items) items.push(item)
    next = page.next
    const problem = budget.take(answer, next)
    if (problem !== undefined) throw client.transport.tooLarge(request, problem)
    if (next === undefined) return { items, resourceVersion: page.resourceVersion }
    if (asked.from !== next) asked = ask(next)
  }
}

function readPage({ transport }: Client, resource: ApiResource, request: Request, answer: Json) {
  const listed = isMap(answer) ? (answer['items'] ?? []) : undefined
  if (!isMap(answer) || !Array.isArray(listed)) throw transport.malformed(request, 'did not send a list')
  const apiVersion = apiVersionOf(resource)
  const items = listed.map((item) => {
    // The items of a built-in type's list carry neither apiVersion nor kind.
    const whole = isMap(item) ? { apiVersion, kind: resource.kind, ...item } : item
    const object = objectOf(whole)
    if (object === undefined) throw transport.malformed(request, `sent a list with ${objectProblem(whole)}`)
    return object
  })
  const metadata = isMap(answer['metadata']) ? answer['metadata'] : {}
  const { resourceVersion, continue: next } = metadata
  return {
    items,
    resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
    next: typeof next === 'string' && next !== '' ? next : undefined,
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof ResponseError && error.cause.code === 'response-too-large'
}
