import { hasFailed, isAsWanted, isDrifted, isUncompared } from '../../output/status.ts'
import type { AwaitedRelease, ReleaseStatus } from '../../workflow/run/results.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'

/** What the status of a release exits with. */
export function exitCodeOfStatus(status: ReleaseStatus): ExitCode {
  const { objects } = status
  if (!objects.every(isAsWanted) || hasFailed(status)) return exitCodes.workload
  if (objects.some(isDrifted)) return exitCodes.different
  return objects.some(isUncompared) ? exitCodes.cluster : exitCodes.done
}

/** The same once it was waited for. */
export function exitCodeOfAwaited({ status, failures }: AwaitedRelease): ExitCode {
  // Somebody still deploys.
  const isUnfinished = failures.length > 0 || status.revision.status === 'pending'
  return isUnfinished ? exitCodes.workload : exitCodeOfStatus(status)
}
