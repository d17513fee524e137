import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import type { LiveKind, LiveObject, LiveReader } from '../../sources/source.ts'

/** Reads live ConfigMaps and Secrets for the sources of variables. */
export function liveReader(cluster: Cluster): LiveReader {
  return {
    async hasNamespace(namespace) {
      try {
        return (
          (await cluster.get({
            group: '',
            version: 'v1',
            kind: 'Namespace',
            namespace: undefined,
            name: namespace,
          })) !== null
        )
      } catch (error) {
        if (error instanceof ApiError) return true
        throw error
      }
    },
    get: (kind, namespace, name) =>
      explained(`${kind} ${namespace}/${name}`, () => cluster.get({ group: '', version: 'v1', kind, namespace, name })),
    list: (kind: LiveKind, namespace, labelSelector) =>
      explained(`${kind}s of ${namespace}`, async (): Promise<readonly LiveObject[]> => {
        const { items } = await cluster.list({ group: '', version: 'v1', kind }, { namespace, labelSelector })
        return items
      }),
  }
}

async function explained<Result>(what: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof ApiError ? explainApiError(error, { what }) : error
  }
}
