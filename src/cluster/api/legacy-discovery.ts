import { listAt, textAt, textsAt } from '../../manifest/fields.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import { legacyLimit } from '../connection/limits.ts'
import { ApiError } from '../errors/api-error.ts'
import type { Transport } from '../transport/transport.ts'
import type { ApiResource } from './cluster.ts'

/** What the server serves, in its order of preference. */
export interface Served {
  readonly resources: readonly ApiResource[]
  /** `group/version` of aggregated APIs whose own server doesn't answer. */
  readonly broken: readonly string[]
}

/** Discovery before Kubernetes 1.26: one request for each group and version; a broken one doesn't spoil the others. */
export async function readLegacy(transport: Transport, core: Json, groups: Json): Promise<Served> {
  const versions = [
    ...textsAt(core, 'versions').map((version) => ({ group: '', version })),
    ...listAt(groups, 'groups').flatMap((group) => preferredFirst(group)),
  ]
  const tooMany = () => transport.tooLarge({ method: 'GET', path: '/apis' }, 'lists more resources than any server has')
  if (versions.length > legacyLimit.versions) throw tooMany()
  const broken: string[] = []
  let count = 0
  const lists = await Promise.all(
    versions.map(async ({ group, version }) => {
      try {
        const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
        const answer = await transport.json({ method: 'GET', path, limit: legacyLimit })
        const resources = listAt(answer, 'resources')
        count += resources.length
        if (count > legacyLimit.resources) throw tooMany()
        const names = new Set(resources.map((resource) => textAt(resource, 'name')))
        return resources.flatMap((resource) => readResource(resource, group, version, names))
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
  const name = textAt(group, 'name')
  const preferred = textAt(group, 'preferredVersion', 'version')
  const versions = listAt(group, 'versions').map((version) => textAt(version, 'version'))
  const ordered = [
    ...versions.filter((version) => version === preferred),
    ...versions.filter((version) => version !== preferred),
  ]
  return ordered.map((version) => ({ group: name, version }))
}

/** `pods/log` and its like are subresources. */
function readResource(resource: JsonObject, group: string, version: string, names: ReadonlySet<string>): ApiResource[] {
  const plural = textAt(resource, 'name')
  if (plural.includes('/')) return []
  const kind = textAt(resource, 'kind')
  const singular = textAt(resource, 'singularName') || kind.toLowerCase()
  const shared = {
    shortNames: textsAt(resource, 'shortNames'),
    namespaced: resource['namespaced'] === true,
    verbs: textsAt(resource, 'verbs'),
    hasStatus: names.has(`${plural}/status`),
  }
  return [{ group, version, kind, plural, singular, ...shared }]
}
