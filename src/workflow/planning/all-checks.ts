import { KdeployError } from '../../errors.ts'

/**
 * Waits for both checks of a phase. @throws KdeployError with the problems of both at once, those of the first one first;
 * what isn't about the input (an unreachable cluster) as it is
 */
export async function allChecks<First, Second>(
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
  const problems = errors.flatMap((error) => (error.problems.length === 0 ? [error] : error.problems))
  throw new KdeployError({
    code: only.code,
    category: only.category,
    message: `${problems.length} problems`,
    problems,
    hint: errors.find((error) => error.problems.length > 0 && error.hint !== undefined)?.hint,
  })
}
