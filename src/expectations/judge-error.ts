import type { KdeployError, Place } from '../errors.ts'
import type { Placed } from '../profile/settings.ts'
import type { Failure } from './failure.ts'
import type { ExpectedError } from './test-file.ts'

/**
 * Why what rendering ended with isn't the error that a test expects; undefined where it is, or has it among its problems. `nameOf`: a
 * file of the project as places name it.
 */
export function judgeError(
  { value: expected, place }: Placed<ExpectedError>,
  found: KdeployError | { readonly manifests: number },
  nameOf: (file: string) => string,
): Failure | undefined {
  if (!(found instanceof Error)) {
    const rendered = found.manifests === 1 ? 'one manifest is rendered' : `${found.manifests} manifests are rendered`
    return { message: `expected ${describe(expected)}, but ${rendered}`, place }
  }
  const problems = problemsIn(found)
  if (problems.some((problem) => isExpected(problem, expected, nameOf))) return undefined
  const codes = [...new Set(problems.map(({ code }) => code))]
  return { message: `expected ${describe(expected)}, found ${codes.join(', ')}`, place, error: found }
}

/** Each problem for itself, with what holds them. */
function problemsIn(error: KdeployError): KdeployError[] {
  return [error, ...error.problems.flatMap(problemsIn)]
}

function isExpected(
  { code, message, place }: KdeployError,
  expected: ExpectedError,
  nameOf: (file: string) => string,
): boolean {
  return (
    (expected.code === undefined || expected.code === code) &&
    (expected.message === undefined || message.includes(expected.message)) &&
    (expected.at === undefined || isAt(place, expected.at, nameOf))
  )
}

function isAt(
  place: Place | undefined,
  { file, line }: NonNullable<ExpectedError['at']>,
  nameOf: (file: string) => string,
): boolean {
  return place !== undefined && place.file === nameOf(file) && (line === undefined || line === place.line)
}

function describe({ code, message, at }: ExpectedError): string {
  const words = [
    code === undefined ? 'an error' : `the error ${code}`,
    ...(message === undefined ? [] : [`with ${JSON.stringify(message)} in its message`]),
    ...(at === undefined ? [] : [`at ${at.file}${at.line === undefined ? '' : `:${at.line}`}`]),
  ]
  return words.join(' ')
}
