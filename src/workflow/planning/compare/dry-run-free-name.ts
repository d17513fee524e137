import { randomBytes } from 'node:crypto'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { parseJson, stringifyJson } from '../../../json.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { fieldManager } from '../../run/run.ts'

/**
 * Dry-runs an object as if none of its name were there: under a name that is free. Returns it under its own.
 * @throws ApiError, in which the object has its own name
 */
export async function dryRunUnderFreeName(cluster: Cluster, desired: KubeObject): Promise<KubeObject> {
  const { name } = desired.metadata
  const freeName = `${name.slice(0, 40).replace(/[.-]+$/, '')}-${randomBytes(4).toString('hex')}`
  const free = { ...desired, metadata: { ...desired.metadata, name: freeName } }
  try {
    const merged = await cluster.apply(free, { fieldManager, dryRun: true })
    // Also where the server made something of it: the labels of a Job's pods.
    return parseJson(stringifyJson(merged).replaceAll(freeName, name)) as KubeObject
  } catch (error) {
    throw error instanceof ApiError ? named(error, freeName, name) : error
  }
}

function named(error: ApiError, freeName: string, name: string): ApiError {
  const own = (text: string) => text.replaceAll(freeName, name)
  const { status, reason, request, retryAfter, hint } = error
  const causes = error.causes.map((cause) => ({ ...cause, message: own(cause.message) }))
  return new ApiError({ status, reason, message: own(error.message), request: own(request), causes, retryAfter, hint })
}
