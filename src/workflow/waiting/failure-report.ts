import type { Cluster } from '../../cluster/api/cluster.ts'
import type { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import { isForbidden } from '../../cluster/errors/forbidden.ts'
import type { Assessment, Cause } from '../../kinds/rules/kind.ts'
import { conditionOf } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import type { FailureReport, ReportedCause } from '../run/events.ts'
import type { Target } from './targets.ts'

/** Lines of a container's log in a report. */
const logLines = 20

/**
 * Reports why an object failed, with logs and node states, read before any undo. Known sensitive values are
 * masked in a log's lines here, while they are still together: a value may span lines.
 */
export async function reportFailure(
  cluster: Cluster,
  target: Target,
  failed: Assessment,
  { redactLines }: Pick<Masking, 'redactLines'>,
): Promise<FailureReport> {
  const causes = await Promise.all(
    failed.causes.map(async (cause) => {
      const told = await withLog(cluster, await withNode(cluster, cause), target.ref.namespace)
      return { ...told, lines: redactLines(told.lines) }
    }),
  )
  return { ref: target.ref, place: target.place, message: failed.message, causes }
}

/** Nodes belong to the cluster, so that many who deploy may not read them. */
async function withNode(cluster: Cluster, cause: Cause): Promise<Cause> {
  if (cause.node === undefined) return cause
  try {
    const node = await cluster.get({ group: '', version: 'v1', kind: 'Node', namespace: undefined, name: cause.node })
    return { ...cause, message: `${cause.message}; ${stateOf(node)}` }
  } catch (error) {
    return isForbidden(error) ? { ...cause, message: `${cause.message}; ${unreadable(error, 'its node')}` } : cause
  }
}

/** Says what was left out as reading it is forbidden. */
function unreadable(error: ApiError, what: string): string {
  return explainApiError(error, { what: `${what} can't be read` }).message
}

function stateOf(node: KubeObject | null): string {
  if (node === null) return 'the node no longer exists'
  const ready = conditionOf(node, 'Ready')
  if (ready === undefined) return 'the node never reported whether it is ready'
  const why = [ready.reason, ready.message].filter((part) => part !== '').join(': ')
  return `the node's condition Ready is ${ready.status}${why === '' ? '' : ` (${why})`}`
}

async function withLog(cluster: Cluster, cause: Cause, namespace: string | undefined): Promise<ReportedCause> {
  if (cause.log === undefined || cause.pod === undefined || namespace === undefined) return { ...cause, lines: [] }
  const { container, previous } = cause.log
  try {
    const text = await cluster.logs({ namespace, name: cause.pod }, { container, previous, tailLines: logLines })
    const lines = text.split('\n').filter((line) => line !== '')
    return lines.length === 0
      ? { ...cause, message: `${cause.message}; it logged nothing`, lines }
      : { ...cause, lines }
  } catch (error) {
    // A log that can't be had (its node is gone, reading is forbidden) must not hide the cause itself.
    const missing = isForbidden(error) ? `; ${unreadable(error, 'its log')}` : ''
    return { ...cause, message: `${cause.message}${missing}`, lines: [] }
  }
}
