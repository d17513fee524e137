import { KdeployError } from '../../errors.ts'

/** An option, or a way to show something, that is of one release was given for several. */
export function oneReleaseOnly(
  option: string,
  hint = 'name one profile, and one of its clusters where it has several',
): KdeployError {
  return new KdeployError({
    code: 'one-release-only',
    category: 'input',
    message: `${option} works on one release, and several are chosen`,
    hint,
  })
}
