import { KdeployError, withHint } from '../../errors.ts'

/** The same promise, whose error waits until somebody awaits it. */
export function deferred<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {})
  return promise
}

/**
 * What all of these give that were started at once. Where several fail, the error is that of the one that stands first, whichever
 * failed first; those that stand after it aren't waited for.
 */
export async function awaitByPriority<Results extends Readonly<Record<string, unknown>>>(
  started: {
    readonly [Name in keyof Results]: Promise<Results[Name]>
  },
): Promise<Results> {
  const all: [string, Promise<unknown>][] = Object.entries(started)
  for (const [, one] of all) deferred(one)
  const results: Record<string, unknown> = {}
  for (const [name, one] of all) results[name] = await one
  return results as Results
}

/** What other problems follow from, and so is told before them. */
const causes: ReadonlySet<string> = new Set(['namespace-missing', 'kind-unknown'])

/**
 * Awaits both checks of a phase and reports their problems together, those of the first one first, but for what others follow from.
 * What an error advises about all of its problems is told of each that has no advice of its own.
 * @throws KdeployError with all problems; an error that isn't about the input (an unreachable cluster) as it is
 */
export async function awaitBothChecks<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  const [one, two] = await Promise.allSettled([first, second])
  if (one.status === 'fulfilled' && two.status === 'fulfilled') return [one.value, two.value]
  const reasons: unknown[] = [one, two].flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  const unexpected = reasons.find((reason) => !(reason instanceof KdeployError))
  if (unexpected !== undefined) throw unexpected
  const errors = reasons.filter((reason) => reason instanceof KdeployError)
  const [only, other] = errors
  if (only === undefined || other === undefined || only.message === other.message) throw only
  const all = errors.flatMap((error) =>
    error.problems.length === 0 ? [error] : error.problems.map((problem) => withHint(problem, error.hint)),
  )
  const problems = [...all.filter(({ code }) => causes.has(code)), ...all.filter(({ code }) => !causes.has(code))]
  const [gravest = only] = problems
  throw new KdeployError({
    code: gravest.code,
    category: gravest.category,
    message: `${problems.length} problems`,
    problems,
  })
}
