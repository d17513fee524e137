import type { LogOptions } from './cluster.ts'
import type { Transport } from './transport.ts'

/** A log this long is read at most, in bytes, where no number of lines is given. */
const LIMIT = 1024 * 1024

type PodName = { readonly namespace: string; readonly name: string }

export function podLogPath({ namespace, name }: PodName): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`
}

/** A container's log. Throws ApiError 400 where the container has no (previous) instance yet. */
export async function readLogs(transport: Transport, pod: PodName, options: LogOptions): Promise<string> {
  const answer = await transport.request({
    method: 'GET',
    path: podLogPath(pod),
    accept: '*/*',
    query: {
      container: options.container,
      previous: options.previous ? 'true' : undefined,
      tailLines: options.tailLines,
      limitBytes: options.tailLines === undefined ? LIMIT : undefined,
    },
  })
  return answer.text
}
