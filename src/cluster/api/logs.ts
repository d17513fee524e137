import { logLimit } from '../connection/limits.ts'
import type { Transport } from '../transport/transport.ts'
import type { LogOptions } from './cluster.ts'

type PodName = { readonly namespace: string; readonly name: string }

export function podLogPath({ namespace, name }: PodName): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`
}

/**
 * A container's log, or its beginning where it is longer than is read. @throws ApiError 400 where the container has no (previous)
 * instance yet
 */
export async function readLogs(transport: Transport, pod: PodName, options: LogOptions): Promise<string> {
  const answer = await transport.request({
    method: 'GET',
    path: podLogPath(pod),
    accept: '*/*',
    query: {
      container: options.container,
      previous: options.previous ? 'true' : undefined,
      tailLines: options.tailLines,
      limitBytes: logLimit.bytes,
    },
    limit: logLimit,
    cut: true,
  })
  // Half a line could hide a sensitive value from its mask.
  const isWhole = answer.bytes < logLimit.bytes
  const text = isWhole ? answer.text : answer.text.slice(0, answer.text.lastIndexOf('\n') + 1)
  return options.tailLines === undefined ? text : lastLines(text, options.tailLines)
}

/** A server that minds no `tailLines` sends them all. */
function lastLines(text: string, count: number): string {
  return text
    .split(/(?<=\n)/)
    .slice(-count)
    .join('')
}
