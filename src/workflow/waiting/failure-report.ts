import type { Cluster } from '../../cluster/cluster.ts'
import type { Assessment, Cause } from '../../kinds/kind.ts'
import type { FailureReport, ReportedCause } from '../events.ts'
import type { Target } from './targets.ts'

/** Lines of a container's log in a report. */
const logLines = 20

/** Why an object failed, with the logs that explain it, read before anything is undone. */
export async function reportFailure(cluster: Cluster, target: Target, failed: Assessment): Promise<FailureReport> {
  const causes = await Promise.all(failed.causes.map((cause) => withLog(cluster, cause, target.ref.namespace)))
  return { ref: target.ref, place: target.place, message: failed.message, causes }
}

async function withLog(cluster: Cluster, cause: Cause, namespace: string | undefined): Promise<ReportedCause> {
  if (cause.log === undefined || cause.pod === undefined || namespace === undefined) return { ...cause, lines: [] }
  const { container, previous } = cause.log
  try {
    const text = await cluster.logs({ namespace, name: cause.pod }, { container, previous, tailLines: logLines })
    return { ...cause, lines: text.split('\n').filter((line) => line !== '') }
  } catch {
    // A log that can't be had (its node is gone, reading is forbidden) must not hide the cause itself.
    return { ...cause, lines: [] }
  }
}
