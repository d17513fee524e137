import { isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import { legacyLimit } from '../connection/limits.ts'
import { ApiError } from '../errors/api-error.ts'
import type { Transport } from '../transport/transport.ts'
import type { ApiResource } from './cluster.ts'
import { listOf, type Served, textOf, textsOf } from './served.ts'

/** Discovery before Kubernetes 1.26: one request for each group and version; a broken one doesn't spoil the others. */
export async function readLegacy(transport: Transport, core: Json, groups: Json): Promise<Served> {
  const versions = [
    ...(isMap(core) ? textsOf(core, 'versions') : []).map((version) => ({ group: '', version })),
    ...listOf(groups, 'groups').flatMap((group) => preferredFirst(group)),
  ]
  const tooMany = () => transport.tooLarge({ method: 'GET', path: '/apis' }, 'names more resources than any server has')
  if (versions.length > legacyLimit.versions) throw tooMany()
  const broken: string[] = []
  let count = 0
  const lists = await Promise.all(
    versions.map(async ({ group, version }) => {
      try {
        const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
        const answer = await transport.json({ method: 'GET', path, limit: legacyLimit })
        const resources = listOf(answer, 'resources')
        count += resources.length
        if (count > legacyLimit.resources) throw tooMany()
        return resources.flatMap((resource) => readResource(resource, group, version))
      } catch (error) {
        if (!(error instanceof ApiError) || error.status < 404) throw error
        broken.push(`${group}/${version}`)
        return []
      }
    }),
  )
  return { resources: lists.flat(), broken }
}

function preferredFirst(group: JsonObject): { group: string; version: string }[] {
  const name = textOf(group, 'name')
  const preferred = isMap(group['preferredVersion']) ? textOf(group['preferredVersion'], 'version') : ''
  const versions = listOf(group, 'versions').map((version) => textOf(version, 'version'))
  const ordered = [
    ...versions.filter((version) => version === preferred),
    ...versions.filter((version) => version !== preferred),
  ]
  return ordered.map((version) => ({ group: name, version }))
}

/** `pods/log` and its like are subresources. */
function readResource(resource: JsonObject, group: string, version: string): ApiResource[] {
  const plural = textOf(resource, 'name')
  if (plural.includes('/')) return []
  const kind = textOf(resource, 'kind')
  const singular = textOf(resource, 'singularName') || kind.toLowerCase()
  const shared = {
    shortNames: textsOf(resource, 'shortNames'),
    namespaced: resource['namespaced'] === true,
    verbs: textsOf(resource, 'verbs'),
  }
  return [{ group, version, kind, plural, singular, ...shared }]
}
