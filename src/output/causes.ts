import { KdeployError } from '../errors.ts'

/** A chain of causes this long has a loop. */
const longest = 10

/**
 * What led to an error, for `--verbose`: each cause and where in kdeploy's code it arose; of a collected error, those of each
 * of its problems. The error itself is shown already.
 */
export function causesOf(error: unknown): string[] {
  const problems = error instanceof KdeployError ? error.problems.flatMap(causesOf) : []
  const lines: string[] = []
  let cause = error instanceof Error ? error.cause : undefined
  for (let depth = 0; cause !== undefined && depth < longest; depth++) {
    lines.push(`caused by: ${described(cause)}`, ...framesOf(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return [...problems, ...lines]
}

/**
 * The message only where it can quote nothing of a template, a manifest or an answer: an error of kdeploy's own, whose texts
 * are masked by where they came from, or one of the system (ECONNREFUSED, ENOENT). Others may hold what a template made of a
 * secret, which no search for the secret itself would find.
 */
function described(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  if (cause instanceof KdeployError) return `${cause.name} ${cause.code}: ${cause.message}`
  if ('syscall' in cause) return `${cause.name}: ${cause.message}`
  const code = 'code' in cause ? cause.code : 'status' in cause ? cause.status : undefined
  return code === undefined ? cause.name : `${cause.name} ${code}`
}

/** The lines of the stack below the message. */
function framesOf(cause: unknown): string[] {
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  return stack.split('\n').flatMap((line) => (/^ {4}at /.test(line) ? [line.trim()] : []))
}
