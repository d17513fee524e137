import { KdeployError } from '../../errors.ts'

/** What keeps every release of a cluster from it. */
export const outOfReachCodes: ReadonlySet<string> = new Set([
  'auth-provider-failed',
  'cluster-unreachable',
  'credential-plugin-failed',
  'unauthorized',
])

/** Whether an error is that a cluster can't be reached, whatever release asks. */
export function isOutOfReach(error: unknown): error is KdeployError {
  return error instanceof KdeployError && codesOf(error).some((code) => outOfReachCodes.has(code))
}

/** The codes of an error, or of all problems in it. */
export function codesOf({ code, problems }: KdeployError): readonly string[] {
  return problems.length === 0 ? [code] : problems.flatMap(codesOf)
}
