import { KdeployError, throwCollected } from '../errors.ts'
import type { SourceSpec } from '../profile/source-spec.ts'
import { sourceOf } from './source-of.ts'

/** @throws KdeployError `commands-forbidden` where one of these sources would run a program */
export function refusePrograms(specs: readonly SourceSpec[]): void {
  const problems = specs
    .filter((spec) => sourceOf(spec).runsProgram)
    .map(
      ({ type, place }) =>
        new KdeployError({
          code: 'commands-forbidden',
          category: 'input',
          message: `the ${type} source runs a program, which --no-commands (or KDEPLOY_NO_COMMANDS) forbids`,
          place,
          hint: "`kdeploy validate`, and `render` and `explain` with --offline, take the source's `example:` instead",
        }),
    )
  throwCollected(
    problems,
    (count) => `${count} sources run programs, which --no-commands (or KDEPLOY_NO_COMMANDS) forbids`,
  )
}
