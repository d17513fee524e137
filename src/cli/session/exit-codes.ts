import { type Category, KdeployError } from '../../errors.ts'

/** What each exit code means; nothing else ever exits 1 but a difference. */
export const exitCodes = {
  done: 0,
  different: 1,
  input: 2,
  cluster: 3,
  conflict: 4,
  workload: 5,
  restored: 6,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code of an error: by who can fix it; 70 for what kdeploy itself did wrong. After a signal, the signal's. */
export function exitCodeOf(error: unknown, interrupted?: AbortSignal): ExitCode {
  if (interrupted?.aborted === true)
    return ['SIGTERM', 'SIGHUP'].includes(interrupted.reason) ? exitCodes.terminated : exitCodes.interrupted
  if (!(error instanceof KdeployError)) return exitCodes.internal
  const category: Category = error.category
  return exitCodes[category]
}

/** The gravest first: what is left broken, then what stopped a run, then what was put right or never began. */
const gravity: readonly ExitCode[] = [
  exitCodes.interrupted,
  exitCodes.terminated,
  exitCodes.internal,
  exitCodes.workload,
  exitCodes.cluster,
  exitCodes.conflict,
  exitCodes.restored,
  exitCodes.input,
  exitCodes.different,
  exitCodes.done,
]

/** The exit code of a run that has several; of none, 0. */
export function gravest(codes: readonly ExitCode[]): ExitCode {
  return gravity.find((code) => codes.includes(code)) ?? exitCodes.done
}
